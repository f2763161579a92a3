import { describe, expect, it } from 'vitest'
import { sizeOf } from '../../src/dialects/bindgen/held.ts'
import type { Running } from '../../src/dialects/bindgen/running.ts'
import { findShim } from '../../src/dialects/bindgen/shims/find.ts'
import { readDeclaration } from '../../src/dialects/bindgen/shims/signature.ts'
import { assemble } from '../../src/wasm/testing/assemble.ts'
import { signed, table } from './modules.ts'
import { failureOf, type Opened, open } from './open.ts'

const release = (n: number) => ({ from: n, to: n })
const idle = { held: { charge: () => undefined } } as unknown as Running

describe('the hash in an import’s name', () => {
  // As rustc 1.95 printed them.
  it.each([
    ['fn new() -> Object', 'fn new() -> Object'],
    ['fn new_from_slice(slice: &[u8]) -> Uint8Array', 'fn new_from_slice(slice : & [u8]) -> Uint8Array'],
    [
      'fn has(target: &JsValue, property_key: &JsValue) -> Result<bool, JsValue>',
      'fn has(target : & JsValue, property_key : & JsValue) -> Result < bool, JsValue\n>',
    ],
    [
      'fn set(target: &JsValue, property_key: &JsValue, value: &JsValue,) -> Result<bool, JsValue>',
      'fn set(target : & JsValue, property_key : & JsValue, value : & JsValue,) ->\nResult < bool, JsValue >',
    ],
    [
      'fn next<T: FromWasmAbi>(this: &Iterator<T>) -> Result<IteratorNext<T>, JsValue>',
      'fn next < T : FromWasmAbi > (this : & Iterator < T >) -> Result < IteratorNext\n< T > , JsValue >',
    ],
    [
      'fn call0<Ret: JsGeneric, F: JsFunction<Ret = Ret> = fn() -> JsValue>(this: &Function<F>, context: &JsValue,) -> Result<Ret, JsValue>',
      'fn call0 < Ret : JsGeneric, F : JsFunction < Ret = Ret > = fn() -> JsValue >\n(this : & Function < F > , context : & JsValue,) -> Result < Ret, JsValue >',
    ],
  ])('is of the declaration as the compiler prints it: %s', (source, printed) => {
    expect(readDeclaration(source).printed).toBe(printed)
  })

  // Imports of published packages, and what the JavaScript generated with them makes of each.
  it.each([
    ['__wbg_new_898a68150f225f2e', 87, []],
    ['__wbg_new_0394642eae39db16', 92, []],
    ['__wbg_new_78feb108b6472713', 100, []],
    ['__wbg_new_25f239778d6112b9', 106, []],
    ['__wbg_new_36e147a8ced3c6e0', 125, []],
    ['__wbg_new_2b6fea4ea03b1b95', 92, Object.create(null)],
    ['__wbg_new_2e117a478906f062', 125, Object.create(null)],
    ['__wbg_new_5e0be73521bc8c17', 100, new Map()],
    ['__wbg_new_3444eb7412549f0b', 125, new Map()],
  ])('%s makes what the release meant', (name, from, made) => {
    expect(findShim(name, release(from))?.run(idle)).toEqual(made)
  })

  it.each([
    ['__wbg_length_fff51ee6522a1a18', 87],
    ['__wbg_length_43d4584cbc8565d1', 92],
    ['__wbg_length_e2d2a49132c1b256', 100],
    ['__wbg_length_c6054974c0a6cdb9', 125],
    ['__wbg_get_with_ref_key_6412cf3094599694', 123],
    ['__wbg_getwithrefkey_15c62c2b8546208d', 92],
    ['__wbg_call_672a4d21634d4a24', 100],
    ['__wbg_prototypesetcall_bdcdcc5842e4d77d', 108],
    ['__wbg_stack_558ba5917b466edd', 68],
    ['__wbg_error_a6fa202b58aa1cd3', 117],
  ])('%s is known', (name, from) => {
    expect(findShim(name, release(from))).toBeDefined()
  })

  it.each([
    ['a function that is made from its text', '__wbg_new_3a746f2619705add', 92],
    ['one from its text, without parameters', '__wbg_newnoargs_105ed471475aaf50', 100],
    ['a date', '__wbg_new0_f788a2397c7ca929', 100],
    ['a promise', '__wbg_new_23a2665fac83c611', 100],
    ['a made-up one', '__wbg_new_0123456789abcdef', 100],
    ['a made-up one of any release', '__wbg_get_0123456789abcdef', 47],
    ['something else', '__wbg_fetch_509096533071c657', 100],
  ])('does not let in %s', (_what, name, from) => {
    expect(findShim(name, release(from))).toBeUndefined()
  })
})

