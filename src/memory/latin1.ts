import { PluginError } from '../errors.ts'
import { allocate, checkRange, MAX_BYTES, reallocate } from './bounds.ts'
import { chargeLift } from './budget.ts'
import type { Guest } from './guest.ts'
import { liftUtf16, writeUtf16 } from './utf16.ts'

/** The encoding `latin1+utf16`: this bit of the length says that it is UTF-16. */
const UTF16_TAG = 0x8000_0000
/** So many characters become arguments of one call. */
const CHUNK = 4096

/**
 * Writes a string as Latin-1 where all its code units are at most U+00FF, else as UTF-16.
 * Returns the address, and leaves the tagged length in `guest.length`.
 * @throws PluginError `invalid-argument` if it is too long, `abi-violation` if the block is not usable.
 */
export function lowerLatin1(guest: Guest, text: string): number {
  const length = text.length
  if (length * 2 > MAX_BYTES) {
    throw new PluginError('invalid-argument', `expected a string of at most ${MAX_BYTES} bytes, found ${length * 2}`)
  }
  let address = allocate(guest, 2, length)
  const u8 = guest.u8
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0xff) {
      address = reallocate(guest, address, length, 2, length * 2)
      writeUtf16(guest, address, text)
      guest.length = (length | UTF16_TAG) >>> 0
      return address
    }
    u8[address + i] = unit
  }
  guest.length = length
  return address
}

/**
 * Reads a string by its tagged length; both numbers are taken as unsigned.
 * @throws PluginError `abi-violation` if the range leaves memory, is not aligned or holds a lone surrogate, `output-too-large`.
 */
export function liftLatin1(guest: Guest, address: number, length: number): string {
  if ((length & UTF16_TAG) !== 0) return liftUtf16(guest, address, length & ~UTF16_TAG)
  const start = address >>> 0
  if (length > MAX_BYTES) {
    throw new PluginError('abi-violation', `expected a string of at most ${MAX_BYTES} bytes, found ${length}`)
  }
  checkRange(guest, start, length, 2)
  chargeLift(guest.budget, length, 1)
  const end = start + length
  let text = ''
  for (let at = start; at < end; at += CHUNK) {
    text += String.fromCharCode(...guest.u8.subarray(at, Math.min(at + CHUNK, end)))
  }
  return text
}
