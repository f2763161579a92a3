import { describe, expect, test } from 'vitest'
import type { AnyFunction } from '../../../contract/any-function.ts'
import { PluginError } from '../../../errors.ts'
import { classify } from '../../../isolation/failure.ts'
import { defaultLimits } from '../../../limits.ts'
import { createGuest } from '../../../memory/guest.ts'
import { GuestResource } from '../../../memory/resource.ts'
import { decodeComponent } from '../../../wasm/component/decode.ts'
import {
  borrow,
  canon,
  component,
  coreBundle,
  coreExport,
  coreInstance,
  coreModule,
  declareExport,
  declareType,
  exportOf,
  exports,
  func,
  imports,
  instance,
  instanceType,
  latin1,
  lift,
  lower,
  memory,
  nested,
  ofFunc,
  ofInstance,
  ofResource,
  own,
  type Part,
  postReturn,
  realloc,
  resource,
  result,
  string,
  tuple,
  type,
  u32,
  utf16,
} from '../../../wasm/component/testing/build.ts'
import { decodeModule } from '../../../wasm/decode.ts'
import { linkComponent } from '../link/link.ts'
import { validateComponent } from '../validate/validate.ts'
import { callableByHost } from './callable.ts'
import { createCompiled } from './compile.ts'
import { instantiateProgram } from './instance.ts'

type Host = Readonly<Record<string, AnyFunction>>

/** An instance whose functions throw what a caller of a plugin gets. */
function start(parts: readonly Part[], host: Host = {}, handles = 100): Readonly<Record<string, AnyFunction>> {
  const decoded = decodeComponent(component(...parts))
  const decode = (bytes: Uint8Array, offset: number) => decodeModule(bytes, {}, offset)
  expect(validateComponent(decoded, decode)).toEqual([])
  const { program, modules } = linkComponent(decoded, decode)
  const guest = createGuest(defaultLimits)
  const running = instantiateProgram(program, {
    modules: modules.map(({ bytes }) => new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>)),
    guest,
    hostFunction: path => host[path.join(' ')],
    handles,
    compiled: createCompiled(program),
  })
  return Object.fromEntries(
    program.exports.flatMap(item => {
      if (item.kind !== 'func') return []
      const call = callableByHost(item.func, running)
      const guarded: AnyFunction = (...args) => {
        try {
          return call(...args)
        } catch (thrown) {
          throw classify(thrown, guest, () => true).error
        }
      }
      return [[item.path.join(' '), guarded]]
    }),
  )
}

function failure(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    return `${error.code}: ${error.message}`
  }
}

/** A bump allocator that counts its calls, and an `echo` of an address and a length. */
const libc = `(module
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 64))
  (global $calls (mut i32) (i32.const 0))
  (func (export "realloc") (param $old i32) (param i32) (param $align i32) (param $size i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (global.set $next (i32.and
      (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get $align))))
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get $size))))
  (func (export "calls") (result i32) (global.get $calls))
  (func (export "echo") (param i32 i32) (result i32)
    (i32.store (i32.const 16) (local.get 0))
    (i32.store (i32.const 20) (local.get 1))
    (i32.const 16)))`

/** A component that exports `echo`, lifted with these options, over a memory of its own. */
function echo(...options: readonly (readonly number[])[]): Part[] {
  return [
    coreModule(libc),
    coreInstance(0),
    coreExport('func', 0, 'realloc'),
    coreExport('func', 0, 'echo'),
    coreExport('memory', 0, 'memory'),
    type(func({ text: string }, string)),
    lift(1, 0, memory(0), realloc(0), ...options),
    exports('echo', ['func', 0]),
  ]
}

/** A component that imports `echo` and exports a function of the same type, which calls it. */
function relay(...options: readonly (readonly number[])[]): Part[] {
  return [
    type(func({ text: string }, string)),
    imports('echo', ofFunc(0)),
    coreModule(libc),
    coreInstance(0),
    coreExport('func', 0, 'realloc'),
    coreExport('memory', 0, 'memory'),
    lower(0, memory(0), realloc(0), ...options),
    coreBundle({ echo: ['func', 1] }),
    coreModule(`(module
      (import "" "echo" (func $echo (param i32 i32 i32)))
      (func (export "relay") (param i32 i32) (result i32)
        (call $echo (local.get 0) (local.get 1) (i32.const 32))
        (i32.const 32)))`),
    coreInstance(1, { '': 1 }),
    coreExport('func', 2, 'relay'),
    lift(2, 0, memory(0), realloc(0), ...options),
    exports('relay', ['func', 1]),
  ]
}

