import { describe, expect, test } from 'vitest'
import { PluginError } from '../../src/errors.ts'
import { guardModules } from '../../src/guard/guard.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import { isPresent, modulesOf, reason } from './core-suite.ts'
import { record } from './status.ts'

/** As far as the scripts go. */
const limits = { functions: 10_000, tables: 100, tableElements: 10_000_000, memories: 100, memoryPages: 65_536 }

/** Why a module that the engine accepts is refused: features that the guard does not admit, and one table of 2^32 - 1. */
const refusals = /^expected (a module without (memory64|table64|gc)|at most 10000000 elements of all tables)/

describe.skipIf(!isPresent)(`guarded modules of the core specification${reason}`, () => {
  test('what the engine accepts before, it accepts after', { timeout: 120_000 }, () => {
    let accepted = 0
    for (const { place, bytes } of modulesOf('module', 'module_definition')) {
      if (!WebAssembly.validate(bytes)) continue
      try {
        const [guarded] = guardModules([{ module: decodeModule(bytes), bytes }], limits, { fuel: false })
        expect([place, guarded && WebAssembly.validate(guarded.bytes)]).toEqual([place, true])
        accepted++
      } catch (error) {
        if (!(error instanceof PluginError)) throw error
        expect([place, error.message]).toEqual([place, expect.stringMatching(refusals)])
      }
    }
    record('core modules, guarded', { 'accepted as before': accepted })
  })

  test('what the engine refuses is never made valid', () => {
    for (const { place, bytes } of modulesOf('assert_invalid')) {
      if (WebAssembly.validate(bytes)) continue
      const guard = (): unknown => guardModules([{ module: decodeModule(bytes), bytes }], limits, { fuel: false })
      expect(guard, place).toThrow(PluginError)
    }
  })
})
