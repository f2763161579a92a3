import { PluginError } from '../errors.ts'
import { Immediate, opcode, plainImmediates, prefixedImmediates } from './opcodes.ts'

/**
 * Steps through the instructions of bodies and constant expressions, one after the other. One object serves a whole
 * module: its fields describe the instruction that `next` has just passed, so that a step allocates nothing.
 */
export interface Instructions {
  /** The prefix byte, where there is one, above its 16-bit continuation: `0x20`, `0xfc0008`. */
  readonly opcode: number
  /** Position of its first byte in the bytes walked. */
  readonly start: number
  /** Position behind its last byte. */
  readonly end: number
  /** Its first index: local, global, function, type, table, memory, label …; for `br_table` the number of labels. */
  readonly index: number
  /** Its second index. */
  readonly second: number
  /** Blocks open behind it, the function's own included; 0 after the final `end`. */
  readonly depth: number
  /** What has occurred since the walk was created. */
  readonly seen: Seen
  /** Begins at `start`; the final `end` must come before position `limit`. */
  enter(start: number, limit: number): void
  /**
   * Passes one instruction; false once the final `end` is behind.
   * @throws PluginError `malformed`, `limit-exceeded` for blocks nested too deep
   */
  next(): boolean
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

/** Flags of one prefix in `Seen.opcodes`. */
const prefixStride = 320

/** Whether `seen` holds an opcode between `from` and `to`, both in the form of `Instructions.opcode` with one prefix. */
export function hasSeen(seen: Seen, from: number, to: number = from): boolean {
  const first = seenAt(from)
  return seen.opcodes.subarray(first, first + to - from + 1).includes(1)
}

const seenAt = (op: number): number => (op < 256 ? op : 256 + ((op >> 16) - 0xfb) * prefixStride + (op & 0xffff))

// What a block was begun by, as far as it decides what may stand in it.
const PLAIN = 0
const IF = 1
const TRY = 2
const CATCH = 3

/**
 * Walks instructions in `bytes`, which stand `base` bytes from the start of the file.
 * Malformed is what breaks the binary grammar; types and index bounds are the engine's to check.
 */
export function createInstructions(
  bytes: Uint8Array,
  base = 0,
  nesting: number = Number.POSITIVE_INFINITY,
): Instructions {
  let position = 0
  let limit = 0
  let depth = 0
  const blocks: number[] = []
  const seen: Seen = { opcodes: new Uint8Array(256 + 4 * prefixStride), typeCodes: 0, data: false }
  const opcodes = seen.opcodes

  const fail = (message: string, at = position): never => {
    throw new PluginError('malformed', message, { offset: base + at })
  }
  const u8 = (): number => {
    if (position >= limit) fail('expected more of an instruction, found the end of its part')
    return bytes[position++] as number
  }
  const u32 = (): number => {
    let byte = u8()
    if (byte < 0x80) return byte
    const from = position - 1
    let value = byte & 0x7f
    for (let shift = 7; shift < 28; shift += 7) {
      byte = u8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    byte = u8()
    if (byte > 0x0f) fail('expected an unsigned 32-bit integer, found a longer one', from)
    return (value | (byte << 28)) >>> 0
  }
  /** Passes a LEB128 integer; `unused` are the bits of the byte at `most` that must repeat its sign (or be 0). */
  const integer = (most: number, unused: number, signed: boolean): void => {
    const from = position
    for (let count = 1; count < most; count++) if (u8() < 0x80) return
    const last = u8() & (unused | 0x80)
    if (last !== 0 && !(signed && last === unused)) fail('expected an integer of its type, found a longer one', from)
  }
  const skip = (length: number): void => {
    if (length > limit - position) fail('expected more of an instruction, found the end of its part')
    position += length
  }
  /** A type index as s33, which may not be negative. */
  const typeIndex = (): void => {
    const from = position
    integer(5, 0x70, true)
    if ((bytes[position - 1] as number) & 0x40) fail('expected a type, found a negative index', from)
  }
  const heapType = (): void => {
    const code = u8()
    if (code >= 0x69 && code <= 0x74) seen.typeCodes |= 1 << (0x7f - code)
    else {
      position--
      typeIndex()
    }
  }
  const valueType = (): void => {
    const code = u8()
    if (code === 0x63 || code === 0x64) {
      seen.typeCodes |= 1 << (0x7f - code)
      heapType()
    } else if ((code >= 0x69 && code <= 0x74) || (code >= 0x7b && code <= 0x7f)) seen.typeCodes |= 1 << (0x7f - code)
    else fail(`expected a value type, found 0x${hex(code)}`, position - 1)
  }
  const blockType = (): void => {
    const code = position < limit ? (bytes[position] as number) : u8()
    if (code === 0x40) position++
    else if (code > 0x40 && code < 0x80) valueType()
    else typeIndex()
  }
  const open = (kind: number): void => {
    if (depth > nesting) {
      throw new PluginError('limit-exceeded', `blocks are nested deeper than ${nesting}`, { offset: base + self.start })
    }
    blocks[depth++] = kind
  }
  const memarg = (): void => {
    const from = position
    const flags = u32()
    if (flags >= 0x80) fail(`expected an alignment, found ${flags}`, from)
    self.index = flags & 0x40 ? u32() : 0
    integer(10, 0x7e, false)
  }
  const catches = (): void => {
    for (let count = u32(); count > 0; count--) {
      const kind = u8()
      if (kind > 3) fail(`expected a catch clause, found 0x${hex(kind)}`, position - 1)
      if (kind < 2) u32()
      u32()
    }
  }
  /** The block that the instruction stands in, which must have been begun by one of two kinds. */
  const within = (first: number, second: number, name: string): void => {
    const kind = blocks[depth - 1]
    if (kind !== first && kind !== second)
      fail(`expected ${name} in its own kind of block, found it elsewhere`, self.start)
  }

  const immediates = (kind: number): void => {
    switch (kind) {
      case Immediate.block: {
        const begins = bytes[position - 1]
        blockType()
        open(begins === 0x04 ? IF : begins === 0x06 ? TRY : PLAIN)
        return
      }
      case Immediate.else:
        within(IF, IF, '`else`')
        blocks[depth - 1] = PLAIN
        return
      case Immediate.catch:
        within(TRY, CATCH, '`catch`')
        blocks[depth - 1] = CATCH
        self.index = u32()
        return
      case Immediate.catchAll:
        within(TRY, CATCH, '`catch_all`')
        blocks[depth - 1] = PLAIN
        return
      case Immediate.delegate:
        within(TRY, TRY, '`delegate`')
        depth--
        self.index = u32()
        return
      case Immediate.tryTable:
        blockType()
        catches()
        open(PLAIN)
        return
      case Immediate.twoIndices:
        self.index = u32()
        self.second = u32()
        return
      case Immediate.labels: {
        const count = u32()
        for (let rest = count; rest > 0; rest--) u32()
        u32()
        self.index = count
        return
      }
      case Immediate.memargLane:
        memarg()
        skip(1)
        return
      case Immediate.lane:
        skip(1)
        return
      case Immediate.i64:
        integer(10, 0x7f, true)
        return
      case Immediate.f32:
        skip(4)
        return
      case Immediate.f64:
        skip(8)
        return
      case Immediate.v128:
        skip(16)
        return
      case Immediate.valueTypes:
        for (let count = u32(); count > 0; count--) valueType()
        return
      case Immediate.heapType:
        heapType()
        return
      case Immediate.castBranch: {
        const flags = u8()
        if (flags > 3) fail(`expected flags of a cast, found 0x${hex(flags)}`, position - 1)
        self.index = u32()
        heapType()
        heapType()
        return
      }
      case Immediate.data:
        seen.data = true
        self.index = u32()
        return
      case Immediate.dataThenIndex:
      case Immediate.indexThenData:
        seen.data = true
        self.index = u32()
        self.second = u32()
        return
      case Immediate.zero:
        if (u8() !== 0) fail('expected a zero byte, found another', position - 1)
        return
      default:
        fail(`expected an instruction, found opcode 0x${hex(self.opcode)}`, self.start)
    }
  }

  const self = {
    opcode: 0,
    start: 0,
    end: 0,
    index: 0,
    second: 0,
    depth: 0,
    seen,
    enter(start: number, newLimit: number): void {
      position = start
      limit = newLimit
      depth = 1
      blocks[0] = PLAIN
      self.end = start
      self.depth = 1
    },
    next(): boolean {
      if (depth === 0) return false
      self.start = position
      if (position >= limit) fail('expected an `end`, found the end of the part')
      let op = bytes[position++] as number
      let kind = plainImmediates[op] as number
      if (kind === Immediate.prefix) {
        const continuation = u32()
        const kinds = prefixedImmediates[op - 0xfb] as Uint8Array
        kind = continuation < kinds.length ? (kinds[continuation] as number) : Immediate.unknown
        op = opcode(op, continuation & 0xffff)
        if (kind !== Immediate.unknown) opcodes[seenAt(op)] = 1
      } else opcodes[op] = 1
      self.opcode = op
      if (kind === Immediate.none) {
        // nothing follows: nearly half of all instructions
      } else if (kind === Immediate.index) self.index = u32()
      else if (kind === Immediate.i32) integer(5, 0x78, true)
      else if (kind === Immediate.memarg) memarg()
      else if (kind === Immediate.end) depth--
      else immediates(kind)
      self.end = position
      self.depth = depth
      return true
    },
  }
  return self
}

const hex = (value: number): string => value.toString(16).padStart(2, '0')
