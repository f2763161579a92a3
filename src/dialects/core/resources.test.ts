import { describe, expect, test } from 'vitest'
import type { AnyFunction } from '../../contract/any-function.ts'
import { contract } from '../../contract/contract.ts'
import { GuestResource } from '../../memory/resource.ts'
import type { World } from '../../wit/world.ts'
import { fit, type Running, start } from './testing/running.ts'

const worldOf = (wit: string): World => contract(wit).world

const store = 'demo:app/store@1.2.0'
const using = worldOf(`
  package demo:app@1.2.0;
  interface store {
    resource blob { constructor(size: u32); size: func() -> u32; }
    keep: func(blob: blob);
  }
  world plugin { import store; export run: func() -> u32; }
`)

/** Uses blobs of the host in `run`. */
function user(run: string, parts = ''): string {
  return `(module
    (import "${store}" "[constructor]blob" (func $new (param i32) (result i32)))
    (import "${store}" "[method]blob.size" (func $size (param i32) (result i32)))
    (import "${store}" "[resource-drop]blob" (func $drop (param i32)))
    (import "${store}" "keep" (func $keep (param i32)))
    ${parts}
    (func (export "run") (result i32) (local $blob i32) ${run}))`
}

interface Blob {
  readonly size: number
  [Symbol.dispose]?: () => void
}

/** The host's side, in the order of the slots: constructor, size, keep. */
function hostOf(kept: Blob[], dispose?: () => void): AnyFunction[] {
  return [
    (size: number): Blob => ({ size, ...(dispose && { [Symbol.dispose]: dispose }) }),
    (blob: Blob) => blob.size,
    (blob: Blob) => {
      kept.push(blob)
    },
  ]
}

/** The code of what stopped the guest, once a function of its ended by a trap. */
function stoppedBy({ functions, guest }: Running, ...args: unknown[]): unknown {
  expect(() => functions[0]?.(...args)).toThrow(WebAssembly.RuntimeError)
  return guest.violation
}

