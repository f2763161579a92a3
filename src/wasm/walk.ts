import { PluginError } from '../errors.ts'

/**
 * A walk over instructions, one after the other. One object serves all bodies and constant expressions of a module:
 * its fields describe the instruction that `step` has just passed, so that a step allocates nothing.
 */
export interface Walk {
  /** The prefix byte, where there is one, above its 16-bit continuation: `0x20`, `0xfc0008`. */
  opcode: number
  /** Position of its first byte in the bytes walked. */
  start: number
  /** Position behind its last byte. */
  position: number
  /** Its first index: local, global, function, type, table, memory, label …; for `br_table` the number of labels. */
  index: number
  /** Its second index; for `br_table` the outermost of its labels. */
  second: number
  /** Blocks open behind it, the function's own included; 0 after the final `end`. */
  depth: number
  /** What the walk has met so far, in all that it has entered. */
  readonly seen: Seen
  readonly bytes: Uint8Array
  /** Bytes from the start of the file to the first of `bytes`. */
  readonly base: number
  readonly nesting: number
  limit: number
  /** What kind each open block is of. */
  readonly blocks: number[]
}

/** What a walk has met. */
export interface Seen {
  /** One flag for each one-byte opcode, then 320 for each prefix from 0xfb. */
  readonly opcodes: Uint8Array
  /** Bit `0x7f - code` for each type code that stood in an instruction; 0x63 and 0x64 are typed references. */
  typeCodes: number
  /** An instruction that names a data segment. */
  data: boolean
}

/**
 * Walks instructions in `bytes`, which stand `base` bytes from the start of the file.
 * `nesting`: how many blocks may stand in each other.
 */
export function createWalk(bytes: Uint8Array, base = 0, nesting: number = Number.POSITIVE_INFINITY): Walk {
  const seen: Seen = { opcodes: new Uint8Array(256 + 4 * prefixStride), typeCodes: 0, data: false }
  return {
    opcode: 0,
    start: 0,
    position: 0,
    index: 0,
    second: 0,
    depth: 0,
    seen,
    bytes,
    base,
    nesting,
    limit: 0,
    blocks: [],
  }
}

/** Begins at position `start`; the final `end` must come before position `limit`. */
export function enter(walk: Walk, start: number, limit: number): void {
  walk.position = start
  walk.limit = limit
  walk.depth = 1
  walk.blocks[0] = PLAIN
}

/** Flags of one prefix in `Seen.opcodes`. */
const prefixStride = 320
/** Where the flag of an opcode is, in the form of `Walk.opcode`. */
export const seenAt = (op: number): number => (op < 256 ? op : 256 + ((op >> 16) - 0xfb) * prefixStride + (op & 0xffff))

/** Whether an opcode between `from` and `to` has been met, both in the form of `Walk.opcode` and with one prefix. */
export function hasSeen(seen: Seen, from: number, to: number = from): boolean {
  const first = seenAt(from)
  return seen.opcodes.subarray(first, first + to - from + 1).includes(1)
}

/** What kind a block is of, as far as it decides what may stand in it. */
export const PLAIN: number = 0
export const IF: number = 1
export const TRY: number = 2
export const CATCH: number = 3

/** @throws PluginError `malformed` at position `at` */
export function fail(walk: Walk, message: string, at: number): never {
  throw new PluginError('malformed', message, { offset: walk.base + at })
}

/** Passes a byte, and returns it. */
export function u8(walk: Walk): number {
  const at = walk.position++
  if (at >= walk.limit) fail(walk, 'expected more of an instruction, found the end of its part', at)
  return walk.bytes[at] as number
}

/** Passes an unsigned LEB128 of 32 bits, and returns it. */
export function u32(walk: Walk): number {
  const byte = u8(walk)
  return byte < 0x80 ? byte : longU32(walk, byte & 0x7f)
}

function longU32(walk: Walk, low: number): number {
  const from = walk.position - 1
  let value = low
  for (let shift = 7; shift < 28; shift += 7) {
    const byte = u8(walk)
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) return value
  }
  const last = u8(walk)
  if (last > 0x0f) fail(walk, 'expected an unsigned 32-bit integer, found a longer one', from)
  return (value | (last << 28)) >>> 0
}

/** Passes a signed LEB128 of at most `most` bytes, where the bits `unused` of the last one must all repeat the sign. */
export function integer(walk: Walk, most: number, unused: number): void {
  const from = walk.position
  for (let count = 1; count < most; count++) if (u8(walk) < 0x80) return
  const last = u8(walk) & (unused | 0x80)
  if (last !== 0 && last !== unused) fail(walk, 'expected a signed integer of its type, found a longer one', from)
}

/** Passes an offset: an unsigned LEB128 of 64 bits. */
export function offset(walk: Walk): void {
  const from = walk.position
  for (let count = 1; count < 10; count++) if (u8(walk) < 0x80) return
  if (u8(walk) > 1) fail(walk, 'expected an unsigned 64-bit integer, found a longer one', from)
}

/** Passes so many bytes. */
export function skip(walk: Walk, length: number): void {
  if (length > walk.limit - walk.position) {
    fail(walk, 'expected more of an instruction, found the end of its part', walk.position)
  }
  walk.position += length
}
