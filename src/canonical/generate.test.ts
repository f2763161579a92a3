import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { allocate } from '../memory/bounds.ts'
import type { Guest } from '../memory/guest.ts'
import type { TypeDef } from '../wit/world.ts'
import type { Codec, CoreValue } from './codec.ts'
import type * as Codecs from './codecs.ts'
import { createCodecs } from './codecs.ts'
import type * as Mismatches from './mismatch.ts'
import { arbitraryTyped } from './testing/arbitrary.ts'
import { createTestGuest } from './testing/memory.ts'
import type { NumberType } from './types/numbers.ts'

/** More often than any function is called before code is made for it. */
const OFTEN = 60

const types: TypeDef[] = (
  [
    {
      kind: 'record',
      fields: [
        { name: 'unit-price', type: 'u32' },
        { name: 'place', type: 1 },
      ],
    },
    { kind: 'tuple', types: ['f64', 'string'] },
    { kind: 'list', element: 0 },
    { kind: 'record', fields: [{ name: 'constructor', type: 'string' }] },
  ] satisfies TypeDef['type'][]
).map(type => ({ name: null, owner: null, type }))

const item = { unitPrice: 7, place: [0.5, 'here'] }

/** How many functions have been made from text meanwhile. */
function watchFunction(): () => number {
  const made = vi.fn()
  vi.stubGlobal(
    'Function',
    class extends Function {
      constructor(...texts: string[]) {
        super(...texts)
        made()
      }
    },
  )
  return () => made.mock.calls.length
}

/** The module anew, with nothing known of what may be made. */
async function freshCodecs(): Promise<typeof Codecs & typeof Mismatches> {
  vi.resetModules()
  return { ...(await import('./codecs.ts')), ...(await import('./mismatch.ts')) }
}

