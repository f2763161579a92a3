import { PluginError } from '../errors.ts'
import { allocate, checkRange, MAX_BYTES } from './bounds.ts'
import { chargeLift } from './budget.ts'
import type { Guest } from './guest.ts'

const decoder = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true })
const REPLACEMENT = 0xfffd

/**
 * Writes a string as UTF-16 into a block from the guest's allocator; lone surrogates become U+FFFD.
 * Returns the address, and leaves the length in code units in `guest.length`.
 * @throws PluginError `invalid-argument` if it is too long, `abi-violation` if the block is not usable.
 */
export function lowerUtf16(guest: Guest, text: string): number {
  const length = text.length
  if (length * 2 > MAX_BYTES) {
    throw new PluginError('invalid-argument', `expected a string of at most ${MAX_BYTES} bytes, found ${length * 2}`)
  }
  const address = allocate(guest, 2, length * 2)
  writeUtf16(guest, address, text)
  guest.length = length
  return address
}

/** Writes a string as UTF-16 over memory that has room for it. */
export function writeUtf16(guest: Guest, address: number, text: string): void {
  const u16 = guest.u16
  const start = address >>> 1
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0xd800 || unit > 0xdfff) {
      u16[start + i] = unit
    } else if ((text.codePointAt(i) as number) > 0xffff) {
      u16[start + i] = unit
      i += 1
      u16[start + i] = text.charCodeAt(i)
    } else {
      u16[start + i] = REPLACEMENT
    }
  }
}

/**
 * Reads a string of `length` code units at `address`; both are taken as unsigned.
 * @throws PluginError `abi-violation` if the range leaves memory, is not aligned or holds a lone surrogate, `output-too-large`.
 */
export function liftUtf16(guest: Guest, address: number, length: number): string {
  const start = address >>> 0
  const size = (length >>> 0) * 2
  if (size > MAX_BYTES) {
    throw new PluginError('abi-violation', `expected a string of at most ${MAX_BYTES} bytes, found ${size}`)
  }
  checkRange(guest, start, size, 2)
  chargeLift(guest.budget, size, 1)
  try {
    return decoder.decode(guest.u8.subarray(start, start + size))
  } catch (cause) {
    throw new PluginError('abi-violation', `expected UTF-16, found ${size} bytes that are not`, { cause })
  }
}
