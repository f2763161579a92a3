import type { Guest } from '../../memory/guest.ts'
import type { CoreType } from '../core-function.ts'
import type { Words } from './lower.ts'

/** Where each word of a result lies: as in a C struct. Offsets and `size` in bytes. */
export interface AreaLayout {
  readonly offsets: readonly number[]
  readonly size: number
}

export function areaLayout(words: readonly CoreType[]): AreaLayout {
  const offsets: number[] = []
  let size = 0
  for (const word of words) {
    const align = word === 'i64' || word === 'f64' ? 8 : 4
    size = Math.ceil(size / align) * align
    offsets.push(size)
    size += align
  }
  return { offsets, size }
}

/**
 * What stands behind a result that is not a `Result`, and in the last word of one that is, before the guest answers: by
 * what it writes over, a result is told from one of the other kind, which the types of an export don't show.
 */
export const areaMark = 0x3a7e_c0de

/** Bytes behind a result for the mark. */
export const markSize = 8

/** Reads all words of an area at `address`, which the caller has checked. */
export type ReadArea = (guest: Guest, address: number, words: Words) => void

export function createAreaReader(types: readonly CoreType[]): ReadArea {
  const { offsets } = areaLayout(types)
  const count = types.length
  if (types.every(type => type === 'i32'))
    return ({ i32 }, address, words) => {
      const first = address >>> 2
      for (let i = 0; i < count; i++) words[i] = i32[first + i]
    }
  return (guest, address, words) => {
    for (let i = 0; i < count; i++) words[i] = readWord(guest, types[i] ?? '', address + (offsets[i] ?? 0))
  }
}

function readWord(guest: Guest, type: CoreType, address: number): unknown {
  if (type === 'i64') return guest.i64[address >>> 3]
  if (type === 'f64') return guest.f64[address >>> 3]
  return type === 'f32' ? guest.f32[address >>> 2] : guest.i32[address >>> 2]
}

/** Writes all words to an area at `address`, which the caller has checked. */
export function writeArea(guest: Guest, types: readonly CoreType[], address: number, words: Words): void {
  const { offsets } = areaLayout(types)
  for (const [i, type] of types.entries()) {
    const at = address + (offsets[i] ?? 0)
    if (type === 'i64') guest.i64[at >>> 3] = words[i] as bigint
    else if (type === 'f64') guest.f64[at >>> 3] = words[i] as number
    else if (type === 'f32') guest.f32[at >>> 2] = words[i] as number
    else guest.i32[at >>> 2] = words[i] as number
  }
}
