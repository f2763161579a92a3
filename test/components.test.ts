import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { engineHas } from '../src/guard/support.ts'
import { contract, loadPlugin } from '../src/index.ts'
import {
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
  instanceType,
  lift,
  lower,
  ofFunc,
  ofInstance,
  result,
  type,
  u64,
} from '../src/wasm/component/testing/build.ts'

const path = (name: string): string =>
  fileURLToPath(new URL(`../guests/prebuilt/component/${name}.wasm`, import.meta.url))

const greeter = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)

const greetings = {
  c: ['French', 'Bonjour, Ada !'],
  composed: ['Portuguese', 'Bom dia, Ada!'],
  rust: ['Italian', 'Buongiorno, Ada!'],
  'rust-wasip2': ['Italian', 'Buongiorno, Ada!'],
} as const

describe.each(Object.entries(greetings))('%s', (name, said) => {
  test('greets', async () => {
    using plugin = await loadPlugin(path(name), greeter, { imports: { hour: () => 9 } })
    expect([plugin.exports.language(), plugin.exports.greet('Ada')]).toEqual(said)
    expect(plugin.dialect.name).toBe('component')
    expect(plugin.usage.fuel).toBeGreaterThan(0)
  })

  test('greets without a contract, by its own interface', async () => {
    using plugin = await loadPlugin(path(name), undefined, { imports: { hour: () => 9 } })
    expect(plugin.exports['greet']?.('Ada')).toBe(said[1])
  })
})

// Its engine is made with constant expressions that Node has from version 22 on.
const jsName = 'js: eleven modules, a JavaScript engine among them,'

test.runIf(engineHas('extended-const'))(`${jsName} greet`, async () => {
  using plugin = await loadPlugin(path('js'), greeter, { imports: { hour: () => 9 } })
  expect(plugin.exports.greet('Ada')).toContain('Ada')
})

test.skipIf(engineHas('extended-const'))(`${jsName} are refused where Node lacks a feature`, async () => {
  await expect(loadPlugin(path('js'), greeter, { imports: { hour: () => 9 } })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/extended-const, which Node has from version 22 on/),
  })
})

test('all memories of a component count', async () => {
  using plugin = await loadPlugin(path('composed'), greeter, { imports: { hour: () => 9 } })
  plugin.exports.greet('Ada')
  // Two components of Rust, 17 pages each.
  expect(plugin.usage.memoryBytes).toBeGreaterThanOrEqual(2 * 17 * 65_536)
})

/** Gives a number that is random, and ends itself with an error. */
const wasi = component(
  type(instanceType(declareType(func({}, u64)), declareExport('get-random-u64', ofFunc(0)))),
  imports('wasi:random/random@0.2.1', ofInstance(0)),
  type(
    instanceType(
      declareType(result(null, null)),
      declareType(func({ status: 0 }, null)),
      declareExport('exit', ofFunc(1)),
    ),
  ),
  imports('wasi:cli/exit@0.2.0', ofInstance(1)),
  exportOf('func', 0, 'get-random-u64'),
  exportOf('func', 1, 'exit'),
  lower(0),
  lower(1),
  coreModule(`(module
    (import "wasi" "random" (func $random (result i64)))
    (import "wasi" "exit" (func $exit (param i32)))
    (func (export "number") (result i64) (call $random))
    (func (export "end") (call $exit (i32.const 1))))`),
  coreBundle({ random: ['func', 0], exit: ['func', 1] }),
  coreInstance(0, { wasi: 0 }),
  coreExport('func', 1, 'number'),
  coreExport('func', 1, 'end'),
  type(func({}, u64)),
  lift(2, 2),
  type(func({}, null)),
  lift(3, 3),
  exports('number', ['func', 2]),
  exports('end', ['func', 3]),
)

const numbers = contract('package demo:numbers; world numbers { export number: func() -> u64; export end: func(); }')

describe('WASI', () => {
  test('gives what the options grant', async () => {
    const load = () => loadPlugin(wasi, numbers, { wasi: { random: 1 } })
    using one = await load()
    using other = await load()
    const drawn = [one.exports.number(), one.exports.number()]
    expect(new Set(drawn).size).toBe(2)
    expect([other.exports.number(), other.exports.number()]).toEqual(drawn)
  })

  test('refuses what they do not', async () => {
    using plugin = await loadPlugin(wasi, numbers, { wasi: { random: 'none' } })
    expect(() => plugin.exports.number()).toThrow(expect.objectContaining({ code: 'unknown-import' }))
  })

  test('ends the instance, not the process', async () => {
    using plugin = await loadPlugin(wasi, numbers)
    expect(() => plugin.exports.end()).toThrow(expect.objectContaining({ code: 'exited', payload: 1 }))
    expect(plugin.exports.number()).toBeTypeOf('bigint')
  })
})