const texts = ['', 'plain', 'naïve', '日本語 😀', '\u0000', 'ÿ']

describe('component to component', () => {
  test.each([
    ['utf8', 'utf8', [], []],
    ['utf8', 'utf16', [], [utf16]],
    ['utf16', 'latin1+utf16', [utf16], [latin1]],
    ['latin1+utf16', 'utf8', [latin1], []],
  ])('strings are copied from memory to memory, %s to %s', (_from, _to, caller, callee) => {
    const { relay: call } = start([
      nested(...echo(...callee)),
      instance(0),
      exportOf('func', 0, 'echo'),
      nested(...relay(...caller)),
      instance(1, { echo: ['func', 0] }),
      exportOf('func', 1, 'relay'),
      exports('relay', ['func', 1]),
    ])
    for (const text of texts) expect(call?.(text)).toBe(text)
  })

  test('an err is an answer like any other', () => {
    const fallible: readonly Part[] = [type(result(u32, u32)), type(func({}, 0))]
    const { run } = start([
      nested(
        coreModule(`(module (memory (export "memory") 1) (func (export "f") (result i32)
          (i32.store8 (i32.const 8) (i32.const 1)) (i32.store (i32.const 12) (i32.const 7)) (i32.const 8)))`),
        coreInstance(0),
        coreExport('func', 0, 'f'),
        coreExport('memory', 0, 'memory'),
        ...fallible,
        lift(0, 1, memory(0)),
        exports('f', ['func', 0]),
      ),
      instance(0),
      exportOf('func', 0, 'f'),
      nested(
        ...fallible,
        imports('f', ofFunc(1)),
        coreModule('(module (memory (export "memory") 1))'),
        coreInstance(0),
        coreExport('memory', 0, 'memory'),
        lower(0, memory(0)),
        coreBundle({ f: ['func', 0] }),
        coreModule(`(module (import "" "f" (func $f (param i32))) (import "m" "memory" (memory 1))
          (func (export "run") (result i32) (call $f (i32.const 0)) (i32.load (i32.const 4))))`),
        coreInstance(1, { '': 1, m: 0 }),
        coreExport('func', 2, 'run'),
        type(func({}, u32)),
        lift(1, 2),
        exports('run', ['func', 1]),
      ),
      instance(1, { f: ['func', 0] }),
      exportOf('func', 1, 'run'),
      exports('run', ['func', 1]),
    ])
    expect(run?.()).toBe(7)
  })

  test('what a callee does wrong ends the caller too, whatever it catches', () => {
    const { run } = start([
      nested(
        coreModule('(module (func (export "f") (result i32) (i32.const 0xd800)))'),
        coreInstance(0),
        coreExport('func', 0, 'f'),
        type(func({}, 0x74)),
        lift(0, 0),
        exports('f', ['func', 0]),
      ),
      instance(0),
      exportOf('func', 0, 'f'),
      nested(
        type(func({}, 0x74)),
        imports('f', ofFunc(0)),
        lower(0),
        coreBundle({ f: ['func', 0] }),
        coreModule(`(module (import "" "f" (func $f (result i32)))
          (func (export "run") (try (do (drop (call $f))) (catch_all))))`),
        coreInstance(0, { '': 0 }),
        coreExport('func', 1, 'run'),
        type(func()),
        lift(1, 1),
        exports('run', ['func', 1]),
      ),
      instance(1, { f: ['func', 0] }),
      exportOf('func', 1, 'run'),
      exports('run', ['func', 1]),
    ])
    expect(failure(() => run?.())).toBe('abi-violation: expected a Unicode scalar value for a char, found 0xd800')
  })
})

