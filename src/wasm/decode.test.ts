import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PluginError } from '../errors.ts'
import { decodeModule } from './decode.ts'
import { encodeModule } from './encode.ts'
import type { DecodeLimits } from './limits.ts'
import type { CoreModule } from './module.ts'
import { createReader } from './reader.ts'
import { moduleHeader, writeSection } from './sections.ts'
import { assemble } from './testing/assemble.ts'
import { newer, newerBytes } from './testing/newer.ts'
import { createWriter } from './writer.ts'

/** A module without its places in the file, which encoding may move. */
function withoutOffsets(module: CoreModule): unknown {
  return JSON.parse(
    JSON.stringify(module, (key, value) => {
      if (value instanceof Uint8Array) return [...value]
      return key === 'offset' && typeof value === 'number' ? undefined : value
    }),
  )
}

const failure = (bytes: Uint8Array, limits?: DecodeLimits): unknown => {
  try {
    decodeModule(bytes, limits)
    return undefined
  } catch (error) {
    return error instanceof PluginError ? `${error.code} at ${error.offset}: ${error.message}` : error
  }
}

const module = assemble(readFileSync(new URL('testing/everything.wat', import.meta.url), 'utf8'))
const decoded = decodeModule(module)

test('the fixture is valid', () => {
  expect(WebAssembly.validate(module)).toBe(true)
  expect(decoded.features).toMatchInlineSnapshot(`
    [
      "sign-extension",
      "saturating-conversions",
      "multi-value",
      "bulk-memory",
      "reference-types",
      "simd",
      "threads",
      "tags",
      "legacy-exceptions",
      "tail-calls",
    ]
  `)
})

test('imports and exports are those that the engine sees', () => {
  const compiled = new WebAssembly.Module(module)
  const kind = (name: string): string => (name === 'func' ? 'function' : name)
  expect(decoded.imports.map(({ module, name, item }) => ({ module, name, kind: kind(item.kind) }))).toEqual(
    WebAssembly.Module.imports(compiled),
  )
  expect(decoded.exports.map(item => ({ name: item.name, kind: kind(item.kind) }))).toEqual(
    WebAssembly.Module.exports(compiled),
  )
})

describe.each([
  ['the assembled module', module],
  ['newer forms', newerBytes],
])('%s', (_, bytes) => {
  test('decode, encode, decode is the identity', () => {
    const first = decodeModule(bytes)
    const encoded = encodeModule(first)
    expect(withoutOffsets(decodeModule(encoded))).toEqual(withoutOffsets(first))
    expect(encoded).toEqual(bytes)
  })

  test('every prefix is refused as malformed, or is a module of fewer sections', () => {
    const ends = new Set(sectionEnds(bytes))
    for (let length = 0; length < bytes.length; length++) {
      const found = failure(bytes.subarray(0, length))
      if (!ends.has(length)) expect([length, found]).toEqual([length, expect.stringMatching(/^malformed at \d+: /)])
    }
  })

  test('whatever a mutation makes of it decodes or is refused by a listed code', () => {
    const mutation = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(mutation, changes => {
        const mutated = bytes.slice()
        for (const [at, byte] of changes) mutated[at] = byte
        const found = failure(mutated, { nesting: 100, localsPerFunction: 1000 })
        if (found === undefined) return
        expect(found).toMatch(/^(malformed|limit-exceeded) at \d+: expected /)
      }),
      { numRuns: 2000 },
    )
  })
})

test('newer forms come back as they were written', () => {
  const again = decodeModule(newerBytes)
  expect(withoutOffsets({ ...again, features: [] })).toEqual(withoutOffsets(newer))
  expect(again.features).toMatchInlineSnapshot(`
    [
      "bulk-memory",
      "reference-types",
      "simd",
      "threads",
      "legacy-exceptions",
      "tail-calls",
      "extended-const",
      "multi-memory",
      "memory64",
      "relaxed-simd",
      "function-references",
      "gc",
      "exnref",
      "table64",
      "wide-arithmetic",
      "custom-page-sizes",
    ]
  `)
})

