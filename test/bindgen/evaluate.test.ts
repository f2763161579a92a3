import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EvaluationLimits, Evaluator } from '../../src/dialects/bindgen/evaluate/evaluator.ts'
import type { Value } from '../../src/dialects/bindgen/evaluate/numeric.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import { assemble } from '../../src/wasm/testing/assemble.ts'

/** An evaluator of a module in text, whose one import gives back what it gets. */
function evaluator(text: string, limits?: EvaluationLimits): Evaluator {
  return new Evaluator(decodeModule(assemble(text)), (_index, args) => args, limits)
}

/** Runs the first function that the module defines. */
function run(text: string, ...args: Value[]): readonly Value[] | undefined {
  return evaluator(`(module (memory 1) (data (i32.const 8) "\\80\\ff\\01\\02\\03\\04\\05\\86") ${text})`).run(0, args)
}

describe('an evaluator', () => {
  it.each<[string, string, Value[], Value[]]>([
    [
      'adds',
      '(func (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))',
      [2147483647, 1],
      [-2147483648],
    ],
    [
      'branches',
      '(func (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))',
      [0],
      [2],
    ],
    [
      'skips',
      '(func (param i32) (result i32) (if (local.get 0) (then (return (i32.const 1)))) (i32.const 3))',
      [0],
      [3],
    ],
    [
      'loops',
      `(func (param i32) (result i32) (local i32)
        (loop $next (local.set 1 (i32.add (local.get 1) (local.get 0)))
          (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get 1))`,
      [4],
      [10],
    ],
    [
      'leaves blocks with values',
      '(func (result i32) (block $out (result i32) (i32.const 9) (i32.const 7) (br $out) (unreachable)))',
      [],
      [7],
    ],
    [
      'chooses by tables',
      `(func (param i32) (result i32)
        (block $c (block $b (block $a (br_table $a $b $c (local.get 0))) (return (i32.const 10))) (return (i32.const 11)))
        (i32.const 12))`,
      [1],
      [11],
    ],
    [
      'chooses the last label beyond them',
      '(func (param i32) (result i32) (block $a (br_table $a $a (local.get 0))) (i32.const 5))',
      [-1],
      [5],
    ],
    [
      'calls',
      '(func (result i32) (call $twice (i32.const 21))) (func $twice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))',
      [],
      [42],
    ],
    [
      'loads with signs',
      '(func (result i32 i32 i64) (i32.load8_s (i32.const 8)) (i32.load16_u (i32.const 8)) (i64.load (i32.const 8)))',
      [],
      [-128, 0xff80, BigInt.asIntN(64, 0x860504030201ff80n)],
    ],
    [
      'stores',
      '(func (result i32) (i32.store16 offset=4 (i32.const 8) (i32.const 0x12345678)) (i32.load offset=2 (i32.const 8)))',
      [],
      [0x56780201],
    ],
    [
      'has the stack pointer',
      '(global $sp (mut i32) (i32.const 64)) (func (result i32) (global.set $sp (i32.sub (global.get $sp) (i32.const 16))) (global.get $sp))',
      [],
      [48],
    ],
    ['knows 64 bits', '(func (param i64) (result i64) (i64.shl (local.get 0) (i64.const 63)))', [3n], [-(2n ** 63n)]],
    [
      'wraps and extends',
      '(func (param i32) (result i64) (i64.extend_i32_u (i32.extend8_s (local.get 0))))',
      [255],
      [0xffffffffn],
    ],
    ['converts floats', '(func (param f64) (result i32) (i32.trunc_sat_f64_u (local.get 0)))', [4294967295], [-1]],
    ['compares floats', '(func (param f64) (result i32) (f64.eq (local.get 0) (f64.const 5)))', [5], [1]],
    ['selects', '(func (param i32) (result i32) (select (i32.const 1) (i32.const 2) (local.get 0)))', [0], [2]],
  ])('%s', (_what, text, args, results) => {
    expect(run(text, ...args)).toEqual(results)
  })

  it.each([
    ['a trap', '(func (unreachable))'],
    ['what it does not know', '(func (drop (memory.grow (i32.const 1))))'],
    ['memory that is not there', '(func (drop (i32.load (i32.const 65534))))'],
    ['an endless loop', '(func (loop $again (br $again)))'],
    ['an endless recursion', '(func $self (call $self))'],
    [
      'more memory than it may touch',
      '(func (local i32) (loop $next (i32.store8 (local.get 0) (i32.const 1)) (local.set 0 (i32.add (local.get 0) (i32.const 4096))) (br $next)))',
    ],
  ])('gives up at %s', (_what, text) => {
    expect(run(text)).toBeUndefined()
  })

  it('has its limits for all runs together', () => {
    const one = evaluator('(module (func (nop) (nop)))', { steps: 7, stepsPerRun: 7, pages: 1 })
    expect([one.run(0), one.run(0), one.run(0)]).toEqual([[], [], undefined])
  })

  it('has its limits for each run', () => {
    const one = evaluator('(module (func (nop) (nop)) (func (nop)))', { steps: 100, stepsPerRun: 2, pages: 1 })
    expect([one.run(0), one.run(1), one.run(0)]).toEqual([undefined, [], undefined])
  })

  it('asks for the answers of imports', () => {
    const text =
      '(module (import "a" "same" (func $same (param i32) (result i32))) (func (result i32) (call $same (i32.const 8))))'
    const module = decodeModule(assemble(text))
    expect(new Evaluator(module, (_index, args) => args).run(1)).toEqual([8])
    expect(new Evaluator(module, () => undefined).run(1)).toBeUndefined()
    expect(new Evaluator(module, () => []).run(1)).toBeUndefined()
  })

  it('begins each run with the module as it was', () => {
    const one = evaluator(
      '(module (memory 1) (global (mut i32) (i32.const 1)) (func (result i32) (global.set 0 (i32.add (global.get 0) (i32.const 1))) (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (global.get 0))) (i32.load (i32.const 0))))',
    )
    expect([one.run(0), one.run(0)]).toEqual([[2], [2]])
  })

  it('agrees with the engine on integers', () => {
    const operators = [
      'add',
      'sub',
      'mul',
      'and',
      'or',
      'xor',
      'shl',
      'shr_s',
      'shr_u',
      'eq',
      'ne',
      'lt_s',
      'lt_u',
      'gt_s',
      'gt_u',
      'le_s',
      'le_u',
      'ge_s',
      'ge_u',
    ]
    const text = (type: 'i32' | 'i64'): string =>
      operators
        .map(operator => {
          const result = operators.indexOf(operator) >= 9 ? 'i32' : type
          return `(func (export "${type} ${operator}") (param ${type} ${type}) (result ${result}) (${type}.${operator} (local.get 0) (local.get 1)))`
        })
        .join('')
    const bytes = assemble(`(module ${text('i32')} ${text('i64')})`)
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
    const one = new Evaluator(decodeModule(bytes), () => undefined, { steps: 1e9, stepsPerRun: 100, pages: 1 })
    const judge = (at: number, type: string, a: Value, b: Value): void => {
      const engine = exports[`${type} ${operators[at]}`] as (a: Value, b: Value) => Value
      expect(one.run(type === 'i32' ? at : operators.length + at, [a, b])).toEqual([engine(a, b)])
    }
    const operator = fc.nat(operators.length - 1)
    fc.assert(fc.property(operator, fc.integer(), fc.integer(), (at, a, b) => judge(at, 'i32', a, b)))
    const wide = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    fc.assert(fc.property(operator, wide, wide, (at, a, b) => judge(at, 'i64', a, b)))
  })
})
