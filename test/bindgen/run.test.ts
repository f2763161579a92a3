import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/wasm/testing/assemble.ts'
import { addToStackPointer, areaEcho, bindgenModule, echoWit, multiEcho, type Parts, signed, table } from './modules.ts'
import { failureOf, type Opened, open, plugin } from './open.ts'

const throwImport = '(import "./a_bg.js" "__wbg___wbindgen_throw_0123456789abcdef" (func $throw (param i32 i32)))'

const echoes: readonly (readonly [string, Parts])[] = [
  ['results in memory, below the stack', { functions: areaEcho + addToStackPointer }],
  ['results in memory, from the allocator', { functions: areaEcho }],
  ['several results', { functions: multiEcho }],
  ['several results and a table', { functions: multiEcho, table }],
]

describe.each(echoes)('a module with %s', (_form, parts) => {
  const start = plugin(bindgenModule(parts, '0.2.108'), echoWit)

  it.each([
    ['nothing', ''],
    ['a name', 'Ada'],
    ['more than one unit', '😀'],
    ['more bytes than units', 'é'.repeat(300)],
    ['a lone surrogate', 'a\ud800b'],
    ['a byte order mark', '\ufeffmark'],
    ['NUL', '\0'],
    ['a long text', 'x'.repeat(60_000)],
  ])('echoes %s', (_what, text) => {
    expect(start().call('echo', text)).toBe(text.replace('\ud800', '\ufffd'))
  })

  it('leaves nothing behind', () => {
    const guest = start()
    guest.call('echo', 'first')
    const before = guest.call('alive')
    for (let i = 0; i < 100; i++) guest.call('echo', `text ${i}`)
    expect(guest.call('alive')).toBe(before)
  })
})

describe('a result of the other kind', () => {
  const wit = (result: string): string =>
    `package demo:echo; world echo { export echo: func(text: string) -> ${result}; }`
  const failing = `(func (export "echo") (param $area i32) (param $at i32) (param $length i32)
    (i64.store (local.get $area) (i64.const 0))
    (i32.store offset=8 (local.get $area) (i32.const 32))
    (i32.store offset=12 (local.get $area) (i32.const 1)))`

  it.each([
    ['a Result', failing, 'string', 'expected a function of Rust that returns no Result, found one with it'],
    [
      'no Result',
      areaEcho,
      'result<string, string>',
      'expected a function of Rust that returns a Result, found one without',
    ],
  ])('is told where the types of the export do not tell it: %s', (_what, functions, result, message) => {
    const guest = open(bindgenModule({ functions: functions + addToStackPointer }, '0.2.92'), wit(result))
    for (let i = 0; i < 2; i++)
      expect(failureOf(() => guest.call('echo', 'a'))).toMatchObject({ code: 'abi-violation', message })
  })
})

describe('arguments that do not fit', () => {
  const functions = `(func (export "take") (param i32 i32 i32 i32 i32) (unreachable))`
  const wit = `package demo:take; world take {
    export take: func(text: string, numbers: list<u32>, small: u8);
    export alive: func() -> u32;
  }`

  it.each([
    [[1, [], 0], 'text: expected string, found number'],
    [['a', ['b'], 0], 'numbers[0]: expected u32, found string'],
    [['a', [1, -1], 0], 'numbers[1]: expected u32, found -1'],
    [['a', [], 256], 'small: expected u8, found 256'],
    [['a', [], undefined], 'small: expected u8, found undefined'],
  ])('%j are refused before the guest runs, and nothing stays allocated', (args, message) => {
    const guest = open(bindgenModule({ functions }, '0.2.108'), wit)
    expect(failureOf(() => guest.call('take', ...args))).toMatchObject({ code: 'invalid-argument', message })
    expect(guest.call('alive')).toBe(0)
    expect(guest.kept).toBe(true)
  })
})