test('offsets count from the start of the file', () => {
  const moved = decodeModule(module, {}, 1000)
  expect(moved.code[0]?.instructions.offset).toBe((decoded.code[0]?.instructions.offset ?? 0) + 1000)
  const { offset = 0, bytes = new Uint8Array() } = decoded.code[1]?.instructions ?? {}
  expect(module.subarray(offset, offset + bytes.length)).toEqual(bytes)
})

/** A module of these sections: id, then content, whose length is put in between. */
function sections(...list: [id: number, ...content: number[]][]): Uint8Array {
  return Uint8Array.from([...moduleHeader, ...list.flatMap(([id, ...content]) => [id, content.length, ...content])])
}
const oneType: [number, ...number[]] = [1, 1, 0x60, 0, 0]
const body = (...code: number[]): Uint8Array => sections(oneType, [3, 1, 0], [10, 1, code.length + 1, 0, ...code])

test.each<[string, Uint8Array]>([
  ['a section twice', sections(oneType, oneType)],
  ['a section out of order', sections([3, 0], oneType)],
  ['an unknown section', sections([14, 0])],
  ['bytes behind a section', sections([1, 0, 0])],
  ['a section beyond the end', Uint8Array.of(...moduleHeader, 1, 5, 0)],
  ['a type count beyond the end', sections([1, 0xff, 0xff, 0xff, 0xff, 0x0f])],
  ['an unknown type form', sections([1, 1, 0x5d, 0, 0])],
  ['an unknown value type', sections([1, 1, 0x60, 1, 0x7a, 0])],
  ['functions without code', sections(oneType, [3, 1, 0])],
  ['code without functions', sections(oneType, [10, 1, 2, 0, 0x0b])],
  ['a mutability of 2', sections([6, 1, 0x7f, 2, 0x41, 0, 0x0b])],
  ['unknown flags of a memory', sections([5, 1, 0x10, 0])],
  ['a shared table', sections([4, 1, 0x70, 3, 0, 1])],
  ['an import of an unknown kind', sections([2, 1, 0, 0, 5, 0])],
  ['fewer data segments than counted', sections([12, 1])],
  ['other data segments than counted', sections([12, 2], [11, 1, 1, 0])],
  ['memory.init without a data count', body(0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 8, 0, 0, 0x0b)],
  ['a body without end', body(0x01)],
  ['a body that goes on behind its end', body(0x0b, 0x01)],
  ['a block left open', body(0x02, 0x40, 0x0b)],
  ['else outside of if', body(0x02, 0x40, 0x05, 0x0b, 0x0b)],
  ['a second else', body(0x04, 0x40, 0x05, 0x05, 0x0b, 0x0b)],
  ['catch outside of try', body(0x02, 0x40, 0x19, 0x0b, 0x0b)],
  ['catch behind catch_all', body(0x06, 0x40, 0x19, 0x07, 0, 0x0b, 0x0b)],
  ['an unknown opcode', body(0xff, 0x0b)],
  ['an opcode between others', body(0xfd, 0x9a, 0x01, 0x0b)],
  ['a prefix with a continuation of 32 bits', body(0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x0b)],
  ['an alignment beyond the flags', body(0x28, 0x80, 0x01, 0, 0x0b)],
  ['a block type that is none', body(0x02, 0x41, 0x0b, 0x0b)],
  ['a negative type index', body(0x02, 0xff, 0xff, 0x7f, 0x0b, 0x0b)],
  ['a fence with a mode', body(0xfe, 0x03, 0x01, 0x0b)],
  ['a body past its section', sections(oneType, [3, 1, 0], [10, 1, 9, 0, 0x0b])],
  ['locals past their body', sections(oneType, [3, 1, 0], [10, 1, 2, 1, 1, 0x7f, 0x0b])],
  [
    'four billion locals and more',
    sections(
      oneType,
      [3, 1, 0],
      [10, 1, 15, 2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 0x0b, 0],
    ),
  ],
])('malformed: %s', (_, bytes) => {
  expect(failure(bytes)).toMatch(/^malformed at \d+: expected /)
  expect(WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>)).toBe(false)
})

