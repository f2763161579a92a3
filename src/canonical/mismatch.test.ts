import { expect, test } from 'vitest'
import type { TypeDef, TypeRef } from '../wit/world.ts'
import { createCodecs } from './codecs.ts'
import { argumentError } from './mismatch.ts'
import { createTestGuest } from './testing/memory.ts'

const types: TypeDef[] = (
  [
    {
      kind: 'record',
      fields: [
        { name: 'unit-price', type: 'u32' },
        { name: 'note', type: 6 },
      ],
    },
    { kind: 'list', element: 0 },
    {
      kind: 'variant',
      cases: [
        { name: 'circle', type: 'f32' },
        { name: 'light-blue', type: null },
        { name: 'many', type: 1 },
      ],
    },
    { kind: 'enum', cases: [{ name: 'a' }, { name: 'b-c' }] },
    { kind: 'flags', flags: [{ name: 'can-read' }, { name: 'to-string' }] },
    { kind: 'tuple', types: ['u8', 'string'] },
    { kind: 'option', some: 'string' },
    { kind: 'option', some: 6 },
    { kind: 'list', element: 'u8' },
    { kind: 'list', element: 'f64', length: 2 },
    {
      kind: 'record',
      fields: [
        { name: 'constructor', type: 'string' },
        { name: 'to-string', type: 6 },
      ],
    },
    { kind: 'result', ok: 'u8', err: null },
    { kind: 'map', key: 'string', value: 'bool' },
    { kind: 'list', element: 'u64' },
  ] satisfies TypeDef['type'][]
).map(type => ({ name: null, owner: null, type }))

function fault(ref: TypeRef, value: unknown): string {
  const codec = createCodecs(types).of(ref)
  const texts = [
    () => codec.store(createTestGuest(), 0, value),
    () => codec.lowerFlat(createTestGuest(), value, [], 0),
  ].map(lower => {
    try {
      lower()
    } catch (thrown) {
      return (argumentError('name', thrown) as Error).message
    }
    return 'fits'
  })
  expect(texts[1]).toBe(texts[0])
  return texts[0] as string
}

