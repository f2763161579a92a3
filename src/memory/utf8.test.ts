import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createGuest, type Guest } from './guest.ts'
import type * as Utf8 from './utf8.ts'

const limits = { liftedBytes: 2 ** 30, liftedItems: 2 ** 30, hostCalls: 0, logLines: 0, logBytes: 0 }
const START = 64

/**
 * An allocator that packs blocks without a gap and checks what it is told of the old one. It always moves a block that
 * it is to change, and never copies what is in it.
 */
function createPackedGuest(pages = 4): { guest: Guest; blocks: Map<number, number> } {
  const guest = createGuest(limits)
  const memory = new WebAssembly.Memory({ initial: pages })
  const blocks = new Map<number, number>()
  let next = START
  guest.attach(memory, (old, oldSize, align, size) => {
    if (old !== 0) expect(blocks.get(old)).toBe(oldSize)
    else expect(oldSize).toBe(0)
    const address = Math.ceil(next / align) * align
    next = address + size
    if (next > memory.buffer.byteLength) memory.grow(Math.ceil((next - memory.buffer.byteLength) / 65536))
    new Uint8Array(memory.buffer).fill(0xff, address, next)
    blocks.delete(old)
    blocks.set(address, size)
    return address
  })
  return { guest, blocks }
}

function wellFormed(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text))
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 400 }).map(units => String.fromCharCode(...units)),
  fc.string({ maxLength: 30 }).map(text => text.repeat(20)),
  fc.string({ unit: fc.constantFrom('\ufeff', '\ufffd', 'a', '\0', '€', '𝄞', '\ud800', '\udfff') }),
)