/** Defines `counter`, whose representation is a number and whose destructor notes it for `dropped`. */
const counters: readonly Part[] = [
  coreModule(`(module
    (memory (export "memory") 1)
    (global $dropped (mut i32) (i32.const 0))
    (func (export "destroy") (param i32) (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
    (func (export "dropped") (result i32) (global.get $dropped)))`),
  coreInstance(0),
  coreExport('func', 0, 'destroy'),
  type(resource(0)),
  exports('counter', ['type', 0]),
  canon(0x02, 0),
  canon(0x03, 0),
  coreBundle({ new: ['func', 1], drop: ['func', 2] }),
  coreModule(`(module
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "value") (param i32) (result i32) (local.get 0))
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "take") (param i32) (call $drop (local.get 0)))
    (func (export "keep") (param i32)))`),
  coreInstance(1, { '': 1 }),
  ...['make', 'value', 'add', 'take', 'keep'].map(name => coreExport('func', 2, name)),
  coreExport('func', 0, 'dropped'),
  type(own(1)),
  type(borrow(1)),
  type(func({ start: u32 }, 2)),
  type(func({ of: 3 }, u32)),
  type(func({ a: 3, b: 3 }, u32)),
  type(func({ counter: 2 })),
  type(func({}, u32)),
  ...[4, 5, 6, 7, 7, 8].map((funcType, i) => lift(3 + i, funcType)),
  ...['make', 'value', 'add', 'take', 'keep', 'dropped'].map((name, i) => exports(name, ['func', i])),
]

describe('a resource of the guest', () => {
  test('comes out as an object, goes in as what it stands for, and is gone when it is given away', () => {
    const guest = start(counters)
    const counter = guest['make']?.(41)
    expect(counter).toBeInstanceOf(GuestResource)
    expect(guest['value']?.(counter)).toBe(41)
    expect(guest['add']?.(counter, counter)).toBe(82)
    guest['take']?.(counter)
    expect(guest['dropped']?.()).toBe(41)
    expect(failure(() => guest['value']?.(counter))).toMatch(/^stale-handle: .*found one that is gone$/)
    expect(failure(() => guest['take']?.(counter))).toMatch(/^stale-handle/)
  })

  test('is dropped by its destructor', () => {
    const guest = start(counters)
    const counter = guest['make']?.(5) as GuestResource
    counter.type.destroy(counter.representation, undefined)
    expect(guest['dropped']?.()).toBe(5)
  })

  test('of another instance, and what is none, are refused before the guest runs', () => {
    const [one, other] = [start(counters), start(counters)]
    const counter = one['make']?.(1)
    expect(failure(() => other['value']?.(counter))).toMatch(/^stale-handle: .*instance that is no more$/)
    for (const wrong of [undefined, null, 1, {}, 'x'])
      expect(failure(() => one['value']?.(wrong))).toMatch(/^invalid-argument: of: expected resource/)
    expect(one['value']?.(counter)).toBe(1)
  })

  test('is counted while it is there', () => {
    const guest = start(counters, {}, 3)
    // They live in the guest's table while it has them, and are the host's afterwards.
    for (let i = 0; i < 10; i++) guest['make']?.(i)
    const given = [0, 1, 2, 3].map(i => guest['make']?.(i))
    for (const counter of given.slice(0, 3)) guest['keep']?.(counter)
    expect(failure(() => guest['keep']?.(given[3]))).toBe(
      'limit-exceeded: expected at most 3 handles at once, found more',
    )
  })
})

