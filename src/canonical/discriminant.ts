import type { Guest } from '../memory/guest.ts'
import type { VariantLayout } from './layout.ts'

type Size = VariantLayout['discriminant']

/** Reads the index of a case, of 1, 2 or 4 bytes. */
export function loadDiscriminant(guest: Guest, address: number, size: Size): number {
  if (size === 1) return guest.u8[address] as number
  return (size === 2 ? guest.u16[address >>> 1] : guest.u32[address >>> 2]) as number
}

export function storeDiscriminant(guest: Guest, address: number, size: Size, index: number): void {
  if (size === 1) guest.u8[address] = index
  else if (size === 2) guest.u16[address >>> 1] = index
  else guest.u32[address >>> 2] = index
}
