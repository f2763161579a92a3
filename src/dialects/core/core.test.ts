import { describe, expect, test } from 'vitest'
import { err } from '../../contract/err.ts'
import { defaultLimits } from '../../limits.ts'
import { decodeModule } from '../../wasm/decode.ts'
import { assemble } from '../../wasm/testing/assemble.ts'
import type { Func, Interface, TypeDef, TypeRef, World, WorldItem } from '../../wit/world.ts'
import { coreDialect } from './dialect.ts'
import { fit, recognize, start } from './testing/running.ts'

type Params = Readonly<Record<string, TypeRef>>

function func(name: string, params: Params, result: TypeRef | null): Func {
  return {
    name,
    kind: 'freestanding',
    async: false,
    params: Object.entries(params).map(([param, type]) => ({ name: param, type })),
    result,
  }
}

function item(name: string, params: Params, result: TypeRef | null): WorldItem {
  return { kind: 'function', name, function: func(name, params, result) }
}

interface WorldParts {
  readonly types?: readonly TypeDef['type'][]
  readonly interfaces?: readonly (readonly Func[])[]
  readonly imports?: readonly WorldItem[]
  readonly exports?: readonly WorldItem[]
}

function world({ types = [], interfaces = [], imports = [], exports = [] }: WorldParts): World {
  return {
    name: 'test',
    package: null,
    types: types.map(type => ({ name: null, owner: null, type })),
    interfaces: interfaces.map((functions): Interface => ({ name: null, package: null, types: [], functions })),
    imports,
    exports,
  }
}

const greeterWorld = world({
  imports: [item('hour', {}, 'u32')],
  exports: [item('language', {}, 'string'), item('greet', { name: 'string' }, 'string')],
})

const bump = `(global $next (mut i32) (i32.const 1024))
  (func $realloc (export "cabi_realloc") (param $old i32) (param $oldSize i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.set $next (i32.add (local.get $at) (local.get $size)))
    (local.get $at))`

/** Its language is the hour's last digit; it gives names back, and forgets all allocations in its post-return. */
const greeter = `(module
  (import "$root" "hour" (func $hour (result i32)))
  (memory (export "memory") 1)
  ${bump}
  (func (export "language") (result i32)
    (i32.store8 (i32.const 32) (i32.add (i32.const 48) (i32.rem_u (call $hour) (i32.const 10))))
    (i32.store (i32.const 16) (i32.const 32))
    (i32.store (i32.const 20) (i32.const 1))
    (i32.const 16))
  (func (export "greet") (param $name i32) (param $length i32) (result i32)
    (i32.store (i32.const 64) (local.get $name))
    (i32.store (i32.const 68) (local.get $length))
    (i32.const 64))
  (func (export "cabi_post_greet") (param i32) (global.set $next (i32.const 1024))))`

describe('recognition', () => {
  test('names what spoke for it', () => {
    expect(recognize(greeter)).toMatchObject({
      evidence: ['exports cabi_realloc', 'exports cabi_post_greet', 'imports $root hour'],
      strength: 2,
    })
  })

  test.each([
    ['(module (func (export "demo:a/b@1.0.0#f")))', 'exports demo:a/b@1.0.0#f'],
    ['(module (import "demo:a/b@1.0.0" "f" (func)))', 'imports demo:a/b@1.0.0 f'],
    [
      '(module (import "[export]demo:a/b@1.0.0" "[resource-new]r" (func (param i32) (result i32))))',
      'imports [export]demo:a/b@1.0.0 [resource-new]r',
    ],
  ])('%s', (wat, phrase) => {
    expect(recognize(wat)).toMatchObject({ evidence: [phrase], strength: 2 })
  })

  test('is certain of what generated bindings have signed', () => {
    const bytes = assemble('(module)')
    const section = [0, 16, 15, ...new TextEncoder().encode('component-type:')]
    const signed = decodeModule(Uint8Array.from([...bytes, ...section]), defaultLimits)
    expect(coreDialect.recognize(signed)).toMatchObject({ evidence: ['custom section component-type'], strength: 3 })
  })

  test('takes any module with functions, weakly, and none without', () => {
    expect(recognize('(module (func (export "add")))')).toMatchObject({ strength: 1 })
    expect(recognize('(module (memory (export "memory") 1))')).toBeUndefined()
  })
})

