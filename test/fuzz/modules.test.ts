import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PluginError } from '../../src/errors.ts'
import { guardModules } from '../../src/guard/guard.ts'
import { contract, inspect, loadPlugin, validate } from '../../src/index.ts'
import { defaultLimits } from '../../src/limits.ts'
import { readCandidate } from '../../src/plan/make.ts'
import { mutantsOf } from '../../src/wasm/testing/mutants.ts'
import { ends, mutants, refusals, timeout } from './size.ts'

const greeter = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)

const limits = { ...defaultLimits, functions: 1000, tableElements: 10_000, memoryPages: 100 }

/** The code of what was thrown, by us and nobody else. */
function codeOf(error: unknown): string {
  if (error instanceof PluginError) return error.code
  throw error
}

describe.each([
  ['c', 1],
  ['zig', 2],
  ['rust-wasm-bindgen', 20],
  ['rust-wit-bindgen', 20],
])('mutants of a greeter: %s', (name, cost) => {
  const original = readFileSync(new URL(`../../guests/prebuilt/greeter/${name}.wasm`, import.meta.url))

  test('are refused by a listed code, or valid before and after they are guarded', { timeout }, () => {
    let accepted = 0
    let slowest = 0
    for (const mutant of mutantsOf(original, mutants(cost), 0x5eed)) {
      const isValid = WebAssembly.validate(mutant)
      const start = performance.now()
      let guarded: ReturnType<typeof guardModules> = []
      try {
        const candidate = readCandidate(mutant, undefined, limits)
        guarded = guardModules(candidate.modules, limits, { fuel: true })
        accepted += 1
      } catch (error) {
        expect(refusals).toContain(codeOf(error))
      }
      slowest = Math.max(slowest, performance.now() - start)
      for (const { bytes } of guarded) expect([isValid, WebAssembly.validate(bytes)]).toEqual([true, true])
    }
    expect(accepted).toBeGreaterThan(mutants(cost) / 100)
    expect(slowest).toBeLessThan(5000)
  })

  test('can be looked at, and say what is wrong', { timeout }, () => {
    for (const mutant of mutantsOf(original, mutants(cost * 2), 0xface)) {
      const issues = validate(mutant)
      for (const { code } of issues) expect(refusals).toContain(code)
      try {
        inspect(mutant)
      } catch (error) {
        expect(refusals).toContain(codeOf(error))
      }
    }
  })

  test('greet, or fail with a listed code', { timeout }, async () => {
    const bounds = { ...limits, fuel: 1_000_000, startFuel: 1_000_000, liftedBytes: 100_000 }
    for (const mutant of mutantsOf(original, mutants(cost * 10), 0xbeef)) {
      try {
        await using plugin = await loadPlugin(mutant, greeter, { imports: { hour: () => 9 }, limits: bounds })
        expect([typeof plugin.exports.language(), typeof plugin.exports.greet('Ada')]).toEqual(['string', 'string'])
      } catch (error) {
        expect([...refusals, ...ends]).toContain(codeOf(error))
      }
    }
  })
})
