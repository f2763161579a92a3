import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PluginError } from '../errors.ts'
import { createReader, type Reader } from './reader.ts'
import { createWriter } from './writer.ts'

const of = (...bytes: number[]): Reader => createReader(Uint8Array.from(bytes))

function failure(run: () => unknown): { code: string; message: string; offset: number | undefined } {
  try {
    run()
  } catch (error) {
    if (error instanceof PluginError) return { code: error.code, message: error.message, offset: error.offset }
    throw error
  }
  throw new Error('expected a failure')
}

test.each([
  [[0x00], 0],
  [[0x7f], 127],
  [[0x80, 0x01], 128],
  [[0xe5, 0x8e, 0x26], 624485],
  [[0x80, 0x80, 0x80, 0x80, 0x00], 0],
  [[0xff, 0xff, 0xff, 0xff, 0x0f], 0xffff_ffff],
])('u32 %j', (bytes, value) => {
  const reader = of(...bytes)
  expect(reader.u32()).toBe(value)
  expect(reader.remaining).toBe(0)
})

test.each([
  [[0x7f], -1],
  [[0x3f], 63],
  [[0x40], -64],
  [[0xc0, 0xbb, 0x78], -123456],
  [[0xff, 0xff, 0xff, 0xff, 0x07], 0x7fff_ffff],
  [[0x80, 0x80, 0x80, 0x80, 0x78], -0x8000_0000],
])('s32 %j', (bytes, value) => {
  expect(of(...bytes).s32()).toBe(value)
  expect(of(...bytes).s33()).toBe(value)
})

test('s33 reaches one bit further', () => {
  expect(of(0xff, 0xff, 0xff, 0xff, 0x0f).s33()).toBe(0xffff_ffff)
  expect(of(0x80, 0x80, 0x80, 0x80, 0x70).s33()).toBe(-0x1_0000_0000)
})

test.each<[string, number[], (reader: Reader) => unknown]>([
  ['u32 with a bit too many', [0xff, 0xff, 0xff, 0xff, 0x1f], reader => reader.u32()],
  ['u32 of six bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], reader => reader.u32()],
  ['s32 whose last byte disagrees on the sign', [0xff, 0xff, 0xff, 0xff, 0x0f], reader => reader.s32()],
  ['s32 of six bytes', [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], reader => reader.s32()],
  ['s33 whose last byte disagrees on the sign', [0xff, 0xff, 0xff, 0xff, 0x1f], reader => reader.s33()],
  ['u64 with a bit too many', [...Array(9).fill(0xff), 0x02], reader => reader.u64()],
  ['u64 of eleven bytes', [...Array(10).fill(0x80), 0x00], reader => reader.u64()],
  ['s64 whose last byte disagrees on the sign', [...Array(9).fill(0xff), 0x3f], reader => reader.s64()],
  ['an integer that ends too soon', [0x80, 0x80], reader => reader.u32()],
  ['a name beyond the end', [0x03, 0x61, 0x62], reader => reader.name()],
  ['a name that is no UTF-8', [0x02, 0xc3, 0x28], reader => reader.name()],
  ['a name with an encoded surrogate', [0x03, 0xed, 0xa0, 0x80], reader => reader.name()],
])('refused: %s', (_, bytes, read) => {
  expect(failure(() => read(of(...bytes))).code).toBe('malformed')
})

test('a leading U+FEFF belongs to the name', () => {
  expect(of(0x04, 0xef, 0xbb, 0xbf, 0x61).name()).toBe('\ufeffa')
})

test('a failure tells its place in the file, also in a part of a part', () => {
  const reader = createReader(Uint8Array.of(0, 0, 0x03, 0x02, 0x80, 0x80), 100)
  reader.skip(2)
  const outer = reader.part(reader.u32(), 'a section')
  const inner = outer.part(outer.u32(), 'a body')
  expect(failure(() => inner.u32())).toMatchInlineSnapshot(`
    {
      "code": "malformed",
      "message": "expected 1 more byte, found 0",
      "offset": 106,
    }
  `)
})

test('a count is held against the bytes that are there', () => {
  expect(failure(() => of(0xff, 0xff, 0xff, 0xff, 0x0f, 0).count('types'))).toMatchInlineSnapshot(`
    {
      "code": "malformed",
      "message": "expected 4294967295 types, found only 1 bytes for them",
      "offset": 0,
    }
  `)
  expect(of(2, 0, 0, 0, 0).count('pairs', 2)).toBe(2)
  expect(failure(() => of(2, 0, 0, 0).count('pairs', 2)).code).toBe('malformed')
})

test('what is left over at the end of a part is refused', () => {
  expect(failure(() => of(1, 2).end('the section')).message).toBe('expected the end of the section, found 2 more bytes')
})

test('whatever the writer writes, the reader reads', () => {
  fc.assert(
    fc.property(
      fc.record({
        u32: fc.nat(0xffff_ffff),
        s32: fc.integer(),
        s33: fc.integer({ min: -0x1_0000_0000, max: 0xffff_ffff }),
        u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        s64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        name: fc.string({ unit: 'binary' }),
        bytes: fc.uint8Array(),
      }),
      values => {
        const writer = createWriter(1)
        writer.sized(() => {
          writer.u32(values.u32)
          writer.s32(values.s32)
          writer.s32(values.s33)
          writer.u64(values.u64)
          writer.s64(values.s64)
          writer.name(values.name)
        })
        writer.vector([...values.bytes], byte => writer.u8(byte))
        const reader = createReader(writer.finish())
        const part = reader.part(reader.u32(), 'the part')
        expect({
          u32: part.u32(),
          s32: part.s32(),
          s33: part.s33(),
          u64: part.u64(),
          s64: part.s64(),
          name: part.name(),
          bytes: reader.bytes(reader.u32()),
        }).toEqual(values)
        part.end('the part')
        reader.end('the file')
      },
    ),
  )
})

test('what is behind a sized part longer than 127 bytes stays where it belongs', () => {
  const writer = createWriter()
  writer.sized(() => writer.bytes(new Uint8Array(300).fill(7)))
  writer.u8(9)
  const reader = createReader(writer.finish())
  expect(reader.bytes(reader.u32()).every(byte => byte === 7)).toBe(true)
  expect([reader.u8(), reader.remaining]).toEqual([9, 0])
})