function moveOften(codec: Codec, value: unknown): void {
  for (let i = 0; i < OFTEN; i++) {
    const guest = createTestGuest()
    codec.store(guest, 0, value)
    codec.load(guest, 0)
    const values: CoreValue[] = []
    codec.lowerFlat(guest, value, values, 0)
    codec.liftFlat(guest, values, 0)
  }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

test('any value moves the same when its type is hot', () => {
  fc.assert(
    fc.property(arbitraryTyped, ({ types: table, ref, value }) => {
      const codec = createCodecs(table).of(ref)
      fc.pre(codec.flat.length <= 16)
      moveOften(codec, value)
      const guest = createTestGuest()
      const address = allocate(guest, codec.align, codec.size)
      codec.store(guest, address, value)
      expect(codec.load(guest, address)).toEqual(value)
      const values: CoreValue[] = []
      codec.lowerFlat(guest, value, values, 0)
      expect(codec.liftFlat(guest, values, 0)).toEqual(value)
    }),
    { numRuns: 150 },
  )
})

describe.each(['where code may be made', 'where it may not'])('%s', where => {
  interface Hot {
    readonly codec: Codec
    readonly made: () => number
    readonly faultOf: (value: unknown) => string
  }

  async function hot(ref: number, value: unknown, table: readonly TypeDef[] = types): Promise<Hot> {
    const made = watchFunction()
    if (where === 'where it may not') {
      vi.stubGlobal('Function', function forbidden() {
        throw new EvalError('a content security policy forbids this')
      })
    }
    const fresh = await freshCodecs()
    const codec = fresh.createCodecs(table).of(ref)
    moveOften(codec, value)
    const faultOf = (wrong: unknown): string => {
      try {
        codec.store(createTestGuest(), 0, wrong)
      } catch (thrown) {
        return (fresh.argumentError('name', thrown) as Error).message
      }
      return 'fits'
    }
    return { codec, made, faultOf }
  }

  test('code is made, or not', async () => {
    const { made } = await hot(0, item)
    if (where === 'where it may not') expect(made()).toBe(0)
    else expect(made()).toBeGreaterThan(0)
  })

  test('a hot record moves', async () => {
    const { codec } = await hot(0, item)
    const guest = createTestGuest()
    codec.store(guest, 0, item)
    expect(codec.load(guest, 0)).toEqual(item)
  })

  test('a hot list of records moves', async () => {
    const items = [item, { ...item, unitPrice: 8 }]
    const { codec } = await hot(2, items)
    const guest = createTestGuest()
    codec.store(guest, 0, items)
    expect(codec.load(guest, 0)).toEqual(items)
  })

  test('what does not fit is named as before', async () => {
    const { faultOf } = await hot(2, [item])
    expect([
      faultOf([item, { ...item, unitPrice: -1 }]),
      faultOf([item, { ...item, place: [1, 2] }]),
      faultOf([item, { ...item, place: [1] }]),
      faultOf([item, item, undefined]),
    ]).toMatchInlineSnapshot(`
      [
        "name[1].unitPrice: expected u32, found -1",
        "name[1].place[1]: expected string, found number",
        "name[1].place: expected 2 elements, found 1",
        "name[2]: expected object, found undefined",
      ]
    `)
  })

  test.each<[string, { readonly name: string; readonly type: TypeDef['type'] | 'u32' }[], object]>([
    ['a field of its own', [{ name: 'x', type: 'u32' }], { x: 1 }],
    ['the field of a list', [{ name: 'length', type: 'u32' }], { length: 1 }],
    ['no field that must be there', [{ name: 'x', type: { kind: 'option', some: 'u32' } }], {}],
  ])('what is no object is no record: %s', async (_, fields, value) => {
    const defs = fields.map(({ type }) => type).filter(type => typeof type === 'object')
    const record: TypeDef['type'] = {
      kind: 'record',
      fields: fields.map(({ name, type }) => ({ name, type: typeof type === 'object' ? 1 : type })),
    }
    const table = [record, ...defs].map(type => ({ name: null, owner: null, type }))
    const { codec, faultOf } = await hot(0, value, table)
    const wrong = [undefined, null, 5, 'text', true, 1n, Symbol.iterator, [], ['a'], () => 1]
    const faults = wrong.map(faultOf)
    expect(faults).toEqual(
      ['undefined', 'null', 'number', 'string', 'boolean', 'bigint', 'symbol', 'array', 'array', 'function'].map(
        found => `name: expected object, found ${found}`,
      ),
    )
    const cold = createCodecs(table).of(0)
    for (const each of wrong)
      expect(() => cold.store(createTestGuest(), 0, each)).toThrow(
        expect.objectContaining({ path: '', expected: 'object' }),
      )
    expect(codec.load(createTestGuest(), 0)).toEqual(cold.load(createTestGuest(), 0))
  })

  test.each<[NumberType, unknown[], unknown[]]>([
    ['u8', [0, 255], [256, -1, 1.5, Number.NaN, '1', 1n, undefined]],
    ['s8', [-128, 127], [128, -129, 0.5]],
    ['u16', [0, 65535], [65536, -1]],
    ['s16', [-32768, 32767], [32768, -32769]],
    ['u32', [0, 2 ** 32 - 1], [2 ** 32, -1]],
    ['s32', [-(2 ** 31), 2 ** 31 - 1], [2 ** 31, -(2 ** 31) - 1]],
    ['u64', [0n, 2n ** 64n - 1n], [2n ** 64n, -1n, 1]],
    ['s64', [-(2n ** 63n), 2n ** 63n - 1n], [2n ** 63n, 1]],
    ['f32', [0.5, Number.NaN, Number.NEGATIVE_INFINITY], ['1', 1n]],
    ['f64', [0.1, Number.NaN], ['1', undefined]],
  ])('hot lists of numbers take their own only: %s', async (type, good, bad) => {
    const { codec, faultOf } = await hot(0, good, [{ name: null, owner: null, type: { kind: 'list', element: type } }])
    const guest = createTestGuest()
    codec.store(guest, 0, good)
    expect([...(codec.load(guest, 0) as Iterable<unknown>)]).toEqual(good)
    for (const item of bad) expect(faultOf([...good, item])).toMatch(`name[${good.length}]: expected ${type}`)
  })

  test('properties are read once', async () => {
    const { codec } = await hot(0, item)
    const reads: PropertyKey[] = []
    const watched = new Proxy(item, {
      get: (target, key) => {
        reads.push(key)
        return Reflect.get(target, key)
      },
    })
    codec.store(createTestGuest(), 0, watched)
    expect(reads).toEqual(['unitPrice', 'place'])
  })

  test('what every object inherits is still no field', async () => {
    const { faultOf } = await hot(3, { constructor: 'own' })
    expect(faultOf({})).toBe('name.constructor: expected string, found undefined')
  })
})

test('names that are no plain words do not get into code', async () => {
  const made = watchFunction()
  const hostile = `a:0}));globalThis.broken=1;(()=>({b`
  const fresh = await freshCodecs()
  const type: TypeDef['type'] = {
    kind: 'record',
    fields: [
      { name: hostile, type: 'u8' },
      { name: 'b', type: 'u8' },
    ],
  }
  const codec = fresh.createCodecs([{ name: null, owner: null, type }]).of(0)
  const guest: Guest = createTestGuest()
  const value = codec.load(guest, 0)
  moveOften(codec, value)
  expect(codec.load(guest, 0)).toEqual(value)
  expect(made()).toBe(0)
  expect(globalThis).not.toHaveProperty('broken')
})