describe('a throw of the guest', () => {
  const functions = `(data (i32.const 64) "no such word")
    (func (export "sink") (param i32 i32)
      (global.set $stack (i32.sub (global.get $stack) (i32.const 32)))
      (call $throw (i32.const 64) (i32.const 12))
      (unreachable))
    (func (export "depth") (result i32) (global.get $stack))`
  const wit = `package demo:sink; world sink {
    export sink: func(word: string);
    export depth: func() -> u32;
  }`
  const sink = (guest: Opened) => failureOf(() => guest.call('sink', 'word'))

  it.each([
    ['by the function for it', addToStackPointer],
    ['by the exported global', '(export "__wbindgen_export_0" (global $stack))'],
    ['by the global that the guard exports', '(export "hospes:stack-pointer" (global $stack))'],
  ])('is a guest error, and the stack is put back %s', (_how, hold) => {
    const guest = open(bindgenModule({ imports: throwImport, functions: functions + hold }, '0.2.108'), wit)
    const before = guest.call('depth')
    for (let i = 0; i < 1000; i++) {
      expect(sink(guest)).toMatchObject({
        code: 'guest-error',
        message: 'the guest threw: no such word',
        payload: 'no such word',
      })
      expect(guest.kept).toBe(true)
    }
    expect(guest.call('depth')).toBe(before)
  })

  it('costs the instance where nothing has a hold on the stack', () => {
    const guest = open(bindgenModule({ imports: throwImport, functions }, '0.2.108'), wit)
    expect(sink(guest)).toMatchObject({ code: 'guest-error' })
    expect(guest.kept).toBe(false)
  })

  it('is the error of the contract up to 0.2.78', () => {
    const imports = `(import "a" "__wbindgen_string_new" (func $string (param i32 i32) (result i32)))
      (import "a" "__wbindgen_rethrow" (func $rethrow (param i32)))`
    const text = `(module ${imports} (memory (export "memory") 1) (data (i32.const 64) "no such word")
      (func (export "half") (param i32) (result i32)
        (if (i32.and (local.get 0) (i32.const 1)) (then (call $rethrow (call $string (i32.const 64) (i32.const 12)))))
        (i32.shr_u (local.get 0) (i32.const 1))))`
    const guest = open(
      signed(assemble(text), '0.2.78'),
      'package a:b; world w { export half: func(of: u32) -> result<u32, string>; }',
    )
    expect(guest.call('half', 8)).toBe(4)
    expect(failureOf(() => guest.call('half', 7))).toMatchObject({ code: 'guest-error', payload: 'no such word' })
  })
})

describe('a trap', () => {
  it('costs the instance', () => {
    const guest = open(
      bindgenModule({ functions: '(func (export "f") (unreachable))' }, '0.2.108'),
      'package a:b; world w { export f: func(); }',
    )
    expect(failureOf(() => guest.call('f')).code).toBe('trap')
    expect(guest.kept).toBe(false)
  })

  it('is what a call of an import comes to that nobody grants, by a name that it says', () => {
    const imports = '(import "./a_bg.js" "__wbg_fetch_0123456789abcdef" (func $fetch))'
    const functions = '(func (export "f") (call $fetch))'
    const guest = open(bindgenModule({ imports, functions }, '0.2.108'), 'package a:b; world w { export f: func(); }')
    expect(failureOf(() => guest.call('f'))).toMatchObject({
      code: 'unsupported',
      message:
        'expected no call of an import that the contract does not grant, found one of "./a_bg.js" "__wbg_fetch_0123456789abcdef"',
    })
  })

  it('in the start function is a failure to link', () => {
    const functions = '(func (export "__wbindgen_start") (unreachable))'
    const start = plugin(bindgenModule({ functions }, '0.2.108'), 'package a:b; world w {}')
    expect(failureOf(start)).toMatchObject({ code: 'trap', phase: 'link' })
  })
})

describe('the start', () => {
  it('comes once and first, with the constants in the table', () => {
    const imports = '(import "./a_bg.js" "__wbindgen_init_externref_table" (func $init))'
    const functions = `(global $starts (mut i32) (i32.const 0))
      (func (export "__wbindgen_start") (call $init) (global.set $starts (i32.add (global.get $starts) (i32.const 1))))
      (func (export "starts") (result i32) (global.get $starts))
      (func (export "constant") (param i32) (result externref) (table.get $values (i32.add (i32.const 1024) (local.get 0))))`
    const guest = open(
      bindgenModule({ imports, table, functions }, '0.2.108'),
      'package a:b; world w { type json = string; export starts: func() -> u32; export constant: func(index: u32) -> json; }',
    )
    expect(guest.call('starts')).toBe(1)
    expect([0, 1, 2, 3].map(i => guest.call('constant', i))).toEqual(['null', 'null', 'true', 'false'])
  })

  it('fails where the table may not grow', () => {
    const imports = '(import "./a_bg.js" "__wbindgen_init_externref_table" (func $init))'
    const functions = `(table (export "__wbindgen_externrefs") 1024 1024 externref) (func (export "__wbindgen_start") (call $init))`
    const start = plugin(bindgenModule({ imports, functions }, '0.2.108'), 'package a:b; world w {}')
    expect(failureOf(start)).toMatchObject({ code: 'limit-exceeded' })
  })
})

