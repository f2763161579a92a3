import type { Guest } from '../memory/guest.ts'
import { errno } from './errno.ts'

/** Stores for WASI results: unaligned, bounds checked, answering with an error number. Pointers may be negative i32s. */

/** Whether `length` bytes from `pointer` lie inside the memory. Makes the views anew first. */
export function within(guest: Guest, pointer: number, length: number): boolean {
  guest.refresh()
  return (pointer >>> 0) + (length < 0 ? length >>> 0 : length) <= guest.u8.length
}

export function storeU8(guest: Guest, pointer: number, value: number): number {
  if (!within(guest, pointer, 1)) return errno.fault
  guest.u8[pointer >>> 0] = value
  return errno.success
}

export function storeU16(guest: Guest, pointer: number, value: number): number {
  if (!within(guest, pointer, 2)) return errno.fault
  new DataView(guest.u8.buffer).setUint16(pointer >>> 0, value, true)
  return errno.success
}

export function storeU32(guest: Guest, pointer: number, value: number): number {
  if (!within(guest, pointer, 4)) return errno.fault
  new DataView(guest.u8.buffer).setUint32(pointer >>> 0, value, true)
  return errno.success
}

export function storeU64(guest: Guest, pointer: number, value: bigint): number {
  if (!within(guest, pointer, 8)) return errno.fault
  new DataView(guest.u8.buffer).setBigUint64(pointer >>> 0, value, true)
  return errno.success
}

/** Writes strings one after the other into `buffer`, and the address of each into the array at `pointers`. */
export function storeStrings(guest: Guest, strings: readonly Uint8Array[], pointers: number, buffer: number): number {
  let at = buffer >>> 0
  for (const [index, text] of strings.entries()) {
    if (!within(guest, at, text.length)) return errno.fault
    guest.u8.set(text, at)
    const failed = storeU32(guest, (pointers >>> 0) + index * 4, at)
    if (failed !== errno.success) return failed
    at += text.length
  }
  return errno.success
}
