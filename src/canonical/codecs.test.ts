import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate } from '../memory/bounds.ts'
import type { TypeDef } from '../wit/world.ts'
import type { CoreValue } from './codec.ts'
import { type Codecs, createCodecs } from './codecs.ts'
import { Mismatch } from './mismatch.ts'
import { arbitraryTyped, type Typed } from './testing/arbitrary.ts'
import { createTestGuest } from './testing/memory.ts'
import type { StringEncoding } from './types/string.ts'

const encodings: readonly StringEncoding[] = ['utf8', 'utf16', 'latin1+utf16']
const typedInEncoding = fc.tuple(arbitraryTyped, fc.constantFrom(...encodings))

function codecsFor({ types }: Typed, encoding: StringEncoding = 'utf8'): Codecs {
  return createCodecs(types, encoding)
}

describe('a value of any type', () => {
  test('comes back from memory as it went in', () => {
    fc.assert(
      fc.property(typedInEncoding, ([typed, encoding]) => {
        const { size, align, store, load } = codecsFor(typed, encoding).of(typed.ref)
        const guest = createTestGuest()
        const address = allocate(guest, align, size)
        store(guest, address, typed.value)
        expect(load(guest, address)).toEqual(typed.value)
      }),
      { numRuns: 500 },
    )
  })

  test('comes back from flat values as it went in', () => {
    fc.assert(
      fc.property(typedInEncoding, ([typed, encoding]) => {
        const { flat, lowerFlat, liftFlat } = codecsFor(typed, encoding).of(typed.ref)
        fc.pre(flat.length <= 16)
        const guest = createTestGuest()
        const values: CoreValue[] = []
        lowerFlat(guest, typed.value, values, 0)
        expect(values.map(value => typeof value)).toEqual(flat.map(type => (type === 'i64' ? 'bigint' : 'number')))
        expect(liftFlat(guest, values, 0)).toEqual(typed.value)
      }),
      { numRuns: 500 },
    )
  })

  test('goes from one memory to another in another encoding, and is the same there', () => {
    fc.assert(
      fc.property(typedInEncoding, fc.constantFrom(...encodings), ([typed, encoding], other) => {
        const from = codecsFor(typed, encoding).of(typed.ref)
        const to = codecsFor(typed, other).of(typed.ref)
        const [first, second] = [createTestGuest(), createTestGuest()]
        // Addresses of one memory must mean nothing in the other.
        allocate(second, 8, 4096)
        const source = allocate(first, from.align, from.size)
        from.store(first, source, typed.value)
        const target = allocate(second, to.align, to.size)
        to.store(second, target, from.load(first, source))
        expect(to.load(second, target)).toEqual(typed.value)
      }),
      { numRuns: 300 },
    )
  })

  test('of which any bytes are changed is a value all the same, or a violation', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(typedInEncoding, changes, ([typed, encoding], changed) => {
        const { size, align, store, load } = codecsFor(typed, encoding).of(typed.ref)
        const guest = createTestGuest()
        const address = allocate(guest, align, size)
        store(guest, address, typed.value)
        const end = allocate(guest, 1, 0)
        for (const [at, byte] of changed) guest.u8[address + (at % (end - address))] = byte
        try {
          load(guest, address)
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(abi-violation|output-too-large)$/) })
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('of another type fits, or is a mismatch', () => {
    fc.assert(
      fc.property(arbitraryTyped, fc.anything(), (typed, anything) => {
        const { size, align, store } = codecsFor(typed).of(typed.ref)
        const guest = createTestGuest()
        const address = allocate(guest, align, size)
        try {
          store(guest, address, anything)
        } catch (error) {
          expect(error).toBeInstanceOf(Mismatch)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what cannot pass', () => {
  const table = (...entries: readonly TypeDef['type'][]): TypeDef[] =>
    entries.map(type => ({ name: null, owner: null, type }))

  test.each<[string, TypeDef['type'][]]>([
    ['own', [{ kind: 'resource' }, { kind: 'own', resource: 0 }]],
    ['borrow', [{ kind: 'resource' }, { kind: 'borrow', resource: 0 }]],
    ['stream', [{ kind: 'stream', element: 'u8' }]],
    ['future', [{ kind: 'future', element: null }]],
    ['resource', [{ kind: 'resource' }]],
    ['error-context', [{ kind: 'list', element: 'error-context' }]],
    ['an empty one', [{ kind: 'record', fields: [] }]],
    ['33', [{ kind: 'flags', flags: Array.from({ length: 33 }, (_, i) => ({ name: `f${i}` })) }]],
  ])('is unsupported, by name: %s', (name, types) => {
    expect(() => createCodecs(table(...types)).of(types.length - 1)).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining(name) }),
    )
  })

  test('is a type nested without end', () => {
    const types = table(
      ...Array.from({ length: 10_000 }, (_, i) => ({ kind: 'option', some: i === 0 ? 'u8' : i - 1 }) as const),
    )
    expect(() => createCodecs(types).of(9_999)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }))
    expect(createCodecs(types).of(150).size).toBe(152)
  })

  test('is a type that doubles at every step', () => {
    const types = table(
      ...Array.from({ length: 100 }, (_, i) => {
        const half = i === 0 ? 'u8' : i - 1
        return { kind: 'tuple', types: [half, half] } as const
      }),
    )
    expect(() => createCodecs(types).of(99)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }))
    const { size, flat } = createCodecs(types).of(20)
    expect([size, flat.length]).toEqual([2 ** 21, 17])
  })

  test('is an array that is too large', () => {
    const types = table({ kind: 'list', element: 'u64', length: 2 ** 30 })
    expect(() => createCodecs(types).of(0)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }))
  })
})
