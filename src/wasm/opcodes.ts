/**
 * What follows each opcode in the binary format. One byte an opcode, so that a walk is a table look-up an instruction.
 * Core specification 3.0, section 5.4, with legacy exceptions, threads, relaxed SIMD and wide arithmetic.
 */
export const Immediate = {
  none: 0,
  /** No instruction has this opcode. */
  unknown: 1,
  /** The opcode goes on in a u32. */
  prefix: 2,
  /** A block type; a new block begins. */
  block: 3,
  else: 4,
  end: 5,
  /** Legacy exceptions: a tag index. */
  catch: 6,
  catchAll: 7,
  /** Legacy exceptions: a label; ends its block. */
  delegate: 8,
  /** A block type and catch clauses; a new block begins. */
  tryTable: 9,
  /** One index of whatever kind. */
  index: 10,
  twoIndices: 11,
  labels: 12,
  memarg: 13,
  memargLane: 14,
  lane: 15,
  i32: 16,
  i64: 17,
  f32: 18,
  f64: 19,
  v128: 20,
  valueTypes: 21,
  heapType: 22,
  /** Flags, a label and two heap types. */
  castBranch: 23,
  /** Index of a data segment: asks for a data count section. */
  data: 24,
  /** Two indices, one of them of a data segment. */
  dataAndIndex: 25,
  zero: 26,
} as const
export type Immediate = (typeof Immediate)[keyof typeof Immediate]

/** The four bytes that begin a longer opcode. */
export const Prefix = { gc: 0xfb, bulk: 0xfc, simd: 0xfd, threads: 0xfe } as const

/** An opcode as one number: the prefix byte, where there is one, above its 16-bit continuation. */
export const opcode = (prefix: number, continuation: number): number => (prefix << 16) | continuation

type Run = readonly [from: number, to: number, immediate: Immediate]

function table(size: number, runs: readonly Run[]): Uint8Array {
  const kinds = new Uint8Array(size).fill(Immediate.unknown)
  for (const [from, to, immediate] of runs) kinds.fill(immediate, from, to + 1)
  return kinds
}

/** Immediates of the one-byte opcodes. */
export const plainImmediates: Uint8Array = table(256, [
  [0x00, 0x01, Immediate.none], // unreachable, nop
  [0x02, 0x04, Immediate.block], // block, loop, if
  [0x05, 0x05, Immediate.else],
  [0x06, 0x06, Immediate.block], // try (legacy)
  [0x07, 0x07, Immediate.catch],
  [0x08, 0x09, Immediate.index], // throw, rethrow (legacy)
  [0x0a, 0x0a, Immediate.none], // throw_ref
  [0x0b, 0x0b, Immediate.end],
  [0x0c, 0x0d, Immediate.index], // br, br_if
  [0x0e, 0x0e, Immediate.labels], // br_table
  [0x0f, 0x0f, Immediate.none], // return
  [0x10, 0x10, Immediate.index], // call
  [0x11, 0x11, Immediate.twoIndices], // call_indirect
  [0x12, 0x12, Immediate.index], // return_call
  [0x13, 0x13, Immediate.twoIndices], // return_call_indirect
  [0x14, 0x15, Immediate.index], // call_ref, return_call_ref
  [0x18, 0x18, Immediate.delegate],
  [0x19, 0x19, Immediate.catchAll],
  [0x1a, 0x1b, Immediate.none], // drop, select
  [0x1c, 0x1c, Immediate.valueTypes], // select t
  [0x1f, 0x1f, Immediate.tryTable],
  [0x20, 0x26, Immediate.index], // local.get/set/tee, global.get/set, table.get/set
  [0x28, 0x3e, Immediate.memarg],
  [0x3f, 0x40, Immediate.index], // memory.size, memory.grow
  [0x41, 0x41, Immediate.i32],
  [0x42, 0x42, Immediate.i64],
  [0x43, 0x43, Immediate.f32],
  [0x44, 0x44, Immediate.f64],
  [0x45, 0xc4, Immediate.none], // comparisons, arithmetic, conversions, sign extensions
  [0xd0, 0xd0, Immediate.heapType], // ref.null
  [0xd1, 0xd1, Immediate.none], // ref.is_null
  [0xd2, 0xd2, Immediate.index], // ref.func
  [0xd3, 0xd4, Immediate.none], // ref.eq, ref.as_non_null
  [0xd5, 0xd6, Immediate.index], // br_on_null, br_on_non_null
  [0xfb, 0xfe, Immediate.prefix],
])

const gcImmediates = table(31, [
  [0, 1, Immediate.index], // struct.new, struct.new_default
  [2, 5, Immediate.twoIndices], // struct.get/get_s/get_u/set
  [6, 7, Immediate.index], // array.new, array.new_default
  [8, 8, Immediate.twoIndices], // array.new_fixed
  [9, 9, Immediate.dataAndIndex], // array.new_data
  [10, 10, Immediate.twoIndices], // array.new_elem
  [11, 14, Immediate.index], // array.get/get_s/get_u/set
  [15, 15, Immediate.none], // array.len
  [16, 16, Immediate.index], // array.fill
  [17, 17, Immediate.twoIndices], // array.copy
  [18, 18, Immediate.dataAndIndex], // array.init_data
  [19, 19, Immediate.twoIndices], // array.init_elem
  [20, 23, Immediate.heapType], // ref.test, ref.cast
  [24, 25, Immediate.castBranch], // br_on_cast, br_on_cast_fail
  [26, 30, Immediate.none], // conversions, i31
])

const bulkImmediates = table(23, [
  [0, 7, Immediate.none], // saturating conversions
  [8, 8, Immediate.dataAndIndex], // memory.init
  [9, 9, Immediate.data], // data.drop
  [10, 10, Immediate.twoIndices], // memory.copy
  [11, 11, Immediate.index], // memory.fill
  [12, 12, Immediate.twoIndices], // table.init
  [13, 13, Immediate.index], // elem.drop
  [14, 14, Immediate.twoIndices], // table.copy
  [15, 17, Immediate.index], // table.grow, table.size, table.fill
  [19, 22, Immediate.none], // wide arithmetic
])

const simdImmediates = table(0x114, [
  [0, 11, Immediate.memarg], // loads, store
  [12, 13, Immediate.v128], // v128.const, i8x16.shuffle
  [14, 20, Immediate.none], // swizzle, splats
  [21, 34, Immediate.lane],
  [35, 83, Immediate.none], // comparisons, bitwise
  [84, 91, Immediate.memargLane],
  [92, 93, Immediate.memarg], // v128.load32_zero, v128.load64_zero
  [94, 255, Immediate.none],
  // the holes of the SIMD opcode space
  ...[
    0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4, 0xe2,
    0xee,
  ].map((hole): Run => [hole, hole, Immediate.unknown]),
  [0x100, 0x113, Immediate.none], // relaxed SIMD
])

const threadsImmediates = table(0x4f, [
  [0, 2, Immediate.memarg], // memory.atomic.notify, wait32, wait64
  [3, 3, Immediate.zero], // atomic.fence
  [0x10, 0x4e, Immediate.memarg],
])

/** Immediates of the longer opcodes, by `prefix - 0xfb`, then by continuation. */
export const prefixedImmediates: readonly Uint8Array[] = [
  gcImmediates,
  bulkImmediates,
  simdImmediates,
  threadsImmediates,
]
