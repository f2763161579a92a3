import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { err } from '../contract/err.ts'
import { PluginError } from '../errors.ts'
import { decodeValue, encodeValue } from './wire.ts'

const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(undefined, null, true, false, -0, Number.NaN, Number.POSITIVE_INFINITY, -(2 ** 31), 2 ** 32),
    fc.integer(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array(),
    fc.float64Array(),
    fc.bigUint64Array(),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
    tie('value').map(payload => err(payload)),
  ),
}))

describe('values as bytes', () => {
  test('come back equal', () => {
    fc.assert(
      fc.property(value, original => {
        expect(decodeValue(encodeValue(original))).toEqual(original)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('a view of a buffer travels without the rest of it', () => {
    const view = new Uint16Array(new Uint16Array([1, 2, 3, 4]).buffer, 2, 2)
    expect(decodeValue(encodeValue(view))).toEqual(new Uint16Array([2, 3]))
  })

  test('a field named __proto__ is a field', () => {
    const back = decodeValue(encodeValue(JSON.parse('{"__proto__":{"x":1}}'))) as { x?: number }
    expect(back.x).toBeUndefined()
    expect(Object.keys(back)).toEqual(['__proto__'])
  })

  test('what is no value is refused', () => {
    const circle: unknown[] = []
    circle.push(circle)
    for (const odd of [() => 1, Symbol('x'), circle, new DataView(new ArrayBuffer(1))])
      expect(() => encodeValue(odd)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
  })

  test('changed bytes give a value or a listed error', () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.nat(255), fc.nat(), (original, at, byte, length) => {
        const bytes = encodeValue(original)
        bytes[at % bytes.length] = byte
        try {
          decodeValue(bytes.subarray(0, length % (bytes.length + 1)))
        } catch (error) {
          expect(error).toBeInstanceOf(PluginError)
          expect((error as PluginError).code).toBe('crashed')
        }
      }),
      { seed: 2, numRuns: 2000 },
    )
  })
})