describe.each([
  { path: 'with Buffer', other: undefined, isSlowBeyondAscii: Number.parseInt(process.versions.node, 10) < 24 },
  { path: 'with Buffer that decodes fast', other: 'Bun', isSlowBeyondAscii: false },
  { path: 'with TextEncoder and TextDecoder', other: 'Deno', isSlowBeyondAscii: undefined },
])('$path', ({ other, isSlowBeyondAscii }) => {
  let utf8: typeof Utf8
  beforeAll(async () => {
    vi.resetModules()
    if (other !== undefined) vi.stubGlobal(other, {})
    const { nativeText } = await import('./runtime.ts')
    expect(nativeText?.isSlowBeyondAscii).toBe(isSlowBeyondAscii)
    utf8 = await import('./utf8.ts')
  })
  afterAll(() => {
    vi.unstubAllGlobals()
    vi.resetModules()
  })

  test('lowering writes what TextEncoder writes, into one block of exactly that size', () => {
    fc.assert(
      fc.property(anyText, text => {
        const { guest, blocks } = createPackedGuest()
        const address = utf8.lowerUtf8(guest, text)
        const expected = new TextEncoder().encode(text)
        expect(guest.u8.slice(address, address + guest.length)).toEqual(expected)
        expect([...blocks]).toEqual([[address, expected.length]])
      }),
      { numRuns: 500 },
    )
  })

  test('what the allocator is asked for depends on the text alone', () => {
    fc.assert(
      fc.property(anyText, text => {
        const { guest } = createPackedGuest()
        const { realloc } = guest
        const asked: number[][] = []
        guest.realloc = (address, oldSize, align, size) => {
          asked.push([oldSize, align, size])
          return realloc(address, oldSize, align, size)
        }
        utf8.lowerUtf8(guest, text)
        const { length } = text
        const { length: size } = new TextEncoder().encode(text)
        const isInside = size > length && [text.at(0), text.at(-1)].every(end => (end ?? '') < '\u0080')
        if (length >= 256 && size > length)
          expect(asked).toEqual([
            [0, 1, length],
            [length, 1, length * 3],
            ...(size < length * 3 ? [[length * 3, 1, size]] : []),
          ])
        else if (length <= 16 && isInside)
          expect(asked).toEqual([
            [0, 1, length],
            [length, 1, size],
          ])
        else expect(asked).toEqual([[0, 1, size]])
      }),
      { numRuns: 500 },
    )
  })

  test('lifting gives back what was lowered, lone surrogates aside', () => {
    fc.assert(
      fc.property(anyText, text => {
        const { guest } = createPackedGuest()
        const address = utf8.lowerUtf8(guest, text)
        expect(utf8.liftUtf8(guest, address, guest.length)).toBe(wellFormed(text))
      }),
    )
  })

  test('lifting any bytes gives what a strict decoder gives, or its refusal', () => {
    const someBytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      anyText.map(text => new TextEncoder().encode(text)),
      fc.tuple(anyText, fc.nat(40), fc.nat(255)).map(([text, at, byte]) => {
        const bytes = new TextEncoder().encode(text)
        if (at < bytes.length) bytes[at] = byte
        return bytes
      }),
    )
    fc.assert(
      fc.property(someBytes, bytes => {
        const { guest } = createPackedGuest()
        guest.u8.set(bytes, START)
        let expected: string | undefined
        try {
          expected = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
        } catch {}
        if (expected === undefined) {
          expect(() => utf8.liftUtf8(guest, START, bytes.length)).toThrow(
            expect.objectContaining({ code: 'abi-violation' }),
          )
        } else {
          expect(utf8.liftUtf8(guest, START, bytes.length)).toBe(expected)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['an overlong form', [0xc0, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80]],
    ['a cut sequence', [0x61, 0xe2, 0x82]],
    ['a lone continuation after many letters', [...Array(40).fill(0x61), 0x80]],
    ['an overlong form among many', [...Array(40).fill([0xc3, 0xa9]).flat(), 0xe0, 0x9f, 0xbf]],
    ['a surrogate among many', [...Array(40).fill([0xc3, 0xa9]).flat(), 0xed, 0xbf, 0xbf]],
    ['a code point beyond the last among many', [...Array(40).fill([0xc3, 0xa9]).flat(), 0xf4, 0x90, 0x80, 0x80]],
    ['a byte that begins nothing among many', [...Array(40).fill([0xc3, 0xa9]).flat(), 0xff, 0x80, 0x80, 0x80]],
    ['a sequence cut at the end of many', [...Array(40).fill([0xc3, 0xa9]).flat(), 0xf0, 0x9f, 0x98]],
  ])('%s is no UTF-8', (_what, bytes) => {
    const { guest } = createPackedGuest()
    guest.u8.set(bytes, START)
    expect(() => utf8.liftUtf8(guest, START, bytes.length)).toThrow(
      expect.objectContaining({
        code: 'abi-violation',
        message: `expected UTF-8, found ${bytes.length} bytes that are not`,
      }),
    )
  })

  test('a memory that grows with the block is written where it is then', () => {
    const { guest } = createPackedGuest(1)
    const text = 'é'.repeat(100_000)
    const address = utf8.lowerUtf8(guest, text)
    expect(guest.u8.length).toBeGreaterThan(65536)
    expect(utf8.liftUtf8(guest, address, guest.length)).toBe(text)
  })

  test.each([
    ['longer than memory', 0, 65537],
    ['of 4 GiB', 0, 0xffffffff],
    ['of a negative length', 0, -1],
    ['just past the end', 65536, 1],
    ['of length 0 beyond the end', 65537, 0],
    ['at a negative address', -1, 2],
  ])('a string %s leaves memory', (_what, address, length) => {
    const { guest } = createPackedGuest(1)
    expect(() => utf8.liftUtf8(guest, address, length)).toThrow(expect.objectContaining({ code: 'abi-violation' }))
  })

  test('a string of length 0 at the end of memory is empty', () => {
    expect(utf8.liftUtf8(createPackedGuest(1).guest, 65536, 0)).toBe('')
  })

  test('the budget is taken before the string is made', () => {
    const guest = createGuest({ ...limits, liftedBytes: 10, liftedItems: 2 })
    guest.attach(new WebAssembly.Memory({ initial: 1 }))
    expect(utf8.liftUtf8(guest, 0, 10)).toBe('\0'.repeat(10))
    expect(() => utf8.liftUtf8(guest, 0, 1)).toThrow(expect.objectContaining({ code: 'output-too-large' }))
  })
})