describe('the fit', () => {
  test('of a module that has all', () => {
    expect(fit(greeter, greeterWorld)).toEqual([])
  })

  test.each<[string, string, World, string[]]>([
    [
      'no export',
      greeter.replace('"greet"', '"greets"'),
      greeterWorld,
      [
        'missing-export: expected an exported function greet, found "cabi_realloc", "language", "greets", "cabi_post_greet"',
      ],
    ],
    [
      'another signature',
      greeter,
      world({ imports: greeterWorld.imports, exports: [item('greet', { name: 'string', loud: 'bool' }, 'u32')] }),
      ['signature-mismatch: greet: expected the core signature (i32, i32, i32) -> i32, found (i32, i32) -> i32'],
    ],
    [
      'another name in another spelling',
      greeter.replace('"greet"', '"Greet"'),
      greeterWorld,
      [
        'missing-export: expected an exported function greet, found "cabi_realloc", "language", "Greet", "cabi_post_greet"',
      ],
    ],
    [
      'an import that nobody gives',
      greeter,
      world({ exports: greeterWorld.exports }),
      ['unknown-import: expected imports of the contract only, found "$root" "hour"'],
    ],
    [
      'an import of another signature',
      greeter,
      world({ imports: [item('hour', {}, 'u64')], exports: greeterWorld.exports }),
      ['signature-mismatch: hour: expected the core signature () -> i64, found () -> i32'],
    ],
    [
      'no memory',
      greeter.replace('(export "memory")', ''),
      greeterWorld,
      [`missing-export: expected an exported memory "memory", which the contract's types need, found none`],
    ],
    [
      'no allocator',
      greeter.replace('(export "cabi_realloc")', ''),
      greeterWorld,
      [`missing-export: expected an exported function "cabi_realloc", which the contract's types need, found none`],
    ],
    [
      'an allocator of another kind',
      `(module (memory (export "memory") 1) (func (export "cabi_realloc") (param i32) (result i32) local.get 0))`,
      world({}),
      ['signature-mismatch: cabi_realloc: expected the core signature (i32, i32, i32, i32) -> i32, found (i32) -> i32'],
    ],
    [
      'a post-return of another kind',
      greeter.replace('(func (export "cabi_post_greet") (param i32)', '(func (export "cabi_post_greet")'),
      greeterWorld,
      ['signature-mismatch: greet.post-return: expected the core signature (i32) -> (), found () -> ()'],
    ],
    [
      'a memory that is imported',
      '(module (import "env" "memory" (memory 1)) (func (export "f")))',
      world({ exports: [item('f', {}, null)] }),
      ['unknown-import: expected a module that defines its own memory, found the import env memory'],
    ],
    [
      'a memory of 64 bits',
      '(module (memory (export "memory") i64 1) (func (export "f")))',
      world({ exports: [item('f', {}, null)] }),
      ['unsupported: expected 32-bit addresses, found a 64-bit memory'],
    ],
    [
      'a stream',
      '(module (func (export "f") (param i32)))',
      world({ types: [{ kind: 'stream', element: 'u8' }], exports: [item('f', { bytes: 0 }, null)] }),
      ['unsupported: f: expected a type that can pass the boundary, found stream, which cannot yet'],
    ],
    [
      'an async function',
      '(module (func (export "f")))',
      world({ exports: [{ kind: 'function', name: 'f', function: { ...func('f', {}, null), async: true } }] }),
      ['unsupported: f: expected no async function, found one'],
    ],
  ])('of a module with %s', (_what, wat, expected, issues) => {
    expect(fit(wat, expected)).toEqual(issues)
  })

  test('asks for no allocator where no type needs one', () => {
    const numbers = world({ exports: [item('add', { a: 'u32', b: 'u32' }, 'u32')] })
    expect(fit('(module (func (export "add") (param i32 i32) (result i32) local.get 0))', numbers)).toEqual([])
  })

  test('takes the name that was settled', () => {
    expect(fit(greeter.replace('"greet"', '"salute"'), greeterWorld, { greet: 'salute' })).toEqual([])
  })
})