test.each<[string, DecodeLimits, Uint8Array]>([
  ['functions', { functions: 4 }, sections(oneType, [3, 5, 0, 0, 0, 0, 0])],
  ['types', { types: 1 }, sections([1, 2, 0x60, 0, 0, 0x60, 0, 0])],
  ['types of a group', { types: 2 }, sections([1, 1, 0x4e, 3, 0x60, 0, 0, 0x60, 0, 0, 0x60, 0, 0])],
  ['imported memories', { memories: 1 }, sections([2, 2, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0])],
  ['memories and imported ones', { memories: 1 }, sections([2, 1, 0, 0, 2, 0, 0], [5, 1, 0, 0])],
  ['locals', { localsPerFunction: 9 }, sections(oneType, [3, 1, 0], [10, 1, 4, 1, 10, 0x7f, 0x0b])],
  ['nesting', { nesting: 2 }, body(0x02, 0x40, 0x02, 0x40, 0x03, 0x40, 0x0b, 0x0b, 0x0b, 0x0b)],
  ['runs of locals', { localRuns: 1 }, sections(oneType, [3, 1, 0], [10, 1, 6, 2, 1, 0x7f, 1, 0x7e, 0x0b])],
  ['parameters', { typeItems: 2 }, sections([1, 2, 0x60, 1, 0x7f, 0, 0x60, 1, 0x7f, 1, 0x7f])],
  ['items of elements', { elementItems: 2 }, sections([9, 2, 1, 0, 2, 0, 0, 5, 0x70, 1, 0xd0, 0x70, 0x0b])],
  ['custom sections', { customSections: 1 }, sections([0, 1, 0x61], [0, 1, 0x62])],
])('beyond the limit: %s', (name, limits, bytes) => {
  expect(failure(bytes, limits)).toMatch(/^limit-exceeded at \d+: expected at most \d+ /)
  const wider = Object.fromEntries(Object.entries(limits).map(([key, most]) => [key, most * 10]))
  expect([name, String(failure(bytes, wider))]).toEqual([name, expect.not.stringContaining('limit-exceeded')])
})

test('a bound of 64 bits above 2^53 is rounded and written back within its type', () => {
  const most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
  const bytes = sections([4, 1, 0x70, 5, 0, ...most])
  expect(decodeModule(bytes).tables[0]?.max).toBe(2 ** 64)
  expect(encodeModule(decodeModule(bytes))).toEqual(bytes)
})

test('a million nested blocks are walked without a deep stack', () => {
  const depth = 1_000_000
  const writer = createWriter(3 * depth + 64)
  writer.bytes(moduleHeader)
  writeSection(writer, 1, () => writer.bytes(Uint8Array.of(1, 0x60, 0, 0)))
  writeSection(writer, 3, () => writer.bytes(Uint8Array.of(1, 0)))
  writeSection(writer, 10, () => {
    writer.u8(1)
    writer.sized(() => {
      writer.u8(0)
      for (let index = 0; index < depth; index++) writer.bytes(Uint8Array.of(0x02, 0x40))
      writer.bytes(new Uint8Array(depth + 1).fill(0x0b))
    })
  })
  const bytes = writer.finish()
  expect(decodeModule(bytes).code.length).toBe(1)
  expect(failure(bytes, { nesting: 1000 })).toMatchInlineSnapshot(
    `"limit-exceeded at 2029: expected at most 1000 blocks in each other, found more"`,
  )
})

/** Where each section ends: there, a prefix of a module may be a module. */
function sectionEnds(bytes: Uint8Array): number[] {
  const reader = createReader(bytes)
  const ends = [moduleHeader.length]
  reader.skip(moduleHeader.length)
  while (reader.remaining > 0) {
    reader.skip(1)
    reader.skip(reader.u32())
    ends.push(reader.offset)
  }
  return ends
}
