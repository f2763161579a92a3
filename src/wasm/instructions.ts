import { PluginError } from '../errors.ts'
import { Immediate, opcode, plainImmediates, prefixedImmediates } from './opcodes.ts'
import { CATCH, fail, IF, integer, offset, PLAIN, seenAt, skip, TRY, u8, u32, type Walk } from './walk.ts'

/**
 * Passes one instruction; false once the final `end` is behind. What breaks the binary grammar is refused;
 * types and the bounds of indices are the engine's to check.
 * @throws PluginError `malformed`, `limit-exceeded` for blocks nested too deep
 */
export function step(walk: Walk): boolean {
  if (walk.depth === 0) return false
  const start = walk.position
  walk.start = start
  if (start >= walk.limit) fail(walk, 'expected an `end`, found the end of the part', start)
  const { bytes } = walk
  const op = bytes[start] as number
  walk.position = start + 1
  walk.opcode = op
  walk.seen.opcodes[op] = 1
  const kind = plainImmediates[op] as number
  // nearly all instructions are of the first few kinds
  if (kind === Immediate.none) return true
  if (kind === Immediate.index) {
    const index = bytes[start + 1] as number
    if (index < 0x80 && start + 1 < walk.limit) {
      // and most indices of one byte, which need no calls before the engine has optimised them
      walk.index = index
      walk.position = start + 2
    } else walk.index = u32(walk)
  } else if (kind === Immediate.memarg) memarg(walk)
  else if (kind === Immediate.i32) integer(walk, 5, 0x78)
  else if (kind === Immediate.end) walk.depth--
  else if (kind === Immediate.prefix) prefixed(walk, op)
  else immediates(walk, kind)
  return true
}

/** An index as a signed LEB128 of 33 bits, which may not be negative. */
function typeIndex(walk: Walk): void {
  const from = walk.position
  integer(walk, 5, 0x70)
  if ((walk.bytes[walk.position - 1] as number) & 0x40) fail(walk, 'expected a type, found a negative index', from)
}

function heapType(walk: Walk): void {
  const code = u8(walk)
  if (code >= 0x69 && code <= 0x74) walk.seen.typeCodes |= 1 << (0x7f - code)
  else {
    walk.position--
    typeIndex(walk)
  }
}

function valueType(walk: Walk): void {
  const code = u8(walk)
  const isTyped = code === 0x63 || code === 0x64
  if (!isTyped && !(code >= 0x69 && code <= 0x74) && !(code >= 0x7b && code <= 0x7f)) {
    fail(walk, `expected a value type, found 0x${hex(code)}`, walk.position - 1)
  }
  walk.seen.typeCodes |= 1 << (0x7f - code)
  if (isTyped) heapType(walk)
}

function blockType(walk: Walk): void {
  const code = u8(walk)
  if (code === 0x40) return
  walk.position--
  if (code > 0x40 && code < 0x80) valueType(walk)
  else typeIndex(walk)
}

function open(walk: Walk, kind: number): void {
  if (walk.depth > walk.nesting) {
    const message = `expected at most ${walk.nesting} blocks in each other, found more`
    throw new PluginError('limit-exceeded', message, { offset: walk.base + walk.start })
  }
  walk.blocks[walk.depth++] = kind
}

/** Turns the block that the instruction stands in, which must be of kind `from` or `orFrom`, into one of kind `to`. */
function turn(walk: Walk, from: number, orFrom: number, to: number): void {
  const kind = walk.blocks[walk.depth - 1]
  if (kind !== from && kind !== orFrom) {
    fail(
      walk,
      `expected opcode 0x${hex(walk.opcode)} within the block that it belongs to, found it elsewhere`,
      walk.start,
    )
  }
  walk.blocks[walk.depth - 1] = to
}

function memarg(walk: Walk): void {
  const flags = u32(walk)
  if (flags >= 0x80) fail(walk, `expected an alignment, found ${flags}`, walk.start)
  walk.index = flags & 0x40 ? u32(walk) : 0
  offset(walk)
}

function catches(walk: Walk): void {
  for (let count = u32(walk); count > 0; count--) {
    const kind = u8(walk)
    if (kind > 3) fail(walk, `expected a catch clause, found 0x${hex(kind)}`, walk.position - 1)
    if (kind < 2) u32(walk)
    u32(walk)
  }
}

function prefixed(walk: Walk, prefix: number): void {
  const continuation = u32(walk)
  const kinds = prefixedImmediates[prefix - 0xfb] as Uint8Array
  const kind = continuation < kinds.length ? (kinds[continuation] as number) : Immediate.unknown
  if (kind === Immediate.unknown) {
    fail(walk, `expected an instruction, found opcode 0x${hex(prefix)} ${continuation}`, walk.start)
  }
  walk.opcode = opcode(prefix, continuation)
  walk.seen.opcodes[seenAt(walk.opcode)] = 1
  immediates(walk, kind)
}

function immediates(walk: Walk, kind: number): void {
  switch (kind) {
    case Immediate.none:
      return
    case Immediate.index:
      walk.index = u32(walk)
      return
    case Immediate.memarg:
      memarg(walk)
      return
    case Immediate.block:
      blockType(walk)
      open(walk, walk.opcode === 0x04 ? IF : walk.opcode === 0x06 ? TRY : PLAIN)
      return
    case Immediate.else:
      turn(walk, IF, IF, PLAIN)
      return
    case Immediate.i64:
      integer(walk, 10, 0x7f)
      return
    case Immediate.f64:
      skip(walk, 8)
      return
    case Immediate.f32:
      skip(walk, 4)
      return
    case Immediate.twoIndices:
      walk.index = u32(walk)
      walk.second = u32(walk)
      return
    case Immediate.labels:
      walk.second = 0
      walk.index = u32(walk)
      for (let rest = walk.index; rest >= 0; rest--) walk.second = Math.max(walk.second, u32(walk))
      return
    case Immediate.memargLane:
      memarg(walk)
      skip(walk, 1)
      return
    case Immediate.lane:
      skip(walk, 1)
      return
    case Immediate.v128:
      skip(walk, 16)
      return
    case Immediate.valueTypes:
      for (let count = u32(walk); count > 0; count--) valueType(walk)
      return
    case Immediate.heapType:
      heapType(walk)
      return
    case Immediate.castBranch: {
      const flags = u8(walk)
      if (flags > 3) fail(walk, `expected the flags of a cast, found 0x${hex(flags)}`, walk.position - 1)
      walk.index = u32(walk)
      heapType(walk)
      heapType(walk)
      return
    }
    case Immediate.catch:
      turn(walk, TRY, CATCH, CATCH)
      walk.index = u32(walk)
      return
    case Immediate.catchAll:
      turn(walk, TRY, CATCH, PLAIN)
      return
    case Immediate.delegate:
      turn(walk, TRY, TRY, PLAIN)
      walk.depth--
      walk.index = u32(walk)
      return
    case Immediate.tryTable:
      blockType(walk)
      catches(walk)
      open(walk, PLAIN)
      return
    case Immediate.data:
      walk.seen.data = true
      walk.index = u32(walk)
      return
    case Immediate.dataAndIndex:
      walk.seen.data = true
      walk.index = u32(walk)
      walk.second = u32(walk)
      return
    case Immediate.zero:
      if (u8(walk) !== 0) fail(walk, 'expected a zero byte, found another', walk.position - 1)
      return
    default:
      fail(walk, `expected an instruction, found opcode 0x${hex(walk.opcode)}`, walk.start)
  }
}

const hex = (value: number): string => value.toString(16).padStart(2, '0')