describe('a resource of the host', () => {
  test('is made, lent, given away and dropped', () => {
    const kept: Blob[] = []
    let disposed = 0
    const running = start(
      user(`(call $keep (call $new (i32.const 7)))
        (local.set $blob (call $new (i32.const 35)))
        (call $size (local.get $blob))
        (call $drop (local.get $blob))`),
      using,
      { hostFunctions: hostOf(kept, () => void disposed++), handles: 10 },
    )
    expect(running.functions[0]?.()).toBe(35)
    expect([kept.map(({ size }) => size), disposed]).toEqual([[7], 1])
  })

  test.each([
    ['that never was is dropped', '(call $drop (i32.const 99)) (i32.const 0)'],
    [
      'is dropped twice',
      '(local.set $blob (call $new (i32.const 1))) (call $drop (local.get $blob)) (call $drop (local.get $blob)) (i32.const 0)',
    ],
    [
      'is used after it was dropped',
      '(local.set $blob (call $new (i32.const 1))) (call $drop (local.get $blob)) (call $size (local.get $blob))',
    ],
    [
      'is given away twice',
      '(local.set $blob (call $new (i32.const 1))) (call $keep (local.get $blob)) (call $keep (local.get $blob)) (i32.const 0)',
    ],
    ['has the index 0', '(call $size (i32.const 0))'],
    ['has the index 2^28', '(call $size (i32.const 0x10000000))'],
    ['has the index -1', '(call $size (i32.const -1))'],
  ])('that %s stops the guest', (_what, run) => {
    const running = start(user(run), using, { hostFunctions: hostOf([]), handles: 10 })
    expect(stoppedBy(running)).toMatchObject({ code: 'abi-violation' })
  })

  test('is one of so many at once', () => {
    const loop = (body: string): string => `(loop $again ${body} (br $again)) (i32.const 0)`
    let made = 0
    const make = (size: number): Blob => {
      made += 1
      return { size }
    }
    const hostFunctions = [make, ...hostOf([]).slice(1)]
    const running = start(user(loop('(drop (call $new (i32.const 1)))')), using, { hostFunctions, handles: 10 })
    expect(stoppedBy(running)).toMatchObject({ code: 'limit-exceeded' })
    expect(made).toBe(11)
  })

  test('whose disposal throws ends the guest', () => {
    const cause = new Error('no')
    const hostFunctions = hostOf([], () => {
      throw cause
    })
    const running = start(user('(call $drop (call $new (i32.const 1))) (i32.const 0)'), using, {
      hostFunctions,
      handles: 10,
    })
    expect(stoppedBy(running)).toMatchObject({ code: 'host-error', cause })
  })

  test('must be an object', () => {
    const running = start(user('(call $new (i32.const 1))'), using, {
      hostFunctions: [() => 7, ...hostOf([]).slice(1)],
      handles: 10,
    })
    expect(stoppedBy(running)).toMatchObject({
      code: 'host-error',
      message: 'result: expected object of the resource demo:app/store@1.2.0 blob, found number',
    })
  })

  test('is dropped by a compatible version of its interface, or of one that is there for its types only', () => {
    const older = user('(i32.const 3)').replaceAll(store, 'demo:app/store@1.0.0')
    expect(fit(older, using)).toEqual([])
    const typesOnly = worldOf(`
      package demo:app@1.2.0;
      interface store { resource blob; }
      interface api { use store.{blob}; take: func(blob: blob); }
      world plugin { export api; }
    `)
    const taking = `(module
      (import "${store}" "[resource-drop]blob" (func $drop (param i32)))
      (func (export "demo:app/api@1.2.0#take") (param i32) (call $drop (local.get 0))))`
    let disposed = 0
    const { functions } = start(taking, typesOnly, { handles: 1 })
    for (let i = 0; i < 5; i++) functions[0]?.({ [Symbol.dispose]: () => void disposed++ })
    expect(disposed).toBe(5)
  })

  test('may be one of the world itself', () => {
    const own = worldOf(`
      package demo:app;
      world plugin { resource blob { constructor(size: u32); size: func() -> u32; } export run: func() -> u32; }
    `)
    const running = start(
      user('(call $size (call $new (i32.const 4)))')
        .replaceAll(store, '$root')
        .replace(/\(import "\$root" "keep".*/, ''),
      own,
      {
        hostFunctions: hostOf([]).slice(0, 2),
        handles: 10,
      },
    )
    expect(running.functions[0]?.()).toBe(4)
  })
})

const api = 'demo:app/api@1.2.0'
const defining = worldOf(`
  package demo:app@1.2.0;
  interface api {
    resource cell { constructor(value: u32); value: func() -> u32; }
    merge: func(a: cell, b: borrow<cell>) -> cell;
    leak: func(a: cell);
    log: func() -> u32;
  }
  world plugin { export api; }
`)

/** Defines cells, each known to it by its value; `log` is 10 times itself and the value of each that is destroyed. */
function definer(parts: Readonly<Record<string, string>> = {}): string {
  const { dtor = `(global.set $log (i32.add (i32.mul (global.get $log) (i32.const 10)) (local.get 0)))` } = parts
  return `(module
    (import "[export]${api}" "[resource-new]cell" (func $new (param i32) (result i32)))
    (import "[export]${api}" "[resource-rep]cell" (func $rep (param i32) (result i32)))
    (import "[export]${api}" "[resource-drop]cell" (func $drop (param i32)))
    (global $log (mut i32) (i32.const 0))
    (func (export "${api}#[constructor]cell") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "${api}#[method]cell.value") (param i32) (result i32) (local.get 0))
    (func (export "${api}#merge") (param $a i32) (param $b i32) (result i32)
      (call $new (i32.add (call $rep (local.get $a)) (local.get $b)))
      (call $drop (local.get $a)))
    (func (export "${api}#leak") (param i32) ${parts['leak'] ?? ''})
    (func (export "${api}#log") (result i32) (global.get $log))
    (func (export "${api}#[dtor]cell") (param i32) ${dtor})
    ${parts['more'] ?? ''})`
}

function cells(wat: string, handles = 10) {
  const running = start(wat, defining, { handles })
  const [create, value, merge, leak, log] = running.functions as [
    AnyFunction,
    AnyFunction,
    AnyFunction,
    AnyFunction,
    AnyFunction,
  ]
  return { running, create: create as (value: number) => GuestResource, value, merge, leak, log }
}

describe('a resource of the guest', () => {
  test('is made, lent, given and destroyed', () => {
    const { create, value, merge, log } = cells(definer())
    const [a, b] = [create(3), create(4)]
    expect(a).toBeInstanceOf(GuestResource)
    const both = merge(a, b) as GuestResource
    expect([value(both), a.state, b.state, log()]).toEqual([7, 'gone', 'owned', 3])
    b.type.destroy(b.representation, undefined)
    expect(log()).toBe(34)
    expect(() => value(a)).toThrow(expect.objectContaining({ code: 'stale-handle' }))
  })

  test('needs no destructor', () => {
    const { create, merge, value } = cells(definer().replace(/\(func \(export "[^"]*\[dtor\]cell".*/, ''))
    expect(value(merge(create(1), create(2)))).toBe(3)
  })

  test('whose destructor traps', () => {
    const { create, merge } = cells(definer({ dtor: 'unreachable' }))
    const [a, b] = [create(1), create(2)]
    expect(() => merge(a, b)).toThrow(WebAssembly.RuntimeError)
    expect(() => a.type.destroy(1, undefined)).toThrow(WebAssembly.RuntimeError)
  })

  test('whose destructor uses up the stack is caught by nothing in the guest', () => {
    const endless = definer({ dtor: '(call $drop (call $new (i32.const 1)))', leak: '(call $drop (local.get 0))' })
    const { running, create, leak } = cells(endless)
    const cell = create(1)
    expect(() => leak(cell)).toThrow()
    expect(running.guest.violation).toMatchObject({ code: 'stack-exhausted' })
  })

  test('is one of so many at once, which go on after a drop', () => {
    const { running, create, leak, merge } = cells(definer(), 2)
    for (let i = 0; i < 100; i++) merge(create(1), create(2))
    leak(create(1))
    leak(create(2))
    expect(() => create(3)).toThrow(WebAssembly.RuntimeError)
    expect(running.guest.violation).toMatchObject({ code: 'limit-exceeded' })
  })

  test.each([
    ['that is no more', '(call $drop (local.get 0)) (drop (call $rep (local.get 0)))'],
    ['that never was', '(drop (call $rep (i32.const 7)))'],
  ])('%s has no representation', (_what, leak) => {
    const { running, create, leak: call } = cells(definer({ leak }))
    const cell = create(1)
    expect(() => call(cell)).toThrow(WebAssembly.RuntimeError)
    expect(running.guest.violation).toMatchObject({ code: 'abi-violation' })
  })

  test('of another instance is stale', () => {
    const [one, other] = [cells(definer()), cells(definer())]
    expect(() => other.value(one.create(1))).toThrow(expect.objectContaining({ code: 'stale-handle' }))
  })

  test('can be made while the guest starts, but not destroyed before it is there', () => {
    const begin = (body: string) => () => cells(definer({ more: `(func $begin ${body}) (start $begin)` }))
    expect(begin('(drop (call $new (i32.const 1)))')().log()).toBe(0)
    expect(begin('(call $drop (call $new (i32.const 1)))')).toThrow(
      expect.objectContaining({ code: 'trap', phase: 'link' }),
    )
  })
})

test('an interface that is imported and exported has resources of both', () => {
  const passing = worldOf(`
    package demo:app@1.2.0;
    interface api {
      resource cell { constructor(value: u32); value: func() -> u32; }
    }
    world plugin { import api; export api; }
  `)
  const wrapping = `(module
    (import "[export]${api}" "[resource-new]cell" (func $new (param i32) (result i32)))
    (import "${api}" "[constructor]cell" (func $inner (param i32) (result i32)))
    (import "${api}" "[method]cell.value" (func $value (param i32) (result i32)))
    (import "${api}" "[resource-drop]cell" (func $drop (param i32)))
    (func (export "${api}#[constructor]cell") (param i32) (result i32)
      (call $new (call $inner (i32.add (local.get 0) (i32.const 1)))))
    (func (export "${api}#[method]cell.value") (param i32) (result i32) (call $value (local.get 0)))
    (func (export "${api}#[dtor]cell") (param i32) (call $drop (local.get 0))))`
  let disposed = 0
  const { functions } = start(wrapping, passing, {
    hostFunctions: hostOf([], () => void disposed++).slice(0, 2),
    handles: 10,
  })
  const cell = functions[0]?.(41) as GuestResource
  expect([functions[1]?.(cell), cell.representation]).toEqual([42, 1])
  cell.type.destroy(cell.representation, undefined)
  expect(disposed).toBe(1)
})

describe('the fit', () => {
  test.each<[string, string, World, RegExp]>([
    [
      'a drop that gives something back',
      user('(i32.const 0)').replace('(func $drop (param i32))', '(func $drop (param i32) (result i32))'),
      using,
      /^signature-mismatch: .*blob: expected the core signature \(i32\) -> \(\), found \(i32\) -> i32/,
    ],
    [
      'a drop of what is no resource',
      user('(i32.const 0)').replace('[resource-drop]blob', '[resource-drop]keep'),
      using,
      /^unknown-import/,
    ],
    [
      'making what the host defines',
      user('(i32.const 0)').replace('[resource-drop]', '[resource-rep]'),
      using,
      /^unknown-import/,
    ],
    [
      'a resource of an interface that is not exported',
      definer().replace('"[export]demo:app/api@1.2.0" "[resource-rep]', '"[export]demo:app/ipa@1.2.0" "[resource-rep]'),
      defining,
      /^unknown-import/,
    ],
    [
      'a resource of another version',
      definer().replaceAll('"[export]demo:app/api@1.2.0"', '"[export]demo:app/api@2.0.0"'),
      defining,
      /^unknown-import/,
    ],
    [
      'a destructor that gives something back',
      definer({ dtor: '(result i32) (i32.const 0)' }),
      defining,
      /^signature-mismatch/,
    ],
    ['an export without its constructor', definer().replace('[constructor]', '[static]'), defining, /^missing-export/],
  ])('refuses %s', (_what, wat, expected, message) => {
    expect(fit(wat, expected)[0]).toMatch(message)
  })

  test('takes a compatible version of the interface', () => {
    expect(fit(definer().replaceAll('@1.2.0', '@1.7.3'), defining)).toEqual([])
  })
})

test('neither allocator nor post-return may use handles', () => {
  const wit = worldOf(`
    package demo:app@1.2.0;
    interface api { resource cell; f: func(text: string) -> u32; }
    world plugin { export api; }
  `)
  const wat = `(module
    (import "[export]${api}" "[resource-new]cell" (func $new (param i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (drop (call $new (i32.const 1))) (i32.const 0))
    (func (export "${api}#f") (param i32 i32) (result i32) (i32.const 0)))`
  expect(stoppedBy(start(wat, wit, { handles: 1 }), 'x')).toMatchObject({ code: 'abi-violation' })
})

test('a borrowed handle has to be dropped before the call ends', () => {
  const lending = worldOf(`
    package demo:app@1.2.0;
    interface store { resource blob; }
    interface api { use store.{blob}; look: func(blob: borrow<blob>); }
    world plugin { export api; }
  `)
  const looking = (body: string): string => `(module
    (import "${store}" "[resource-drop]blob" (func $drop (param i32)))
    (func (export "${api}#look") (param i32) ${body}))`
  const good = start(looking('(call $drop (local.get 0))'), lending, { handles: 1 })
  for (let i = 0; i < 3; i++) expect(good.functions[0]?.({})).toBeUndefined()
  const bad = start(looking(''), lending, { handles: 1 })
  expect(() => bad.functions[0]?.({})).toThrow(expect.objectContaining({ code: 'abi-violation' }))
})
