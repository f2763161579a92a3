import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PluginError } from '../errors.ts'
import { createOwnTank, createTank, type Tank } from '../memory/tank.ts'
import { decodeModule } from '../wasm/decode.ts'
import { assemble } from '../wasm/testing/assemble.ts'
import { mutantsOf } from '../wasm/testing/mutants.ts'
import { guardModules } from './guard.ts'
import { leftExport, refuelExport, startExport } from './tank.ts'

/** The lane `fuzz` makes more of them. */
const mutants = Number(process.env['HOSPES_MUTANTS'] ?? 2_000)

const limits = { functions: 100, tables: 4, tableElements: 100, memories: 2, memoryPages: 8 }
const decodeLimits = { nesting: 100, localsPerFunction: 1000, tables: 4, memories: 2 }
const codes = ['malformed', 'invalid', 'unsupported', 'limit-exceeded']

const kernels = assemble(readFileSync(new URL('testing/kernels.wat', import.meta.url), 'utf8'))
const everything = assemble(readFileSync(new URL('../wasm/testing/everything.wat', import.meta.url), 'utf8'))

interface Forms {
  readonly plain: Uint8Array<ArrayBuffer>
  readonly metered: Uint8Array<ArrayBuffer>
  /** Metered as well, by a tank of its own. */
  readonly alone: Uint8Array<ArrayBuffer>
}

/** The forms of a mutant, or `undefined` where it is refused by a listed code. */
function guardAll(bytes: Uint8Array<ArrayBuffer>): Forms | undefined {
  try {
    const list = [{ module: decodeModule(bytes, decodeLimits), bytes }]
    const [plain] = guardModules(list, limits, { fuel: false })
    const [metered] = guardModules(list, limits, { fuel: true })
    const [alone] = guardModules(list, limits, { fuel: true, ownTank: true })
    return plain && metered && alone && { plain: plain.bytes, metered: metered.bytes, alone: alone.bytes }
  } catch (error) {
    if (error instanceof PluginError && codes.includes(error.code)) return undefined
    throw error
  }
}

type Callable = (a: number, b: number) => unknown

/** What a call gives, or how it ends. */
function outcome(callable: Callable): string {
  try {
    return String(callable(5, 3))
  } catch (error) {
    // a TypeError: the mutant takes a bigint, say
    if (error instanceof WebAssembly.RuntimeError || error instanceof TypeError) return error.message
    if (error instanceof WebAssembly.Exception) return 'exception'
    if (error instanceof RangeError) return 'stack'
    throw error
  }
}

describe.each([
  ['kernels', kernels],
  ['everything', everything],
])('mutants of %s', (name, original) => {
  test('what the engine accepts before, it accepts after, and nothing else', { timeout: 3_600_000 }, () => {
    let accepted = 0
    for (const mutant of mutantsOf(original, mutants, 0x5eed)) {
      const isValid = WebAssembly.validate(mutant)
      const forms = guardAll(mutant)
      if (forms === undefined) continue
      const areValid = [forms.plain, forms.metered, forms.alone].map(bytes => WebAssembly.validate(bytes))
      expect([isValid, ...areValid]).toEqual([true, true, true, true])
      accepted++
    }
    if (name === 'kernels') expect(accepted).toBeGreaterThan(mutants / 20)
  })
})

test('what returns within its fuel returns the same without any, and burns the same from either tank', {
  timeout: 3_600_000,
}, () => {
  let compared = 0
  for (const mutant of mutantsOf(kernels, mutants, 0xbeef)) {
    const forms = guardAll(mutant)
    if (forms === undefined || decodeModule(mutant).imports.length > 0) continue
    const [tank, own] = [createTank(), createOwnTank()]
    for (const each of [tank, own]) each.refuel(1e6)
    let metered: WebAssembly.Exports
    let alone: WebAssembly.Exports
    try {
      metered = new WebAssembly.Instance(new WebAssembly.Module(forms.metered), { hospes: { fuel: tank.fuel } }).exports
      alone = new WebAssembly.Instance(new WebAssembly.Module(forms.alone)).exports
      own.adopt?.(alone[refuelExport] as Tank['refuel'], alone[leftExport] as Tank['left'])
      if (typeof alone[startExport] === 'function') alone[startExport]()
    } catch {
      continue
    }
    const plain = new WebAssembly.Instance(new WebAssembly.Module(forms.plain)).exports
    for (const name of Object.keys(plain)) {
      if (typeof plain[name] !== 'function') continue
      for (const each of [tank, own]) each.refuel(1e6)
      const now = outcome(metered[name] as Callable)
      const then = outcome(alone[name] as Callable)
      if (tank.left() < 0 || now === 'stack' || then === 'stack') break
      expect([name, now, then]).toEqual([name, outcome(plain[name] as Callable), now])
      expect([name, own.left()]).toEqual([name, tank.left()])
      compared++
    }
  }
  expect(compared).toBeGreaterThan(mutants / 4)
})
