/** Rotates a 64-bit number in two halves by fewer than 32 bits: its new high half. Its low half is that of the swapped number. */
function rotated(high: number, low: number, by: number): number {
  return (high << by) | (low >>> (32 - by))
}

/** One round of SipHash on four 64-bit numbers, each as low and high half. */
function round(v: Int32Array): void {
  add(v, 0, 2)
  turn(v, 2, 13, 0)
  swap(v, 0)
  add(v, 4, 6)
  turn(v, 6, 16, 4)
  add(v, 0, 6)
  turn(v, 6, 21, 0)
  add(v, 4, 2)
  turn(v, 2, 17, 4)
  swap(v, 4)
}

function add(v: Int32Array, to: number, from: number): void {
  const low = ((v[to] as number) >>> 0) + ((v[from] as number) >>> 0)
  v[to] = low
  v[to + 1] = (v[to + 1] as number) + (v[from + 1] as number) + (low > 0xffffffff ? 1 : 0)
}

/** Rotates one number to the left and mixes another in. */
function turn(v: Int32Array, at: number, by: number, other: number): void {
  const low = v[at] as number
  const high = v[at + 1] as number
  v[at] = rotated(low, high, by) ^ (v[other] as number)
  v[at + 1] = rotated(high, low, by) ^ (v[other + 1] as number)
}

function swap(v: Int32Array, at: number): void {
  const low = v[at] as number
  v[at] = v[at + 1] as number
  v[at + 1] = low
}

function mix(v: Int32Array, low: number, high: number): void {
  v[6] = (v[6] as number) ^ low
  v[7] = (v[7] as number) ^ high
  round(v)
  v[0] = (v[0] as number) ^ low
  v[1] = (v[1] as number) ^ high
}

/** The numbers that SipHash begins with, for a key of zeros. */
const start = [0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462]

/**
 * SipHash-1-3 with a key of zeros, 16 hexadecimal digits: Rust's `DefaultHasher`, from which wasm-bindgen makes the
 * names of imports.
 */
export function sipHash(bytes: Uint8Array): string {
  const v = new Int32Array(start)
  const whole = bytes.length & ~7
  for (let at = 0; at < whole; at += 8) mix(v, word(bytes, at), word(bytes, at + 4))
  // The rest, with the length in the last byte.
  mix(v, word(bytes, whole), word(bytes, whole + 4) | (bytes.length << 24))
  v[4] = (v[4] as number) ^ 0xff
  for (let i = 0; i < 3; i++) round(v)
  return digits(v, 1) + digits(v, 0)
}

function digits(v: Int32Array, half: 0 | 1): string {
  const all = (v[half] as number) ^ (v[2 + half] as number) ^ (v[4 + half] as number) ^ (v[6 + half] as number)
  return (all >>> 0).toString(16).padStart(8, '0')
}

/** Four bytes, those past the end as 0. */
function word(bytes: Uint8Array, at: number): number {
  let found = 0
  for (let i = Math.min(4, bytes.length - at) - 1; i >= 0; i--) found = (found << 8) | (bytes[at + i] as number)
  return found
}

/** What Rust's `Hash` feeds to a hasher: all bytes of it. */
export const hashed = {
  /** A text, and a byte that no text has. */
  text: (value: string): number[] => [...new TextEncoder().encode(value), 0xff],
  i32: (value: number): number[] => [0, 8, 16, 24].map(shift => (value >>> shift) & 0xff),
  /** A number of 64 bits that needs no more than 32. */
  u64: (value: number): number[] => [...hashed.i32(value), 0, 0, 0, 0],
  /** A hash as the number that it is. */
  hash: (hex: string): number[] => [
    ...hashed.i32(Number.parseInt(hex.slice(8), 16)),
    ...hashed.i32(Number.parseInt(hex.slice(0, 8), 16)),
  ],
}