/** Functions by the names that they have with wasm-bindgen 0.2.100 and the crates of its time. */
const names = {
  object: '__wbg_new_405e22f390576ce2',
  array: '__wbg_new_78feb108b6472713',
  map: '__wbg_new_5e0be73521bc8c17',
  bytes: '__wbg_new_a12002a7f91c75be',
  zeros: '__wbg_newwithlength_a381634e90c276d4',
  setItem: '__wbg_set_37837023f3d740e8',
  setEntry: '__wbg_set_8fc6bf8a5b1071d1',
  setProperty: '__wbg_set_3f1d0b984ed272ed',
  setBytes: '__wbg_set_65595bdd868b3009',
  get: '__wbg_get_67b2ba62fc30de12',
  getItem: '__wbg_get_b9b93047fe3cf45b',
  entries: '__wbg_entries_3265d4158b33e5dc',
  length: '__wbg_length_e2d2a49132c1b256',
  iterator: '__wbg_iterator_9a24c88df860dc65',
  call: '__wbg_call_672a4d21634d4a24',
  next: '__wbg_next_6574e1a8a62d1055',
  value: '__wbg_value_cd1ffa7b1ab794f1',
  buffer: '__wbg_buffer_609cc3eee51ed158',
  view: '__wbg_newwithbyteoffsetandlength_d97e637ebe145a9a',
  subarray: '__wbg_subarray_aa9065fa9dc5df96',
}

const types: Readonly<Record<keyof typeof names, string>> = {
  object: '(result externref)',
  array: '(result externref)',
  map: '(result externref)',
  bytes: '(param externref) (result externref)',
  zeros: '(param i32) (result externref)',
  setItem: '(param externref i32 externref)',
  setEntry: '(param externref externref externref) (result externref)',
  setProperty: '(param externref externref externref)',
  setBytes: '(param externref externref i32)',
  get: '(param externref externref) (result externref)',
  getItem: '(param externref i32) (result externref)',
  entries: '(param externref) (result externref)',
  length: '(param externref) (result i32)',
  iterator: '(result externref)',
  call: '(param externref externref) (result externref)',
  next: '(param externref) (result externref)',
  value: '(param externref) (result externref)',
  buffer: '(param externref) (result externref)',
  view: '(param externref i32 i32) (result externref)',
  subarray: '(param externref i32 i32) (result externref)',
}

/** A module whose `run` is this code, with all of these functions at hand; `$in` is a value from outside. */
function built(code: string, locals = ''): Opened {
  const imports = Object.entries(types)
    .map(([key, type]) => `(import "wbg" "${names[key as keyof typeof names]}" (func $${key} ${type}))`)
    .join('\n')
  const text = `(module
    ${imports}
    (import "wbg" "__wbindgen_string_new" (func $text (param i32 i32) (result externref)))
    (import "wbg" "__wbindgen_number_new" (func $number (param f64) (result externref)))
    (import "wbg" "__wbindgen_memory" (func $memory (result externref)))
    (memory (export "memory") 1)
    (data (i32.const 64) "abc__proto__")
    (global $thrown (mut i32) (i32.const 0))
    (func (export "__wbindgen_exn_store") (param i32) (global.set $thrown (local.get 0)))
    (func (export "thrown") (result i32) (global.get $thrown))
    ${table}
    (func $a (result externref) (call $text (i32.const 64) (i32.const 1)))
    (func $b (result externref) (call $text (i32.const 65) (i32.const 1)))
    (func $proto (result externref) (call $text (i32.const 67) (i32.const 9)))
    (func (export "run") (param $in externref) (result externref)
      (local $made externref) (local $other externref) (local $i i32) ${locals}
      ${code}))`
  return open(
    signed(assemble(text), '0.2.100'),
    'package a:b; world w { type json = string; export run: func(input: json) -> json; export thrown: func() -> u32; }',
  )
}

const run = (code: string, input = 'null'): unknown => JSON.parse(String(built(code).call('run', input)))