describe('interfaces', () => {
  const api = (name: string): WorldItem => ({ kind: 'interface', name, interface: 0 })
  const functions = [func('twice', { n: 'u32' }, 'u32')]
  const doubling = (name: string): string => `(module (func (export "${name}") (param i32) (result i32)
    (i32.mul (local.get 0) (i32.const 2))))`

  test.each([
    ['api', 'api#twice', true],
    ['demo:a/api@1.2.0', 'demo:a/api@1.2.0#twice', true],
    ['demo:a/api@1.2.0', 'demo:a/api@1.0.5#twice', true],
    ['demo:a/api@0.2.3', 'demo:a/api@0.2.9#twice', true],
    ['demo:a/api@0.2.3', 'demo:a/api@0.3.0#twice', false],
    ['demo:a/api@1.2.0', 'demo:a/api@2.0.0#twice', false],
    ['demo:a/api@1.2.0', 'demo:a/api#twice', false],
    ['api', 'twice', false],
  ])('%s is answered by the export %s: %s', (id, name, answers) => {
    const expected = world({ interfaces: [functions], exports: [api(id)] })
    if (answers) expect(start(doubling(name), expected).functions[0]?.(21)).toBe(42)
    else expect(fit(doubling(name), expected)[0]).toMatch(/^missing-export/)
  })

  test('of two compatible versions the newest is taken, of the very version that one', () => {
    const both = `(module
      (func (export "demo:a/api@1.3.0#twice") (param i32) (result i32) (i32.const 3))
      (func (export "demo:a/api@1.10.0#twice") (param i32) (result i32) (i32.const 10)))`
    const answer = (id: string): unknown =>
      start(both, world({ interfaces: [functions], exports: [api(id)] })).functions[0]?.(1)
    expect([answer('demo:a/api@1.0.0'), answer('demo:a/api@1.3.0')]).toEqual([10, 3])
  })

  test('are imported by a compatible version', () => {
    const calling = `(module (import "demo:a/api@1.0.0" "twice" (func $twice (param i32) (result i32)))
      (func (export "run") (result i32) (call $twice (i32.const 4))))`
    const expected = world({
      interfaces: [functions],
      imports: [api('demo:a/api@1.2.0')],
      exports: [item('run', {}, 'u32')],
    })
    expect(start(calling, expected, { hostFunctions: [(n: number) => n * 2] }).functions[0]?.()).toBe(8)
  })
})

