import { PluginError } from '../errors.ts'

/**
 * A cursor over a part of a binary. Every read checks what is left first; every failure is a PluginError `malformed`
 * whose `offset` counts from the start of the file, also inside a section.
 */
export interface Reader {
  /** Bytes from the start of the file to the next byte. */
  readonly offset: number
  /** Bytes left in this part. */
  readonly remaining: number
  u8(): number
  /** The next byte without taking it; -1 at the end. */
  peek(): number
  /** Unsigned LEB128, at most 5 bytes. */
  u32(): number
  /** Signed LEB128, at most 5 bytes. */
  s32(): number
  /** Signed LEB128 of 33 bits, at most 5 bytes: block types and heap types. */
  s33(): number
  /** Unsigned LEB128, at most 10 bytes. */
  u64(): bigint
  /** Signed LEB128, at most 10 bytes. */
  s64(): bigint
  /** A view of the next `length` bytes, not a copy. */
  bytes(length: number): Uint8Array
  skip(length: number): void
  /** A length and that many bytes of well-formed UTF-8; a leading U+FEFF stays. */
  name(): string
  /**
   * The length of a vector. It is refused when the bytes left cannot hold so many items of at least `itemSize` bytes,
   * so that nothing is ever made by a declared count alone.
   */
  count(what: string, itemSize?: number): number
  /** A reader of the next `length` bytes; this one goes on behind them. `what` names the part in the failure. */
  part(length: number, what: string): Reader
  /** Fails unless all bytes of this part are read. `what` names the part. */
  end(what: string): void
  /** Fails as `malformed` at `offset`, by default at the next byte. */
  fail(message: string, offset?: number): never
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads `bytes`, whose first byte stands `base` bytes from the start of the file. */
export function createReader(bytes: Uint8Array, base = 0): Reader {
  return readRange(bytes, 0, bytes.length, base)
}

function readRange(bytes: Uint8Array, start: number, end: number, base: number): Reader {
  let position = start

  const fail = (message: string, offset = base + position): never => {
    throw new PluginError('malformed', message, { offset })
  }
  const need = (length: number): void => {
    if (length > end - position) {
      fail(`expected ${length} more byte${length === 1 ? '' : 's'}, found ${end - position}`)
    }
  }
  const u8 = (): number => {
    if (position >= end) need(1)
    return bytes[position++] as number
  }
  const u32 = (): number => {
    const first = u8()
    if (first < 0x80) return first
    const from = position - 1
    let value = first & 0x7f
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = u8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    const last = u8()
    if (last > 0x0f) fail('expected an unsigned 32-bit integer, found a longer one', base + from)
    return (value | (last << 28)) >>> 0
  }
  // `bits` is 32 or 33: both end in the fifth byte, whose unused bits must repeat the sign.
  const signed = (bits: 32 | 33): number => {
    const from = position
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = u8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value << (25 - shift)) >> (25 - shift)
    }
    const last = u8()
    const unused = bits === 32 ? 0x78 : 0x70
    if (last > 0x7f || ((last & unused) !== 0 && (last & unused) !== unused)) {
      fail(`expected a signed ${bits}-bit integer, found a longer one`, base + from)
    }
    const high = last & 0x40 ? last - 0x80 : last
    return value + high * 2 ** 28
  }
  const long = (isSigned: boolean): bigint => {
    const from = position
    let value = 0n
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const byte = u8()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return isSigned ? BigInt.asIntN(Number(shift) + 7, value) : value
    }
    const last = u8()
    if (last !== 0 && last !== (isSigned ? 0x7f : 1)) {
      fail(`expected ${isSigned ? 'a signed' : 'an unsigned'} 64-bit integer, found a longer one`, base + from)
    }
    value |= BigInt(last & 1) << 63n
    return isSigned ? BigInt.asIntN(64, value) : value
  }
  const skip = (length: number): void => {
    need(length)
    position += length
  }
  const take = (length: number): Uint8Array => {
    need(length)
    position += length
    return bytes.subarray(position - length, position)
  }

  return {
    get offset() {
      return base + position
    },
    get remaining() {
      return end - position
    },
    u8,
    peek: () => (position < end ? (bytes[position] as number) : -1),
    u32,
    s32: () => signed(32),
    s33: () => signed(33),
    u64: () => long(false),
    s64: () => long(true),
    bytes: take,
    skip,
    name: () => {
      const encoded = take(u32())
      try {
        return utf8.decode(encoded)
      } catch {
        return fail('expected a name in UTF-8, found other bytes', base + position - encoded.length)
      }
    },
    count: (what, itemSize = 1) => {
      const from = position
      const count = u32()
      if (count * itemSize > end - position) {
        fail(`expected ${count} ${what}, found only ${end - position} bytes for them`, base + from)
      }
      return count
    },
    part: (length, what) => {
      if (length > end - position) fail(`expected ${length} bytes of ${what}, found ${end - position}`)
      position += length
      return readRange(bytes, position - length, position, base)
    },
    end: what => {
      if (position !== end) fail(`expected the end of ${what}, found ${end - position} more bytes`)
    },
    fail,
  }
}
