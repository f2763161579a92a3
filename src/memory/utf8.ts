import { PluginError } from '../errors.ts'
import { allocate, checkRange, MAX_BYTES, reallocate } from './bounds.ts'
import { chargeLift } from './budget.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import type { Guest, Realloc } from './guest.ts'
import { type NativeText, nativeText } from './runtime.ts'

/** Up to this many UTF-16 code units, writing them one by one costs less than any call of the runtime. */
const SHORT_TEXT = 16
/** From here on it costs less to guess how many bytes a text takes, and to grow the block, than to know it. */
const LONG_TEXT = 256
/** What a lone surrogate becomes. */
const LONE = 0xfffd

const encoder = new TextEncoder()
const scratch = new Uint8Array(LONG_TEXT * 3)

/**
 * Writes a string into a block from the guest's allocator; lone surrogates become U+FFFD.
 * Returns the address, and leaves the length in bytes in `guest.length`. What the allocator is asked for depends on the
 * text alone, so that the fuel which that burns is the same on every runtime.
 * @throws PluginError `invalid-argument` if it is too long, `abi-violation` if the block is not usable.
 */
export function lowerUtf8(guest: Guest, text: string, realloc: Realloc = guest.realloc): number {
  const length = text.length
  if (length > SHORT_TEXT) return length < LONG_TEXT ? lowerMiddle(guest, text) : lowerLong(guest, text)
  // Of a text in another script the first or the last tells it.
  if (length > 0 && (text.charCodeAt(0) | text.charCodeAt(length - 1)) > 127)
    return lowerEncoded(guest, encodeUnits(text, scratch), realloc)
  const address = allocate(guest, 1, length, realloc)
  if (!writeAscii(guest.u8, address, text))
    return lowerEncoded(guest, encodeUnits(text, scratch), realloc, address, length)
  guest.length = length
  return address
}

const lowerMiddle: (guest: Guest, text: string) => number = nativeText
  ? nativeLowering(nativeText)
  : (guest, text) => lowerEncoded(guest, encoder.encodeInto(text, scratch).written, guest.realloc)

/** Copies so many bytes of `scratch`, to a block of their own or to one that is there already. */
function lowerEncoded(guest: Guest, size: number, realloc: Realloc, block = 0, blockSize = 0): number {
  const address = reallocate(guest, block, blockSize, 1, size, realloc)
  const { u8 } = guest
  if (size > SHORT_TEXT * 3) u8.set(scratch.subarray(0, size), address)
  else for (let i = 0; i < size; i++) u8[address + i] = scratch[i] as number
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
 * Some code units take more than one byte: grows the block to what they can take, writes the text from its start, and
 * shrinks the block to what they took. Nothing is taken to be in a block that has moved: hand-written allocators do not always copy.
 */
function growAndWrite(guest: Guest, text: string, block: number): number {
  const length = text.length
  const most = length * 3
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