describe('what a hostile module hands over', () => {
  const run = (parts: Parts, release = '0.2.100') => open(bindgenModule(parts, release), echoWit)
  const give = (at: string, length: string) => `(func (export "echo") (param i32 i32) (result i32 i32) ${at} ${length})`
  const allocator = (address: string) => `(func (export "__wbindgen_malloc") (param i32 i32) (result i32) ${address})`

  it.each<[string, Parts]>([
    ['a length beyond memory', { functions: give('(i32.const 16)', '(i32.const 0x7fffffff)') }],
    ['a length of 4 GiB', { functions: give('(i32.const 16)', '(i32.const -1)') }],
    ['an address beyond memory', { functions: give('(i32.const -16)', '(i32.const 8)') }],
    [
      'text that is not UTF-8',
      { functions: `(data (i32.const 64) "\\ff\\fe")${give('(i32.const 64)', '(i32.const 2)')}` },
    ],
    ['0 for a block', { functions: multiEcho, malloc: allocator('(i32.const 0)') }],
    ['a block beyond memory', { functions: multiEcho, malloc: allocator('(i32.const 131070)') }],
    ['a block at the end of addresses', { functions: multiEcho, malloc: allocator('(i32.const -2)') }],
  ])('%s is its violation, and the host lives', (_what, parts) => {
    const guest = run(parts)
    expect(failureOf(() => guest.call('echo', 'Ada')).code).toBe('abi-violation')
    expect(guest.kept).toBe(false)
  })

  it('an area for results beyond memory ends the start', () => {
    const functions = `${areaEcho}(func (export "__wbindgen_add_to_stack_pointer") (param i32) (result i32) (i32.const -32))`
    expect(failureOf(() => run({ functions }))).toMatchObject({ code: 'abi-violation' })
  })

  const json = 'package a:b; world w { type json = string; export f: func() -> json; export g: func() -> list<json>; }'
  const dropImport = '(import "a" "__wbindgen_object_drop_ref" (func $drop (param i32)))'

  it.each([
    ['an index that was never given', '(i32.const 500)'],
    ['an index beyond all', '(i32.const -1)'],
    ['a slot of its own below the constants that holds nothing', '(i32.const 1000000)'],
  ])('%s is its violation', (_what, index) => {
    const functions = `(func (export "f") (result i32) ${index}) (func (export "g") (result i32 i32)
      (i32.store (i32.const 512) ${index}) (i32.const 512) (i32.const 1))`
    const guest = open(bindgenModule({ functions }, '0.2.100'), json)
    for (const name of ['f', 'g']) expect(failureOf(() => guest.call(name)).code).toBe('abi-violation')
  })

  it('an index that it drops twice is its violation', () => {
    const imports = `${dropImport}(import "a" "__wbindgen_string_new" (func $string (param i32 i32) (result i32)))`
    const functions = `(func (export "f") (result i32) (local $at i32)
        (local.set $at (call $string (i32.const 0) (i32.const 4)))
        (call $drop (local.get $at)) (call $drop (local.get $at)) (i32.const 128))
      (func (export "g") (result i32 i32) (call $drop (i32.const 128)) (i32.const 512) (i32.const 0))`
    const guest = open(bindgenModule({ imports, functions }, '0.2.100'), json)
    // The constants may be dropped as often as the guest likes.
    expect(guest.call('g')).toEqual([])
    expect(failureOf(() => guest.call('f')).code).toBe('abi-violation')
  })

  it('more than the budget is too large, before anything is allocated for it', () => {
    const parts = { functions: give('(i32.const 16)', '(i32.const 100000)') }
    const guest = open(bindgenModule(parts, '0.2.100'), echoWit, { limits: { liftedBytes: 1000 } })
    expect(failureOf(() => guest.call('echo', '')).code).toBe('output-too-large')
    const list = open(
      bindgenModule(
        {
          functions: `(func (export "f") (result i32) (i32.const 128)) (func (export "g") (result i32 i32) (i32.const 0) (i32.const 20000))`,
        },
        '0.2.100',
      ),
      json,
      {
        limits: { liftedItems: 1000 },
      },
    )
    expect(failureOf(() => list.call('g')).code).toBe('output-too-large')
  })
})
