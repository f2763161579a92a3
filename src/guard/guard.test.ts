import { expect, test } from 'vitest'
import { decodeModule } from '../wasm/decode.ts'
import { encodeModule } from '../wasm/encode.ts'
import { moduleHeader } from '../wasm/sections.ts'
import { exportsByName } from '../wasm/spaces.ts'
import { assemble } from '../wasm/testing/assemble.ts'
import { newer, newerBytes } from '../wasm/testing/newer.ts'
import { allotMaxima } from './allot.ts'
import { type Guarded, guardModules } from './guard.ts'
import type { GuardLimits } from './limits.ts'
import { engineHas } from './support.ts'

const limits: GuardLimits = { functions: 100, tables: 4, tableElements: 1000, memories: 4, memoryPages: 16 }

const options = { fuel: false }

function guard(bytes: Uint8Array<ArrayBuffer>, change: Partial<GuardLimits> = {}): Guarded {
  const [guarded] = guardModules([{ module: decodeModule(bytes), bytes }], { ...limits, ...change }, options)
  if (guarded === undefined) throw new Error('one module in, one module out')
  return guarded
}

function start(text: string, change?: Partial<GuardLimits>): Record<string, (...args: number[]) => number> {
  const { bytes } = guard(assemble(text), change)
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  return exports as Record<string, (...args: number[]) => number>
}

const refused = (run: () => unknown): unknown => {
  try {
    run()
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? `${error.code}: ${error.message}` : error
  }
}

const grower = `(module
  (memory 1 100)
  (table $functions 2 funcref)
  (table $things 1 externref)
  (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "table") (param i32) (result i32) (table.grow $things (ref.null extern) (local.get 0))))`

test('growth beyond a limit gives -1, and the guest can go on', () => {
  const { memory, table } = start(grower)
  expect(memory?.(15)).toBe(1)
  expect(memory?.(1)).toBe(-1)
  expect(memory?.(0)).toBe(16)
  // 1000 in all: each of the two tables that could grow for ever gets half of what is left, 500 elements in the end
  expect(table?.(499)).toBe(1)
  expect(table?.(1)).toBe(-1)
})

test('a maximum of its own that is lower stays', () => {
  const { memory } = start(grower.replace('1 100', '1 2'))
  expect([memory?.(1), memory?.(1)]).toEqual([1, -1])
})

test('a table bomb is refused before the engine sees it', () => {
  const bomb = assemble(`(module ${'(table 10000000 funcref)'.repeat(100)})`)
  expect(refused(() => guard(bomb))).toBe('limit-exceeded: expected at most 4 tables (tables), found 100')
  expect(refused(() => guard(bomb, { tables: 100 }))).toBe(
    'limit-exceeded: expected at most 1000 elements of all tables (tableElements), found 1000000000',
  )
})

test.each([
  ['(module (memory 17))', 'limit-exceeded: expected at most 16 pages of all memories (memoryPages), found 17'],
  [
    '(module (import "env" "memory" (memory 17)))',
    'limit-exceeded: expected at most 16 pages of an imported memory (memoryPages), found 17',
  ],
  [
    '(module (import "env" "table" (table 1001 funcref)))',
    'limit-exceeded: expected at most 1000 elements of an imported table (tableElements), found 1001',
  ],
  [`(module ${'(func)'.repeat(101)})`, 'limit-exceeded: expected at most 100 functions (functions), found 101'],
  [
    '(module (memory 1 1 shared))',
    'unsupported: expected a module without threads, found shared memory and atomics, which would let a guest count time and wait',
  ],
  [
    '(module (import "env" "memory" (memory 1 1 shared)))',
    'unsupported: expected a module without threads, found shared memory and atomics, which would let a guest count time and wait',
  ],
  [
    '(module (memory i64 1))',
    'unsupported: expected a module without memory64, found memories with 64-bit addresses, which nothing here lifts from',
  ],
  [
    '(module (func (export "hospes:fuel")))',
    'unsupported: expected no export whose name begins with "hospes", found "hospes:fuel"',
  ],
  [
    '(module (import "hospes" "fuel" (global (mut i64))))',
    'unsupported: expected no import whose name begins with "hospes", found "hospes"',
  ],
  [
    '(module (import "env" "hospes" (func)))',
    'unsupported: expected no import whose name begins with "hospes", found "hospes"',
  ],
])('%s is refused', (text, message) => {
  expect(refused(() => guard(assemble(text)))).toBe(message)
})

test('garbage collection is refused by name', () => {
  const bytes = encodeModule({
    ...decodeModule(assemble('(module)')),
    types: newer.types.slice(2, 3),
    recursionGroups: [1],
  })
  expect(refused(() => guard(bytes))).toMatch(/^unsupported: expected a module without gc, /)
})

test('the limits are sums over all modules of a plugin', () => {
  const bytes = assemble('(module (memory 6))')
  const item = { module: decodeModule(bytes), bytes }
  expect(guardModules([item, item], limits, options)).toHaveLength(2)
  expect(refused(() => guardModules([item, item, item], limits, options))).toBe(
    'limit-exceeded: expected at most 16 pages of all memories (memoryPages), found 18',
  )
  const maxima = guardModules([item, item], limits, options).map(({ bytes }) => decodeModule(bytes).memories[0]?.max)
  expect(maxima).toEqual([8, 8])
})