test.each<[TypeRef, unknown, string]>([
  ['bool', 1, 'name: expected bool, found number'],
  ['u8', 256, 'name: expected u8, found 256'],
  ['u8', -1, 'name: expected u8, found -1'],
  ['u8', 1.5, 'name: expected u8, found 1.5'],
  ['u8', Number.NaN, 'name: expected u8, found NaN'],
  ['u8', '1', 'name: expected u8, found string'],
  ['u8', 1n, 'name: expected u8, found bigint'],
  ['s8', 128, 'name: expected s8, found 128'],
  ['s8', -129, 'name: expected s8, found -129'],
  ['u16', 65536, 'name: expected u16, found 65536'],
  ['s16', 32768, 'name: expected s16, found 32768'],
  ['u32', 2 ** 32, 'name: expected u32, found 4294967296'],
  ['u32', undefined, 'name: expected u32, found undefined'],
  ['s32', 2 ** 31, 'name: expected s32, found 2147483648'],
  ['u64', 1, 'name: expected u64 (a bigint), found number'],
  ['u64', -1n, 'name: expected u64, found -1'],
  ['u64', 2n ** 64n, 'name: expected u64, found 18446744073709551616'],
  ['s64', 2n ** 63n, 'name: expected s64, found 9223372036854775808'],
  ['f32', '1', 'name: expected f32, found string'],
  ['f64', 1n, 'name: expected f64, found bigint'],
  ['f64', { valueOf: () => 1 }, 'name: expected f64, found object'],
  ['char', '', 'name: expected char, a string of one Unicode scalar value, found ""'],
  ['char', 'ab', 'name: expected char, a string of one Unicode scalar value, found "ab"'],
  ['char', '\ud800', 'name: expected char, a string of one Unicode scalar value, found "\\ud800"'],
  ['string', 5, 'name: expected string, found number'],
  ['string', Object('text'), 'name: expected string, found object'],
  [0, 'text', 'name: expected object, found string'],
  [0, null, 'name: expected object, found null'],
  [0, {}, 'name.unitPrice: expected u32, found undefined'],
  [1, [{ unitPrice: 1 }, { unitPrice: 2 }, { unitPrice: 1, note: 5 }], 'name[2].note: expected string, found number'],
  [1, { length: 0 }, 'name: expected array, found object'],
  [1, new Uint8Array(2), 'name: expected array, found Uint8Array'],
  // biome-ignore lint/suspicious/noSparseArray: that is what is tested
  [1, [{ unitPrice: 1 }, , { unitPrice: 2 }], 'name[1]: expected object, found undefined'],
  [2, 'light-blue', 'name: expected object with a tag, found string'],
  [2, { tag: 'lightBlue' }, 'name.tag: expected one of "circle", "light-blue", "many", found "lightBlue"'],
  [2, {}, 'name.tag: expected one of "circle", "light-blue", "many", found undefined'],
  [2, { tag: 'circle' }, 'name.val: expected f32, found undefined'],
  [2, { tag: 'many', val: [{ unitPrice: '1' }] }, 'name.val[0].unitPrice: expected u32, found string'],
  [3, 'bC', 'name: expected one of "a", "b-c", found "bC"'],
  [3, 0, 'name: expected one of "a", "b-c", found number'],
  [4, ['can-read'], 'name: expected object of booleans, found array'],
  [0, [1], 'name: expected object, found array'],
  [4, 'can-read', 'name: expected object of booleans, found string'],
  [4, { canRead: 1 }, 'name.canRead: expected boolean, found number'],
  [4, { canRead: null }, 'name.canRead: expected boolean, found null'],
  [5, [1], 'name: expected 2 elements, found 1'],
  [5, [1, 'a', 2], 'name: expected 2 elements, found 3'],
  [5, [1, 2], 'name[1]: expected string, found number'],
  [5, {}, 'name: expected array of 2, found object'],
  [6, null, 'name: expected string, found null'],
  [7, 'text', 'name: expected object with a tag, found string'],
  [7, undefined, 'name: expected object with a tag, found undefined'],
  [7, { tag: 'some', val: null }, 'name.val: expected string, found null'],
  [8, [1, 2, 256], 'name[2]: expected u8, found 256'],
  [8, [1, '2'], 'name[1]: expected u8, found string'],
  [8, new Int8Array(1), 'name: expected Uint8Array or array, found Int8Array'],
  [8, new DataView(new ArrayBuffer(1)), 'name: expected Uint8Array or array, found object'],
  [8, 'text', 'name: expected Uint8Array or array, found string'],
  [9, [1], 'name: expected 2 elements, found 1'],
  [9, new Float64Array(3), 'name: expected 2 elements, found 3'],
  [9, [1, undefined], 'name[1]: expected f64, found undefined'],
  [10, {}, 'name.constructor: expected string, found undefined'],
  [10, { constructor: 'own' }, 'fits'],
  [10, { constructor: 'own', toString: 5 }, 'name.toString: expected string, found number'],
  [11, { tag: 'ok', val: 1 }, 'fits'],
  [11, { tag: 'ok' }, 'name.val: expected u8, found undefined'],
  [11, { tag: 'error' }, 'name.tag: expected one of "ok", "err", found "error"'],
  [12, new Map([['a', true]]), 'name: expected array, found object'],
  [12, [['a', true], ['a']], 'name[1]: expected 2 elements, found 1'],
  [13, [1n, 2], 'name[1]: expected u64 (a bigint), found number'],
  [13, [1n, 2n ** 64n], 'name[1]: expected u64, found 18446744073709551616'],
  ['u8', Promise.resolve(1), 'name: expected u8, found promise'],
  ['u8', Symbol('s'), 'name: expected u8, found symbol'],
])('%j does not take %o', (ref, value, message) => {
  expect(fault(ref, value)).toBe(message)
})

test('a property is read once', () => {
  const reads: string[] = []
  const watched = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get: (object, key) => {
        reads.push(`${name}.${String(key)}`)
        return Reflect.get(object, key)
      },
    })
  const store = (ref: TypeRef, value: unknown): void => createCodecs(types).of(ref).store(createTestGuest(), 0, value)
  store(0, watched('record', { unitPrice: 1, note: 'n' }))
  store(2, watched('variant', { tag: 'circle', val: 1 }))
  store(4, watched('flags', { canRead: true }))
  store(8, watched('bytes', [1, 2]))
  expect(reads).toEqual([
    'record.unitPrice',
    'record.note',
    'variant.tag',
    'variant.val',
    'flags.canRead',
    'flags.toString',
    'bytes.length',
    'bytes.0',
    'bytes.1',
  ])
})

test('a list that changes while it is read is taken at its first length', () => {
  const items: unknown[] = [
    {
      get unitPrice() {
        items.length = 100_000
        return 1
      },
    },
  ]
  const guest = createTestGuest()
  createCodecs(types).of(1).store(guest, 0, items)
  expect(guest.u32[1]).toBe(1)
})