/** Imports `sinks`, with a resource of the host, and hands it about. */
const sinks: readonly Part[] = [
  type(
    instanceType(
      declareExport('sink', ofResource),
      declareType(own(0)),
      declareType(func({}, 1)),
      declareExport('[constructor]sink', ofFunc(2)),
      declareType(borrow(0)),
      declareType(func({ self: 3 }, u32)),
      declareExport('[method]sink.size', ofFunc(4)),
    ),
  ),
  imports('sinks', ofInstance(0)),
  exportOf('type', 0, 'sink'),
  exportOf('func', 0, '[constructor]sink'),
  exportOf('func', 0, '[method]sink.size'),
  lower(0),
  lower(1),
  canon(0x03, 1),
  coreBundle({ make: ['func', 0], size: ['func', 1], drop: ['func', 2] }),
  coreModule(`(module
    (import "" "make" (func $make (result i32)))
    (import "" "size" (func $size (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "use") (result i32) (local i32)
      (local.set 0 (call $make))
      (call $size (local.get 0))
      (call $drop (local.get 0)))
    (func (export "pass") (result i32) (call $make))
    (func (export "look") (param i32) (result i32)
      (call $size (local.get 0))
      (call $drop (local.get 0)))
    (func (export "hold") (param i32) (result i32) (local.get 0))
    (func (export "drop") (param i32) (call $drop (local.get 0)))
    (func (export "guess") (result i32) (call $size (i32.const 77))))`),
  coreInstance(0, { '': 0 }),
  ...['use', 'pass', 'look', 'hold', 'drop', 'guess'].map(name => coreExport('func', 1, name)),
  type(own(1)),
  type(borrow(1)),
  type(func({}, u32)),
  type(func({}, 2)),
  type(func({ sink: 3 }, u32)),
  type(func({ sink: 2 })),
  ...[4, 5, 6, 6, 7, 4].map((funcType, i) => lift(3 + i, funcType)),
  ...['use', 'pass', 'look', 'hold', 'drop', 'guess'].map((name, i) => exports(name, ['func', 2 + i])),
]

describe('a resource of the host', () => {
  class Sink {
    disposed = 0
    size = 9;
    [Symbol.dispose](): void {
      this.disposed++
    }
  }
  const given: Sink[] = []
  const host: Host = {
    'sinks [constructor]sink': () => given[given.push(new Sink()) - 1],
    'sinks [method]sink.size': (self: Sink) => self.size,
  }

  test('is the host’s own object wherever it comes out, and is disposed of when the guest drops it', () => {
    const guest = start(sinks, host)
    expect(guest['use']?.()).toBe(9)
    expect(given.at(-1)?.disposed).toBe(1)
    const sink = guest['pass']?.() as Sink
    expect(sink).toBe(given.at(-1))
    expect(guest['look']?.(sink)).toBe(9)
    expect(sink.disposed).toBe(0)
    guest['drop']?.(sink)
    expect(sink.disposed).toBe(1)
  })

  test('must be given back when it was borrowed', () => {
    const guest = start(sinks, host)
    expect(failure(() => guest['hold']?.(new Sink()))).toBe(
      'abi-violation: expected all borrowed handles dropped at the end of the call, found 1 that are left',
    )
  })

  test('is not to be guessed', () => {
    expect(failure(() => start(sinks, host)['guess']?.())).toBe(
      'abi-violation: expected a handle of sinks sink, found the unknown handle index 77',
    )
  })

  test('whose end throws is the host’s own failure', () => {
    const broken = {
      [Symbol.dispose]: () => {
        throw new Error('broken')
      },
    }
    expect(failure(() => start(sinks, host)['drop']?.(broken))).toMatch(/^host-error/)
  })
})

