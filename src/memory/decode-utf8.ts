import { PluginError } from '../errors.ts'
import { type NativeText, nativeText } from './runtime.ts'

/** Up to this many bytes, `String.fromCharCode` costs less than any decoder. */
const SHORT = nativeText === undefined ? 40 : 22
/** So many bytes of a text tell what the others are likely to be. */
const SAMPLES = 8
/** Up to this many bytes are decoded by code of ours, where that is faster. */
const LONG = 8192
const REPLACEMENT = String.fromCodePoint(0xfffd)

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Without `fatal`, because that is several times slower on some runtimes. */
const lossyDecoder = new TextDecoder('utf-8', { ignoreBOM: true })

type Decode = (bytes: Uint8Array, start: number, end: number) => string

/**
 * Decodes strictly: `bytes[start, end)` must be UTF-8 throughout. A leading U+FEFF is kept.
 * @throws PluginError `abi-violation`.
 */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  const size = end - start
  if (size <= SHORT) {
    const text = asciiText(bytes, start, size)
    if (text !== undefined) return text
  }
  return decodeLong(bytes, start, end)
}

const decodeLong: Decode = nativeText?.isSlowBeyondAscii ? decodingBySample(nativeText) : decodingByRuntime(nativeText)

function decodingByRuntime(native: NativeText | undefined): Decode {
  const decodeLossily: Decode = native
    ? (bytes, start, end) => native.utf8Slice.call(bytes, start, end)
    : (bytes, start, end) => lossyDecoder.decode(bytes.subarray(start, end))
  return (bytes, start, end) => {
    const text = decodeLossily(bytes, start, end)
    // Only what was U+FFFD from the start, or was replaced, needs the slower look.
    return text.includes(REPLACEMENT) ? decodeStrictly(bytes, start, end) : text
  }
}

/** Leaves to the runtime what looks like ASCII. */
function decodingBySample(native: NativeText): Decode {
  const { utf16leSlice } = native
  const decodeByRuntime = decodingByRuntime(native)
  const units = new Uint16Array(LONG)
  const unitBytes = new Uint8Array(units.buffer)
  return (bytes, start, end) => {
    const size = end - start
    if (size > LONG || looksAscii(bytes, start, size)) return decodeByRuntime(bytes, start, end)
    const count = decodeUnits(bytes, start, end, units)
    return count < 0 ? decodeStrictly(bytes, start, end) : utf16leSlice.call(unitBytes, 0, count * 2)
  }
}

/** Of at least so many bytes as there are samples. */
function looksAscii(bytes: Uint8Array, start: number, size: number): boolean {
  const step = Math.floor(size / SAMPLES)
  let sampled = 0
  for (let i = 0, at = start; i < SAMPLES; i++, at += step) sampled |= bytes[at] as number
  return sampled < 0x80
}

function decodeStrictly(bytes: Uint8Array, start: number, end: number): string {
  try {
    return strictDecoder.decode(bytes.subarray(start, end))
  } catch (cause) {
    throw new PluginError('abi-violation', `expected UTF-8, found ${end - start} bytes that are not`, { cause })
  }
}

/** Writes the code units of a text, and says how many; -1 for what is not UTF-8. There is room for one a byte. */
function decodeUnits(bytes: Uint8Array, start: number, end: number, units: Uint16Array): number {
  let at = start
  let count = 0
  while (at < end) {
    const first = bytes[at] as number
    if (first < 0x80) {
      units[count++] = first
      at += 1
    } else if (first < 0xe0) {
      const second = (bytes[at + 1] as number) ^ 0x80
      if (first < 0xc2 || at + 2 > end || second > 0x3f) return -1
      units[count++] = ((first & 0x1f) << 6) | second
      at += 2
    } else if (first < 0xf0) {
      const second = (bytes[at + 1] as number) ^ 0x80
      const third = (bytes[at + 2] as number) ^ 0x80
      const unit = ((first & 0xf) << 12) | (second << 6) | third
      if (at + 3 > end || (second | third) > 0x3f || unit < 0x800 || (unit & 0xf800) === 0xd800) return -1
      units[count++] = unit
      at += 3
    } else {
      const second = (bytes[at + 1] as number) ^ 0x80
      const third = (bytes[at + 2] as number) ^ 0x80
      const fourth = (bytes[at + 3] as number) ^ 0x80
      const beyond = (((first & 0xf) << 18) | (second << 12) | (third << 6) | fourth) - 0x10000
      if (at + 4 > end || (second | third | fourth) > 0x3f || beyond < 0 || beyond > 0xfffff) return -1
      units[count] = 0xd800 | (beyond >> 10)
      units[count + 1] = 0xdc00 | (beyond & 0x3ff)
      count += 2
      at += 4
    }
  }
  return count
}

/** `undefined` when a byte is not ASCII. The fewer calls of `fromCharCode`, the faster: eight at a time, then the rest. */
function asciiText(u8: Uint8Array, start: number, size: number): string | undefined {
  let text = ''
  let at = start
  const end = start + size
  for (; at + 8 <= end; at += 8) {
    const a = u8[at] as number
    const b = u8[at + 1] as number
    const c = u8[at + 2] as number
    const d = u8[at + 3] as number
    const e = u8[at + 4] as number
    const f = u8[at + 5] as number
    const g = u8[at + 6] as number
    const h = u8[at + 7] as number
    if ((a | b | c | d | e | f | g | h) > 127) return undefined
    text += String.fromCharCode(a, b, c, d, e, f, g, h)
  }
  if (at + 4 <= end) {
    const a = u8[at] as number
    const b = u8[at + 1] as number
    const c = u8[at + 2] as number
    const d = u8[at + 3] as number
    if ((a | b | c | d) > 127) return undefined
    text += String.fromCharCode(a, b, c, d)
    at += 4
  }
  if (at + 2 <= end) {
    const a = u8[at] as number
    const b = u8[at + 1] as number
    if ((a | b) > 127) return undefined
    text += String.fromCharCode(a, b)
    at += 2
  }
  if (at < end) {
    const unit = u8[at] as number
    if (unit > 127) return undefined
    text += String.fromCharCode(unit)
  }
  return text
}
