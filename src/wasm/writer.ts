/** Puts a binary together in one growing buffer. Numbers must fit their type: what is written comes from decoded data. */
export interface Writer {
  /** Bytes written so far. */
  readonly length: number
  u8(value: number): void
  /** Unsigned LEB128, as few bytes as it takes; exact up to 2^53. */
  u32(value: number): void
  /** Signed LEB128; exact up to 2^53. */
  s32(value: number): void
  u64(value: bigint): void
  s64(value: bigint): void
  /** Copies `bytes`. */
  bytes(bytes: Uint8Array): void
  /** Copies `from` between two positions: faster than a view of it where that is short. */
  range(from: Uint8Array, start: number, end: number): void
  /** A length in bytes and the text in UTF-8; lone surrogates become U+FFFD. */
  name(text: string): void
  /** A count, then each item. */
  vector<T>(items: readonly T[], write: (item: T, index: number) => void): void
  /** Whatever `write` writes, behind its length in bytes. */
  sized(write: () => void): void
  /** What was written, no copy: good until more is. */
  view(): Uint8Array<ArrayBuffer>
  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer>
}

const utf8 = new TextEncoder()

/** `capacity`: bytes to begin with, a guess of the final length. */
export function createWriter(capacity = 256): Writer {
  let buffer = new Uint8Array(Math.max(capacity, 16))
  let length = 0

  const room = (more: number): void => {
    if (length + more <= buffer.length) return
    const bigger = new Uint8Array(Math.max(buffer.length * 2, length + more))
    bigger.set(buffer.subarray(0, length))
    buffer = bigger
  }
  const u8 = (value: number): void => {
    room(1)
    buffer[length++] = value
  }
  const u32 = (value: number): void => {
    let rest = value
    while (rest >= 0x80) {
      u8((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    u8(rest)
  }
  const s32 = (value: number): void => {
    let rest = value
    while (rest < -0x40 || rest >= 0x40) {
      const low = rest - Math.floor(rest / 0x80) * 0x80
      u8(low | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    u8(rest & 0x7f)
  }
  const long = (value: bigint, isDone: (rest: bigint) => boolean): void => {
    let rest = value
    while (!isDone(rest)) {
      u8(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    u8(Number(rest & 0x7fn))
  }
  const bytes = (from: Uint8Array): void => {
    room(from.length)
    buffer.set(from, length)
    length += from.length
  }
  return {
    get length() {
      return length
    },
    u8,
    u32,
    s32,
    u64: value => long(value, rest => rest < 0x80n),
    s64: value => long(value, rest => rest >= -0x40n && rest < 0x40n),
    bytes,
    range: (from, start, end) => {
      room(end - start)
      if (end - start > 64) {
        buffer.set(from.subarray(start, end), length)
        length += end - start
      } else for (let at = start; at < end; at++) buffer[length++] = from[at] as number
    },
    name: text => {
      const encoded = utf8.encode(text)
      u32(encoded.length)
      bytes(encoded)
    },
    vector: (items, write) => {
      u32(items.length)
      items.forEach(write)
    },
    sized: write => {
      const head = length
      room(5)
      length += 5
      write()
      const end = length
      length = head
      u32(end - head - 5)
      buffer.copyWithin(length, head + 5, end)
      length += end - head - 5
    },
    view: () => buffer.subarray(0, length),
    finish: () => buffer.slice(0, length),
  }
}
