import type { Writer } from './writer.ts'

/** What every core module begins with: the magic number and version 1. */
export const moduleHeader: Uint8Array = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)

export const sectionNames = {
  1: 'type',
  2: 'import',
  3: 'function',
  4: 'table',
  5: 'memory',
  6: 'global',
  7: 'export',
  8: 'start',
  9: 'element',
  10: 'code',
  11: 'data',
  12: 'data count',
  13: 'tag',
} as const
/** Of all sections but custom ones, whose id is 0. */
export type SectionId = keyof typeof sectionNames

/** The order in which sections must stand, each at most once. */
export const sectionOrder: readonly SectionId[] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11]

/** Writes an id, the length, and what `write` writes. */
export function writeSection(writer: Writer, id: SectionId | 0, write: () => void): void {
  writer.u8(id)
  writer.sized(write)
}
