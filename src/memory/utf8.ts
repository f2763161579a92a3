import { PluginError } from '../errors.ts'
import { allocate, checkRange, MAX_BYTES, reallocate } from './bounds.ts'
import { chargeLift } from './budget.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import type { Guest, Realloc } from './guest.ts'
import { type NativeText, nativeText } from './runtime.ts'

/** Up to this many UTF-16 code units, writing them one by one costs less than any call of the runtime. */
const SHORT_TEXT = nativeText === undefined ? 24 : 16
/** From here on `Buffer.byteLength` costs more on some versions of Node than to try and grow. */
const LONG_TEXT = 256

/** What a lone surrogate becomes. */
const LONE = 0xfffd

const encoder = new TextEncoder()
const lowerNatively = nativeText && nativeLowering(nativeText)

/**
 * Writes a string into a block from the guest's allocator; lone surrogates become U+FFFD.
 * Returns the address, and leaves the length in bytes in `guest.length`.
 * @throws PluginError `invalid-argument` if it is too long, `abi-violation` if the block is not usable.
 */
export function lowerUtf8(guest: Guest, text: string, realloc: Realloc = guest.realloc): number {
  const length = text.length
  if (length > SHORT_TEXT) return lowerLong(guest, text)
  // Of most texts in another script than ours the first tells it. Of an empty one both are NaN.
  if ((text.charCodeAt(0) | text.charCodeAt(length - 1)) > 127) return lowerShort(guest, text, realloc)
  const address = allocate(guest, 1, length, realloc)
  if (!writeAscii(guest.u8, address, text)) return growAndWrite(guest, text, address)
  guest.length = length
  return address
}

const short = new Uint8Array(SHORT_TEXT * 3)

/** Encodes first, so that the block has the right size from the start. */
function lowerShort(guest: Guest, text: string, realloc: Realloc): number {
  const size = encodeUnits(text, short)
  const address = allocate(guest, 1, size, realloc)
  const u8 = guest.u8
  for (let i = 0; i < size; i++) u8[address + i] = short[i] as number
  guest.length = size
  return address
}

/** Writes the text to the start of `bytes`, which has room for three a code unit, and says how many it took. */
function encodeUnits(text: string, bytes: Uint8Array): number {
  let size = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      bytes[size++] = unit
    } else if (unit < 0x800) {
      bytes[size++] = 0xc0 | (unit >> 6)
      bytes[size++] = 0x80 | (unit & 0x3f)
    } else if ((unit & 0xf800) !== 0xd800) {
      size = encodeThree(unit, bytes, size)
    } else {
      const scalar = text.codePointAt(i) as number
      if (scalar === unit) {
        size = encodeThree(LONE, bytes, size)
      } else {
        i += 1
        bytes[size++] = 0xf0 | (scalar >> 18)
        bytes[size++] = 0x80 | ((scalar >> 12) & 0x3f)
        bytes[size++] = 0x80 | ((scalar >> 6) & 0x3f)
        bytes[size++] = 0x80 | (scalar & 0x3f)
      }
    }
  }
  return size
}

function encodeThree(unit: number, bytes: Uint8Array, size: number): number {
  bytes[size] = 0xe0 | (unit >> 12)
  bytes[size + 1] = 0x80 | ((unit >> 6) & 0x3f)
  bytes[size + 2] = 0x80 | (unit & 0x3f)
  return size + 3
}

function lowerLong(guest: Guest, text: string): number {
  const length = text.length
  if (length > MAX_BYTES) throw tooLong(length)
  if (length < LONG_TEXT && lowerNatively !== undefined) return lowerNatively(guest, text)
  const address = allocate(guest, 1, length)
  // A code unit takes at least one byte: when all were read, all took one.
  if (encodeInto(guest, text, address, length).read < length) return growAndWrite(guest, text, address)
  guest.length = length
  return address
}

// Engines fold functions that are parameters of a closure into it, and no others that are as easily had.
function nativeLowering({ byteLength, latin1Write, utf8Write }: NativeText): (guest: Guest, text: string) => number {
  return (guest, text) => {
    const size = byteLength(text)
    const address = allocate(guest, 1, size)
    if (size === text.length) latin1Write.call(guest.u8, text, address, size)
    else utf8Write.call(guest.u8, text, address, size)
    guest.length = size
    return address
  }
}

/** False when a code unit is not ASCII; some have been written then. */
function writeAscii(u8: Uint8Array, address: number, text: string): boolean {
  const length = text.length
  let i = 0
  for (; i + 4 <= length; i += 4) {
    const a = text.charCodeAt(i)
    const b = text.charCodeAt(i + 1)
    const c = text.charCodeAt(i + 2)
    const d = text.charCodeAt(i + 3)
    if ((a | b | c | d) > 127) return false
    u8[address + i] = a
    u8[address + i + 1] = b
    u8[address + i + 2] = c
    u8[address + i + 3] = d
  }
  for (; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) return false
    u8[address + i] = unit
  }
  return true
}

/**
 * Some code units take more than one byte: grows the block and writes the text from its start, shrinks it where the
 * size was a guess. Nothing is taken to be in a block that has moved: hand-written allocators do not always copy.
 */
function growAndWrite(guest: Guest, text: string, block: number): number {
  const length = text.length
  const most = length <= LONG_TEXT ? utf8Length(text) : length * 3
  const address = reallocate(guest, block, length, 1, most)
  const size = encodeInto(guest, text, address, most).written
  if (size > MAX_BYTES) throw tooLong(size)
  const shrunk = size === most ? address : reallocate(guest, address, most, 1, size)
  if (shrunk !== address) encodeInto(guest, text, shrunk, size)
  guest.length = size
  return shrunk
}

function encodeInto(guest: Guest, text: string, address: number, size: number): TextEncoderEncodeIntoResult {
  return encoder.encodeInto(text, guest.u8.subarray(address, address + size))
}

/** Bytes of the text in UTF-8, lone surrogates counted as U+FFFD. */
function utf8Length(text: string): number {
  let size = 0
  for (const character of text) {
    const scalar = character.codePointAt(0) as number
    size += scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
  }
  return size
}

/**
 * Reads a string of `length` bytes at `address`; both are taken as unsigned. A leading U+FEFF is kept.
 * @throws PluginError `abi-violation` if the range leaves memory or does not hold UTF-8, `output-too-large`.
 */
export function liftUtf8(guest: Guest, address: number, length: number): string {
  const start = address >>> 0
  const size = length >>> 0
  if (size > MAX_BYTES) throw overlong(size)
  checkRange(guest, start, size, 1)
  chargeLift(guest.budget, size, 1)
  return decodeUtf8(guest.u8, start, start + size)
}

function tooLong(length: number): PluginError {
  return new PluginError('invalid-argument', `expected a string of at most ${MAX_BYTES} bytes, found ${length}`)
}

function overlong(size: number): PluginError {
  return new PluginError('abi-violation', `expected a string of at most ${MAX_BYTES} bytes, found ${size}`)
}
