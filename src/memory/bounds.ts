import { PluginError } from '../errors.ts'
import type { Guest, Realloc } from './guest.ts'

/** Longest string or list, in bytes, that the Canonical ABI lets through. */
export const MAX_BYTES: number = 2 ** 28 - 1

/**
 * Checks a range that the guest named, in the order of the specification: alignment, then bounds.
 * `address` and `size` are unsigned; a range of size 0 must lie within memory too.
 * @throws PluginError `abi-violation`.
 */
export function checkRange(guest: Guest, address: number, size: number, align: number): void {
  if ((address & (align - 1)) !== 0) throw misaligned(address, align)
  if (address + size > guest.u8.length) throw outOfBounds(guest, address, size)
}

/**
 * A new block of `size` bytes from the guest's own allocator. The views are fresh afterwards. Code for one instance can
 * name its `realloc`: engines then know what they call.
 * @throws PluginError `abi-violation` when the block is not aligned or does not lie within memory.
 */
export function allocate(guest: Guest, align: number, size: number, realloc: Realloc = guest.realloc): number {
  return reallocate(guest, 0, 0, align, size, realloc)
}

/** Grows or shrinks a block of the guest's own allocator; else as `allocate`. */
export function reallocate(
  guest: Guest,
  from: number,
  oldSize: number,
  align: number,
  size: number,
  realloc: Realloc = guest.realloc,
): number {
  guest.mayLeave = false
  const address = realloc(from, oldSize, align, size) >>> 0
  guest.mayLeave = true
  if (guest.u8.length === 0) guest.refresh()
  if ((address & (align - 1)) !== 0) throw misaligned(address, align)
  if (address + size > guest.u8.length) throw outOfBounds(guest, address, size)
  return address
}

function misaligned(address: number, align: number): PluginError {
  return new PluginError('abi-violation', `expected an address that is a multiple of ${align}, found ${address}`)
}

function outOfBounds(guest: Guest, address: number, size: number): PluginError {
  return new PluginError(
    'abi-violation',
    `expected ${size} bytes at address ${address} within a memory of ${guest.u8.length} bytes, found them beyond its end`,
  )
}