describe('the rules of a call', () => {
  const counting = (post: string): Part[] => [
    type(func()),
    imports('log', ofFunc(0)),
    lower(0),
    coreBundle({ log: ['func', 0] }),
    coreModule(`(module
      (import "" "log" (func $log))
      (memory (export "memory") 1)
      (func (export "run") (result i32) (i32.const 8))
      (func (export "post") (param i32) ${post}))`),
    coreInstance(0, { '': 0 }),
    coreExport('func', 1, 'run'),
    coreExport('func', 1, 'post'),
    coreExport('memory', 1, 'memory'),
    type(tuple(u32, u32)),
    type(func({}, 1)),
    lift(1, 2, memory(0), postReturn(2)),
    exports('run', ['func', 1]),
  ]

  test('post-return gets what the function returned', () => {
    const { run } = start(counting('(i32.store (i32.const 12) (local.get 0))'), { log: () => undefined })
    expect(run?.()).toEqual([0, 0])
    expect(run?.()).toEqual([0, 8])
  })

  test('post-return may not call out', () => {
    let calls = 0
    const { run } = start(counting('(call $log)'), { log: () => void calls++ })
    expect(failure(() => run?.())).toMatch(/post-return/)
    expect(calls).toBe(0)
  })

  test('what the guest calls and nobody gives ends it, by its name', () => {
    const parts: readonly Part[] = [
      type(func()),
      imports('log', ofFunc(0)),
      lower(0),
      coreBundle({ log: ['func', 0] }),
      coreModule('(module (import "" "log" (func $log)) (func (export "run") (call $log)))'),
      coreInstance(0, { '': 0 }),
      coreExport('func', 1, 'run'),
      lift(1, 0),
      exports('run', ['func', 1]),
    ]
    expect(failure(() => start(parts)['run']?.())).toBe('unknown-import: the guest called log, which nobody gives')
  })

  test('a built-in that hospes does not have ends the guest, by its name', () => {
    const parts: readonly Part[] = [
      canon(0x1f),
      coreBundle({ make: ['func', 0] }),
      coreModule('(module (import "" "make" (func $make (result i32))) (func (export "run") (drop (call $make))))'),
      coreInstance(0, { '': 0 }),
      coreExport('func', 1, 'run'),
      type(func()),
      lift(1, 0),
      exports('run', ['func', 0]),
    ]
    expect(failure(() => start(parts)['run']?.())).toBe(
      'unsupported: the guest called waitable-set.new, which hospes does not have',
    )
  })

  test('each call has storage of its own', () => {
    const parts: readonly Part[] = [
      canon(0x0a, 0x7f, 0),
      canon(0x0b, 0x7f, 0),
      coreBundle({ get: ['func', 0], set: ['func', 1] }),
      coreModule(`(module
        (import "" "get" (func $get (result i32)))
        (import "" "set" (func $set (param i32)))
        (func (export "run") (result i32)
          (call $set (i32.add (call $get) (i32.const 1)))
          (call $get)))`),
      coreInstance(0, { '': 0 }),
      coreExport('func', 1, 'run'),
      type(func({}, u32)),
      lift(2, 0),
      exports('run', ['func', 0]),
    ]
    const { run } = start(parts)
    expect([run?.(), run?.()]).toEqual([1, 1])
  })

  test('an instance that is inside a call is not entered again', () => {
    // `inner` is called by `outer`, and calls what `outer` put into its table: itself.
    const parts: readonly Part[] = [
      nested(
        coreModule(`(module
          (type $f (func))
          (table (export "table") 1 funcref)
          (func (export "run") (call_indirect (type $f) (i32.const 0))))`),
        coreInstance(0),
        coreExport('func', 0, 'run'),
        type(func()),
        imports('back', ofFunc(0)),
        lower(0),
        coreExport('table', 0, 'table'),
        coreBundle({ back: ['func', 1], table: ['table', 0] }),
        coreModule(`(module (import "" "back" (func $back)) (import "" "table" (table 1 funcref))
          (elem (i32.const 0) func $back))`),
        coreInstance(1, { '': 1 }),
        lift(0, 0),
        exports('run', ['func', 1]),
      ),
      // The cycle goes through a table of the root, filled when both are there.
      coreModule(`(module
        (type $f (func))
        (table (export "table") 1 funcref)
        (func (export "back") (call_indirect (type $f) (i32.const 0))))`),
      coreInstance(0),
      coreExport('func', 0, 'back'),
      type(func()),
      lift(0, 0),
      instance(0, { back: ['func', 0] }),
      exportOf('func', 0, 'run'),
      lower(1),
      coreExport('table', 0, 'table'),
      coreBundle({ run: ['func', 1], table: ['table', 0] }),
      coreModule(`(module (import "" "run" (func $run)) (import "" "table" (table 1 funcref))
        (elem (i32.const 0) func $run))`),
      coreInstance(1, { '': 1 }),
      exports('run', ['func', 1]),
    ]
    expect(failure(() => start(parts)['run']?.())).toMatch(/^reentrant: cannot enter component instance/)
  })

  test('bad arguments leave the instance as it was', () => {
    const { echo: call } = start(echo())
    expect(failure(() => call?.(1))).toBe('invalid-argument: text: expected string, found number')
    expect(call?.('x')).toBe('x')
  })
})