test('maxima are allotted by what is wanted, equally where it is not there for all', () => {
  expect(
    allotMaxima(
      [
        { min: 1, max: 3 },
        { min: 1, max: undefined },
      ],
      10,
      100,
    ),
  ).toEqual([3, 7])
  expect(
    allotMaxima(
      [
        { min: 2, max: undefined },
        { min: 0, max: undefined },
      ],
      10,
      100,
    ),
  ).toEqual([6, 4])
  expect(
    allotMaxima(
      [
        { min: 2, max: 2 },
        { min: 0, max: 9 },
      ],
      2,
      100,
    ),
  ).toEqual([2, 0])
  expect(allotMaxima([{ min: 1, max: undefined }], 1000, 100)).toEqual([100])
  expect(allotMaxima([], 5, 100)).toEqual([])
})

test('an invalid module is refused with the words of the engine, never rewritten', () => {
  expect(refused(() => guard(assemble('(module (func (result i32)))')))).toMatch(
    /^invalid: expected a valid module, found one that the engine refuses: Compiling function #0 failed: /,
  )
  // The index one beyond the last would come to mean what we append
  expect(
    refused(() =>
      guard(
        assemble('(module (func (export "f")) (export "g" (func 0)))').map((byte, at, all) =>
          at === all.lastIndexOf(0x67) + 2 ? 1 : byte,
        ),
      ),
    ),
  ).toMatch(/^invalid: /)
})

test('a feature that this engine lacks is named, with the Node that has it', () => {
  const bytes = Uint8Array.of(...moduleHeader, 0x05, 0x05, 0x02, 0x00, 0x00, 0x00, 0x00)
  const found = refused(() => guard(bytes))
  if (engineHas('multi-memory')) expect(found).toBeUndefined()
  else {
    expect(found).toBe(
      'unsupported: expected a module that this engine can run, found one that needs multi-memory, which Node has from version 22 on',
    )
  }
})

test('the probes ask for nothing but their feature', () => {
  for (const feature of ['simd', 'threads', 'tags', 'tail-calls', 'reference-types'] as const) {
    expect([feature, engineHas(feature)]).toEqual([feature, true])
  }
  for (const feature of ['custom-page-sizes'] as const) expect([feature, engineHas(feature)]).toEqual([feature, false])
})

const frame = '(global.set 1 (i32.sub (global.get 1) (i32.const 16)))'
const withFrames = (globals: string): string => `(module
  ${globals}
  (func (export "sink") ${frame})
  (func ${frame})
  (func (global.set 0 (i32.add (global.get 0) (i32.const 1)))))`

test.each([
  ['by the prologues', withFrames('(global (mut i32) (i32.const 0)) (global (mut i32) (i32.const 1024))'), 1024],
  [
    'by its name, whatever the prologues say',
    withFrames('(global $__stack_pointer (mut i32) (i32.const 64)) (global (mut i32) (i32.const 1024))'),
    64,
  ],
  [
    'by its export',
    withFrames('(global (export "__stack_pointer") (mut i32) (i32.const 64)) (global (mut i32) (i32.const 1024))'),
    64,
  ],
])('the stack pointer is exported, found %s', (_, text, value) => {
  const { bytes, stackPointer = '' } = guard(assemble(text))
  expect(stackPointer).toBe('hospes:stack-pointer')
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  expect((exports[stackPointer] as WebAssembly.Global<'i32'>).value).toBe(value)
})

test.each([
  ['there is none', '(module (global (mut i32) (i32.const 0)) (func (export "f")))'],
  [
    'prologues disagree',
    `(module (global (mut i32) (i32.const 0)) (global (mut i32) (i32.const 0)) (func ${frame}) (func ${frame.replaceAll('1 ', '0 ').replaceAll('1)', '0)')}))`,
  ],
  ['the name is that of a constant', '(module (global $__stack_pointer i32 (i32.const 0)) (func (export "f")))'],
])('no stack pointer is exported where %s', (_, text) => {
  const { bytes, stackPointer } = guard(assemble(text))
  expect(stackPointer).toBeUndefined()
  expect([...exportsByName(decodeModule(bytes)).keys()].filter(name => name.startsWith('hospes'))).toEqual([])
})

test('custom sections go, but names stay', () => {
  const module = decodeModule(assemble('(module $named (func $greet (export "greet")))'))
  const bytes = encodeModule({
    ...module,
    customSections: [
      { name: '.debug_info', bytes: Uint8Array.of(1), offset: 0, after: 0 },
      ...module.customSections,
      { name: 'producers', bytes: Uint8Array.of(0), offset: 0, after: 11 },
    ],
  })
  expect(decodeModule(guard(bytes).bytes).customSections.map(({ name }) => name)).toEqual(['name'])
})

test('code is copied as it stands', () => {
  const bytes = assemble(grower)
  const before = decodeModule(bytes).code.map(({ instructions }) => instructions.bytes)
  expect(decodeModule(guard(bytes).bytes).code.map(({ instructions }) => instructions.bytes)).toEqual(before)
})

test('what is newer than all engines is refused, not passed on', () => {
  expect(refused(() => guard(newerBytes))).toMatch(/^unsupported: /)
})
