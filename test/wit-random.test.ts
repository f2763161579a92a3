import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WitError } from '../src/errors.ts'
import { parseWit } from '../src/wit/parse.ts'
import { printWorld } from '../src/wit/printer.ts'
import { arbitraryWorld } from './arbitrary-world.ts'

describe('random worlds', () => {
  test('print, and parse back equal', () => {
    const property = fc.property(arbitraryWorld, world => {
      const text = printWorld(world)
      const again = parseWit(text, { features: 'all' })
      expect(again, text).toEqual(world)
      expect(printWorld(again)).toBe(text)
    })
    fc.assert(property, { numRuns: 200 })
  })

  test('damaged, parse or fail with a WitError', () => {
    const damage = fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 20 }),
      put: fc.oneof(
        fc.string({ maxLength: 5 }),
        fc.constantFrom('{', '}', ';', '<', '>', '/*', '"', '%', '@', 'use ', ':', '.'),
      ),
    })
    let accepted = 0
    const property = fc.property(arbitraryWorld, fc.array(damage, { minLength: 1, maxLength: 4 }), (world, damages) => {
      let text = printWorld(world)
      for (const { at, length, put } of damages) {
        const start = at % (text.length + 1)
        text = text.slice(0, start) + put + text.slice(start + length)
      }
      try {
        const again = parseWit(text, { features: 'all' })
        accepted++
        expect(parseWit(printWorld(again), { features: 'all' }), text).toEqual(again)
      } catch (error) {
        if (!(error instanceof WitError)) throw error
        expect(error.issues?.length).toBeGreaterThan(0)
      }
    })
    fc.assert(property, { numRuns: 500 })
    expect(accepted).toBeGreaterThan(10)
  })
})