describe('the objects that a guest builds', () => {
  it('have the properties that it sets', () => {
    const code = `(local.set $made (call $object))
      (call $setProperty (local.get $made) (call $a) (call $number (f64.const 1)))
      (call $setProperty (local.get $made) (call $b) (local.get $in))
      (local.get $made)`
    expect(run(code, '{"c":[true,null]}')).toEqual({ a: 1, b: { c: [true, null] } })
  })

  it('have no other prototype than they had', () => {
    const code = `(local.set $made (call $object))
      (call $setProperty (local.get $made) (call $proto) (local.get $in))
      (local.get $made)`
    const text = built(code).call('run', '{"evil":1}')
    expect(text).toBe('{"__proto__":{"evil":1}}')
    expect(({} as { evil?: number }).evil).toBeUndefined()
  })

  it('give up nothing that is not their own', () => {
    const code = '(call $get (local.get $in) (call $proto))'
    expect(run(code, '{"a":1}')).toBeNull()
    expect(run(code, '{"__proto__":5}')).toBe(5)
  })

  it('are lists of what it puts in', () => {
    const code = `(local.set $made (call $array))
      (call $setItem (local.get $made) (i32.const 2) (call $a))
      (call $setItem (local.get $made) (i32.const 0) (call $number (f64.convert_i32_u (call $length (local.get $made)))))
      (local.get $made)`
    expect(run(code)).toEqual([3, null, 'a'])
  })

  it('are maps, which read as objects where all keys are text', () => {
    const code = (key: string): string => `(local.set $made (call $map))
      (drop (call $setEntry (local.get $made) ${key} (call $b)))
      (local.get $made)`
    expect(run(code('(call $a)'))).toEqual({ a: 'b' })
    expect(run(code('(call $number (f64.const 4))'))).toEqual([[4, 'b']])
  })

  it('are listed by their entries', () => {
    expect(run('(call $entries (local.get $in))', '{"x":1,"y":"z"}')).toEqual([
      ['x', 1],
      ['y', 'z'],
    ])
  })

  it('are iterated', () => {
    const code = `(local.set $other (call $call (call $get (local.get $in) (call $iterator)) (local.get $in)))
      (drop (call $next (local.get $other)))
      (call $value (call $next (local.get $other)))`
    expect(run(code, '["first","second"]')).toBe('second')
  })

  it('are bytes, of its memory and copied', () => {
    const code = `(local.set $other (call $view (call $buffer (call $memory)) (i32.const 64) (i32.const 3)))
      (local.set $made (call $zeros (i32.const 5)))
      (call $setBytes (local.get $made) (local.get $other) (i32.const 1))
      (local.get $made)`
    expect(run(code)).toEqual([0, 97, 98, 99, 0])
    expect(
      run(`(call $bytes (call $subarray (call $bytes (local.get $in)) (i32.const 1) (i32.const 9)))`, '[1,2,3]'),
    ).toEqual([2, 3])
  })

  it('throw to the guest where JavaScript does', () => {
    const guest = built('(call $get (local.get $in) (call $a))')
    guest.call('run', '5')
    expect(guest.call('thrown')).toBeGreaterThan(0)
  })
})

describe('a guest that builds without end', () => {
  const loop = (code: string): string => `(loop $again ${code}
    (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 900000))))
    (local.get $made)`

  it.each([
    [
      'an object inside itself',
      `(local.set $made (call $array))
      (call $setItem (local.get $made) (i32.const 0) (local.get $made)) (local.get $made)`,
      'output-too-large',
    ],
    [
      'objects that hold each other twice',
      `(local.set $made (call $array))
      (loop $again
        (local.set $other (call $array))
        (call $setItem (local.get $other) (i32.const 0) (local.get $made))
        (call $setItem (local.get $other) (i32.const 1) (local.get $made))
        (local.set $made (local.get $other))
        (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 60))))
      (local.get $made)`,
      'output-too-large',
    ],
    ['more bytes than there are', '(call $zeros (i32.const -1))', 'memory-exhausted'],
    [
      'a list with an item far away',
      `(local.set $made (call $array))
      (call $setItem (local.get $made) (i32.const -2) (call $a)) (local.get $made)`,
      'memory-exhausted',
    ],
    [
      'bytes past the end',
      '(call $setBytes (call $zeros (i32.const 2)) (local.get $in) (i32.const 1)) (call $a)',
      'abi-violation',
    ],
  ])('ends with %s', (_what, code, expected) => {
    const guest = built(code)
    expect(failureOf(() => guest.call('run', '[1,2,3]')).code).toBe(expected)
  })

  it('may throw away what it built', () => {
    const guest = built(loop('(drop (call $zeros (i32.const 1000)))'))
    expect(guest.call('run', 'null')).toBe('null')
  })

  it('may not keep it', () => {
    const guest = built(
      `(table.set $values (i32.const 1) (local.get $in)) ${loop(`
      (local.set $made (call $array))
      (call $setItem (local.get $made) (i32.const 0) (table.get $values (i32.const 1)))
      (call $setItem (local.get $made) (i32.const 400) (call $a))
      (table.set $values (i32.const 1) (local.get $made))`)}`,
    )
    expect(failureOf(() => guest.call('run', 'null')).code).toBe('memory-exhausted')
  })
})

describe('the size of values', () => {
  it('is that of all that they refer to, each once', () => {
    const shared = { text: 'x'.repeat(1000) }
    const once = sizeOf([shared])
    expect(once).toBeGreaterThan(2000)
    expect(sizeOf([[shared, shared], new Map([[1, shared]]), new Set([shared])])).toBeLessThan(once + 500)
  })
})
