import { describe, expect, test } from 'vitest'
import { createOwnTank, createTank, type Tank } from '../memory/tank.ts'
import { decodeModule } from '../wasm/decode.ts'
import { encodeModule } from '../wasm/encode.ts'
import type { CoreModule } from '../wasm/module.ts'
import { decodeNames } from '../wasm/names.ts'
import { customSections } from '../wasm/spaces.ts'
import { assemble } from '../wasm/testing/assemble.ts'
import { guardModules } from './guard.ts'
import { leftExport, refuelExport, startExport } from './tank.ts'

const limits = { functions: 1000, tables: 4, tableElements: 1000, memories: 1, memoryPages: 100 }

type Callable = (...args: unknown[]) => unknown

interface Metered {
  readonly call: (name: string, ...args: unknown[]) => unknown
  readonly exports: WebAssembly.Exports
  readonly tank: Tank
  /** Units that a call uses. */
  readonly cost: (name: string, ...args: unknown[]) => number
}

const full = 2 ** 40

describe.each([
  ['that modules share', false],
  ['of the module', true],
])('a tank %s', (_, ownTank) => {
  function meter(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const [guarded] = guardModules([{ module: decodeModule(bytes), bytes }], limits, { fuel: true, ownTank })
    if (guarded === undefined) throw new Error('one module in, one module out')
    return guarded.bytes
  }

  /** An instance that starts with so many units. */
  function instantiate(bytes: Uint8Array<ArrayBuffer>, units: number, imports: WebAssembly.Imports = {}) {
    const tank = ownTank ? createOwnTank() : createTank()
    tank.refuel(units)
    const module = new WebAssembly.Module(bytes)
    const given = ownTank ? imports : { ...imports, hospes: { fuel: tank.fuel as WebAssembly.Global } }
    const { exports } = new WebAssembly.Instance(module, given)
    tank.adopt?.(exports[refuelExport] as Tank['refuel'], exports[leftExport] as Tank['left'])
    return { exports, tank, begin: exports[startExport] as (() => void) | undefined }
  }

  function start(text: string, imports: WebAssembly.Imports = {}): Metered {
    const { exports, tank } = instantiate(meter(assemble(text)), full, imports)
    const call = (name: string, ...args: unknown[]): unknown => (exports[name] as Callable)(...args)
    return {
      call,
      exports,
      tank,
      cost: (name, ...args) => {
        tank.refuel(full)
        call(name, ...args)
        return full - tank.left()
      },
    }
  }

  test.each([
    ['an endless loop', '(loop (br 0))'],
    ['an endless loop of a million nops', `(loop ${'(nop)'.repeat(1000)} (br 0))`],
    ['endless recursion by tail calls', '(return_call 0)'],
    ['a loop that hides behind a handler', '(loop (try (do (loop (br 0))) (catch_all)) (br 0))'],
    ['a loop that returns into itself', '(loop (block (br_table 1 0 (i32.const 0))) (br 0))'],
  ])('%s ends when the fuel does', (_, body) => {
    const { call, tank } = start(`(module (func $endless (export "run") ${body}))`)
    tank.refuel(1_000_000)
    expect(() => call('run')).toThrow(WebAssembly.RuntimeError)
    expect(tank.left()).toBeLessThan(0)
    // the tank stays empty
    expect(() => call('run')).toThrow(WebAssembly.RuntimeError)
  })

  test('a start function pays, too', () => {
    const bytes = meter(assemble('(module (func $start (loop (br 0))) (start $start))'))
    if (!ownTank) {
      expect(() => instantiate(bytes, 1000)).toThrow(WebAssembly.RuntimeError)
      return
    }
    const { tank, begin } = instantiate(bytes, 1000)
    expect(begin).toThrow(WebAssembly.RuntimeError)
    expect(tank.left()).toBeLessThan(0)
  })

  test('each instruction is a unit, and a loop pays for each round', () => {
    const { cost } = start(`(module
    (func (export "straight") (result i32) (i32.add (i32.const 1) (i32.const 2)))
    (func (export "count") (param i32)
      (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`)
    expect(cost('straight')).toBe(3)
    expect([1, 2, 100].map(rounds => cost('count', rounds))).toEqual([5, 10, 500])
  })

  const countdown = (body: string, step = 'i32.sub', one = 1) =>
    `(loop ${body} (br_if 0 (local.tee 0 (${step} (local.get 0) (i32.const ${one})))))`

  test('a loop that counts down is paid for before its first round, and costs as much as round by round', () => {
    const { cost, call, tank } = start(`(module
      (memory (export "memory") 1)
      (global $calls (mut i32) (i32.const 0))
      (func (export "fill") (param i32 i32)
        ${countdown('(i32.store8 (local.get 1) (i32.const 7)) (local.set 1 (i32.add (local.get 1) (i32.const 1)))')})
      (func (export "adds") (param i32) ${countdown('(global.set $calls (i32.const 1))', 'i32.add', -1)}))`)
    const round = 3 + 4 + 5
    expect([1, 2, 100].map(rounds => cost('fill', rounds, 0))).toEqual([round, 2 * round, 100 * round])
    expect([1, 2, 100].map(rounds => cost('adds', rounds))).toEqual([7, 14, 700])
    tank.refuel(99 * round)
    expect(() => call('fill', 100, 1000)).toThrow(WebAssembly.RuntimeError)
    expect(tank.left()).toBe(-round)
    // 2^32 rounds, of which none is run
    tank.refuel(2 ** 32)
    expect(() => call('fill', 0, 2000)).toThrow(WebAssembly.RuntimeError)
    expect(tank.left()).toBe(2 ** 32 - 2 ** 32 * round)
  })

  test.each([
    ['counts up to nothing', countdown('', 'i32.sub', 2)],
    ['writes its counter twice', countdown('(local.set 0 (i32.const 5))')],
    ['steps by another sign', countdown('', 'i32.add', 1)],
    ['goes on by another branch', `(loop (br 0) ${countdown('')})`],
    [
      'is left by another branch',
      `(block (loop (br_if 1 (i32.const 0)) (local.set 0 (i32.const 5)) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))`,
    ],
    ['counts another local', '(loop (br_if 0 (local.tee 0 (i32.sub (local.get 1) (i32.const 1)))))'],
    ['has more behind its branch', '(loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))) (br 0))'],
  ])('a loop that %s is paid for round by round', (_, loop) => {
    const { call, tank } = start(`(module (func (export "run") (param i32 i32) ${loop}))`)
    tank.refuel(1_000_000)
    expect(() => call('run', 7, 9)).toThrow(WebAssembly.RuntimeError)
    expect(tank.left()).toBeLessThan(0)
    expect(tank.left()).toBeGreaterThan(-100)
  })

  const long = '(drop (i32.const 0))'.repeat(200)

  test('code that is passed over is paid for only as far as it is short', () => {
    const { cost } = start(`(module
    (func (export "if") (param i32) (if (local.get 0) (then ${long})))
    (func (export "br_if") (param i32) (block (br_if 0 (i32.eqz (local.get 0))) ${long}))
    (func (export "short") (param i32) (if (local.get 0) (then (nop) (nop))))
    (func (export "switch") (param i32)
      (block (block (block (block (br_table 0 1 2 3 (local.get 0))) ${long} return) ${long} return) ${long})))`)
    expect(cost('if', 0)).toBe(2)
    expect(cost('if', 1)).toBe(402)
    expect(cost('br_if', 0)).toBe(3)
    expect(cost('br_if', 1)).toBe(403)
    expect(cost('short', 0)).toBe(cost('short', 1))
    expect([0, 1, 2, 3].map(number => cost('switch', number))).toEqual([405, 405, 404, 4])
  })

  test('bulk operations pay by their length, before they run', () => {
    const { cost, call, tank } = start(`(module
    (memory 100)
    (table 1000 externref)
    (data $blob "${'x'.repeat(800)}")
    (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 0) (local.get 0)))
    (func (export "copy") (param i32) (memory.copy (i32.const 0) (i32.const 0) (local.get 0)))
    (func (export "init") (param i32) (memory.init $blob (i32.const 0) (i32.const 0) (local.get 0)))
    (func (export "table") (param i32) (table.fill (i32.const 0) (ref.null extern) (local.get 0)))
    (func (export "loop") (param i32)
      (loop (memory.fill (i32.const 0) (i32.const 0) (i32.const 64)) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`)
    for (const name of ['fill', 'copy']) expect(cost(name, 6_400_000) - cost(name, 0)).toBe(1_600_000)
    expect(cost('init', 800) - cost('init', 0)).toBe(200)
    expect(cost('table', 1000) - cost('table', 0)).toBe(512_000)
    expect(cost('loop', 11) - cost('loop', 1)).toBe(10 * (43 + 16 + 5))
    tank.refuel(1000)
    expect(() => call('fill', 6_400_000)).toThrow(WebAssembly.RuntimeError)
    expect(tank.left()).toBeLessThan(0)
    // More elements than any table has: it would trap anyway, and costs no more than the longest
    tank.refuel(full)
    expect(() => call('table', -1)).toThrow(/table/)
    expect(full - tank.left()).toBeLessThan(600_000)
  })

  test('what is thrown passes the fuel on, in whatever form a function keeps it', () => {
    const loop =
      '(local i32) (local.set 0 (i32.const 10)) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))'
    const { cost } = start(`(module
    (tag $oops)
    (func $throws ${loop} (throw $oops))
    (func (export "catches") (try (do (call $throws)) (catch $oops)))
    (func (export "catches in a loop") ${loop} (try (do (call $throws)) (catch $oops)) ${loop.slice(12)})
    (func (export "throws and catches") ${loop} (try (do (throw $oops)) (catch_all)) ${loop.slice(12)})
    (func (export "delegates") (try (do (try (do (call $throws)) (delegate 0))) (catch_all))))`)
    const thrown = cost('catches')
    expect(thrown).toBeGreaterThan(10_000)
    expect(cost('catches in a loop')).toBe(thrown + 2 * 52)
    expect(cost('throws and catches')).toBeGreaterThan(10_000)
    // one more `try`, and the `delegate`
    expect(cost('delegates')).toBe(thrown + 2)
  })

  test('the host pays into the same tank while the guest waits', () => {
    let metered: Metered | undefined
    metered = start(
      `(module
      (import "host" "call" (func $host))
      (func (export "inner") (loop (nop)))
      (func (export "outer") (local i32)
        (loop (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 5))))
        (call $host)))`,
      { host: { call: () => metered?.call('inner') } },
    )
    expect(metered.cost('outer')).toBe(1 * 0 + 5 * 7 + 104 + 1)
  })

  test('every way out of a function that keeps its fuel in a local writes it back', () => {
    const loop = '(loop (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))'
    const { cost, call } = start(`(module
    (type $pair (func (param i32 i32) (result i32 i64)))
    (table 1 funcref)
    (elem (i32.const 0) $leaf)
    (func $leaf (param i32 i32) (result i32) (local.get 0))
    (func (export "falls through") (param i32 i32) (result i32) ${loop} (local.get 0))
    (func (export "returns") (param i32 i32) (result i32) ${loop} (return (local.get 0)))
    (func (export "branches") (param i32 i32) (result i32) ${loop} (br 0 (local.get 0)))
    (func (export "branches from within") (param i32 i32) (result i32) ${loop} (block (br 1 (local.get 0))) (i32.const -1))
    (func (export "table") (param i32 i32) (result i32) ${loop} (block (br_table 1 (local.get 0) (i32.const 0))) (i32.const -1))
    (func (export "calls") (param i32 i32) (result i32) ${loop} (return_call $leaf (local.get 0) (local.get 1)))
    (func (export "calls indirectly") (param i32 i32) (result i32) ${loop}
      (return_call_indirect (param i32 i32) (result i32) (local.get 0) (local.get 1) (i32.const 0)))
    (func (export "gives two") (type $pair) ${loop} (br 0 (local.get 0) (i64.const 9))))`)
    const names = ['falls through', 'returns', 'branches', 'branches from within', 'table', 'calls', 'calls indirectly']
    for (const name of names) {
      expect([name, call(name, 7, 1)]).toEqual([name, 7])
      expect([name, cost(name, 7, 101) - cost(name, 7, 1)]).toEqual([name, 500])
    }
    expect(call('gives two', 7, 1)).toEqual([7, 9n])
    expect(cost('gives two', 7, 101) - cost('gives two', 7, 1)).toBe(500)
  })

  test('small functions are paid for by those that call them, and by calls that could be theirs', () => {
    const { cost } = start(`(module
    (type $t (func (param i32) (result i32)))
    (table 1 funcref)
    (elem (i32.const 0) $small)
    (func $small (type $t) (i32.add (local.get 0) (i32.const 1)))
    (func $smaller (type $t) (call $small (local.get 0)))
    (func (export "direct") (type $t) (call $small (local.get 0)))
    (func (export "twice") (type $t) (call $smaller (local.get 0)))
    (func (export "indirect") (type $t) (call_indirect (type $t) (local.get 0) (i32.const 0))))`)
    // local.get, call and its weight, and what the callee costs with one unit for itself
    expect(cost('direct', 1)).toBe(1 + 4 + 4)
    expect(cost('twice', 1)).toBe(1 + 4 + (1 + 1 + 4 + 4))
    expect(cost('indirect', 1)).toBe(2 + 12 + 48)
  })

  test('globals of the module keep their meaning behind the tank', () => {
    const { exports, call } = start(
      `(module
      (import "host" "base" (global $base i32))
      (global $own (export "own") (mut i32) (i32.const 5))
      (global $from (export "from") i32 (global.get $base))
      (table (export "table") 4 funcref)
      (elem (global.get $base) $add)
      (memory (export "memory") 1)
      (data (global.get $base) "here")
      (func $add (export "add") (param i32) (result i32)
        (global.set $own (i32.add (global.get $own) (local.get 0)))
        (i32.add (global.get $own) (global.get $from))))`,
      { host: { base: new WebAssembly.Global({ value: 'i32' }, 2) } },
    )
    expect(call('add', 10)).toBe(17)
    expect((exports['own'] as WebAssembly.Global).value).toBe(15)
    expect((exports['from'] as WebAssembly.Global).value).toBe(2)
    expect((exports['table'] as WebAssembly.Table).get(2)).toBe(exports['add'])
    expect(new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer)[2]).toBe('h'.charCodeAt(0))
    const globals = Object.values(exports).filter(item => item instanceof WebAssembly.Global)
    expect(globals).toHaveLength(2)
  })

  test('names of globals go where they would name others now; names of functions stay', () => {
    const bytes = meter(assemble('(module (global $mine i32 (i32.const 1)) (func $greet (export "greet")))'))
    const names = decodeNames(customSections(decodeModule(bytes), 'name')[0])
    expect([...names.functions.values()]).toEqual(['greet'])
    expect(names.globals.size).toBe(ownTank ? 1 : 0)
  })

  test('what is written does not depend on the amount of fuel, nor on the order of calls', () => {
    const bytes = assemble('(module (func (export "f") (loop (br_if 0 (i32.const 0)))))')
    expect(meter(bytes)).toEqual(meter(bytes))
  })

  test('a global beyond the last cannot come to mean the tank', () => {
    const valid = decodeModule(
      assemble('(module (func (export "f") (global.set 0 (i64.const 1))) (global (mut i64) (i64.const 0)))'),
    )
    const bytes = encodeModule({ ...valid, globals: [] } satisfies CoreModule)
    expect(() => meter(bytes)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })

  test('a module without code, functions or globals is metered as well', () => {
    const { exports } = instantiate(meter(assemble('(module (memory (export "memory") 1))')), 0)
    expect(Object.keys(exports)).toEqual(['memory', ...(ownTank ? [refuelExport, leftExport] : [])])
  })

  test('a function too long for any engine once it pays is refused', () => {
    const module = decodeModule(assemble('(module (func))'))
    // loop; nop; end
    const instructions = new Uint8Array(2_000_001).map((_, at) => [0x03, 0x40, 0x01, 0x0b][at % 4] ?? 0)
    instructions[instructions.length - 1] = 0x0b
    const bytes = encodeModule({ ...module, code: [{ locals: [], instructions: { bytes: instructions, offset: 0 } }] })
    expect(WebAssembly.validate(bytes)).toBe(true)
    expect(() => meter(bytes)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }))
  })
})