describe('an instance', () => {
  test('greets, in both directions, and frees what it was given', () => {
    const { functions, memoryBytes } = start(greeter, greeterWorld, { hostFunctions: [() => 19] })
    const [language, greet] = functions
    expect(language?.()).toBe('9')
    for (const name of ['', 'Ada', '😀', 'JP Moresmau'.repeat(1000)]) expect(greet?.(name)).toBe(name)
    for (let i = 0; i < 1000; i++) greet?.('x'.repeat(1000))
    expect(memoryBytes()).toBe(65536)
  })

  test('is initialised once, before anything else', () => {
    const counting = `(module (global $n (mut i32) (i32.const 0))
      (func (export "_initialize") (global.set $n (i32.add (global.get $n) (i32.const 1))))
      (func (export "count") (result i32) (global.get $n)))`
    const { functions } = start(counting, world({ exports: [item('count', {}, 'u32')] }))
    expect([functions[0]?.(), functions[0]?.()]).toEqual([1, 1])
  })

  test('that answers with an err stands as before', () => {
    const failing = `(module (memory (export "memory") 1)
      (data (i32.const 16) "\\01\\00\\00\\00\\20\\00\\00\\00\\02\\00\\00\\00")
      (data (i32.const 32) "no")
      (func (export "try-it") (result i32) (i32.const 16)))`
    const expected = world({ types: [{ kind: 'result', ok: 'u8', err: 'string' }], exports: [item('try-it', {}, 0)] })
    const { functions, recover } = start(failing, expected)
    expect(() => functions[0]?.()).toThrow(expect.objectContaining({ code: 'guest-error', payload: 'no' }))
    expect(recover()).toBe(true)
  })

  test('hears the err of a host function', () => {
    const asking = `(module (import "$root" "ask" (func $ask (result i32)))
      (func (export "run") (result i32) (call $ask)))`
    const expected = world({
      types: [{ kind: 'result', ok: null, err: null }],
      imports: [item('ask', {}, 0)],
      exports: [item('run', {}, 'u32')],
    })
    expect(start(asking, expected, { hostFunctions: [() => err()] }).functions[0]?.()).toBe(1)
    expect(start(asking, expected, { hostFunctions: [() => undefined] }).functions[0]?.()).toBe(0)
  })

  test('whose allocator calls out is stopped', () => {
    const calling = greeter.replace('(local $at i32)', '(local $at i32) (drop (call $hour))')
    const { functions, guest } = start(calling, greeterWorld, { hostFunctions: [() => 1] })
    expect(() => functions[1]?.('Ada')).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'trap' })
  })

  test('whose post-return calls out is stopped', () => {
    const calling = greeter.replace(
      '(export "cabi_post_greet") (param i32)',
      '(export "cabi_post_greet") (param i32) (drop (call $hour))',
    )
    const { functions, guest } = start(calling, greeterWorld, { hostFunctions: [() => 1] })
    expect(() => functions[1]?.('Ada')).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'trap' })
  })

  test('gets WASI as it is granted, and what Emscripten tells', () => {
    const asking = `(module
      (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
      (import "env" "emscripten_notify_memory_growth" (func $notify (param i32)))
      (func (export "served") (result i32) (call $notify (i32.const 0)) (call $yield)))`
    const expected = world({ exports: [item('served', {}, 'u32')] })
    const { functions } = start(asking, expected, { wasi: { sched_yield: () => 52 } })
    expect(functions[0]?.()).toBe(52)
  })

  test('is refused a function that WASI does not have', () => {
    const wat = '(module (import "wasi_snapshot_preview1" "sock_open" (func)) (func (export "f")))'
    expect(fit(wat, world({ exports: [item('f', {}, null)] }))[0]).toMatch(/^unknown-import: .*sock_open/)
  })

  test.each(['constructor', '__proto__', 'toString', 'env'])('is given nothing that objects inherit: %s', module => {
    const wat = `(module (import "${module}" "toString" (func)) (func (export "f")))`
    expect(fit(wat, world({ exports: [item('f', {}, null)] }))[0]).toMatch(/^unknown-import/)
  })

  test.each([
    ['traps', '(func (export "_initialize") unreachable)', 'trap'],
    ['uses up the stack', '(func $f (export "_initialize") (call $f))', 'stack-exhausted'],
    ['has a start function that traps', '(func $f unreachable) (start $f)', 'trap'],
  ])('that %s while it starts is not made', (_what, part, code) => {
    const begin = (): unknown =>
      start(`(module ${part} (func (export "f")))`, world({ exports: [item('f', {}, null)] }))
    expect(begin).toThrow(expect.objectContaining({ code, phase: 'link' }))
  })

  test('that is stopped while it starts ends with the violation', () => {
    const wat = `(module (import "$root" "hour" (func $hour (result i32)))
      (func (export "_initialize") (drop (call $hour))) (func (export "f")))`
    const expected = world({ imports: [item('hour', {}, 'u32')], exports: [item('f', {}, null)] })
    expect(() => start(wat, expected, { hostFunctions: [() => 'nine'] })).toThrow(
      expect.objectContaining({ code: 'host-error' }),
    )
  })
})

test('who answers an import', () => {
  const recognized = recognize(greeter)
  if (recognized === undefined) throw new Error('not recognized')
  const role = (module: string, name: string): string => coreDialect.importRole(recognized.facts, module, name)
  expect([
    role('$root', 'hour'),
    role('demo:a/b@1.0.0', 'f'),
    role('wasi_snapshot_preview1', 'fd_write'),
    role('env', 'emscripten_notify_memory_growth'),
    role('env', 'printf'),
    role('[export]demo:a/b@1.0.0', '[resource-new]r'),
  ]).toEqual(['contract', 'contract', 'wasi', 'runtime', 'unknown', 'runtime'])
})
