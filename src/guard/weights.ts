import { opcode, Prefix } from '../wasm/opcodes.ts'

/**
 * What an instruction is charged, in units of fuel: 1 for what takes an engine some tenths of a nanosecond, more for
 * what takes longer. A weight is never too low by more than the engines differ, so that fuel bounds time.
 * What is charged by length besides has its base here.
 */
export function weightOf(op: number): number {
  return op < 0x100 ? (plain[op] as number) : (prefixed.get(op) ?? 1)
}

/** On top of a call: what is called is a function of the host. */
export const hostCall = 100

/**
 * Bytes of `memory.fill`, `memory.copy` and `memory.init` that cost one unit, as a shift: 0.02 to 0.16 ns, by the cache
 * that they are in, if any.
 */
export const bytesPerUnitLog2 = 2
/** Units for an element of `table.fill`, `table.copy` and `table.init`, as a shift: engines take some 60 ns for each. */
export const unitsPerElementLog2 = 9

const plain = new Uint16Array(256).fill(1)
const set = (weight: number, ...ops: readonly number[]): void => {
  for (const op of ops) plain[op] = weight
}
set(0, 0x02, 0x03, 0x05, 0x0b) // block, loop, else, end: no code of their own
set(10_000, 0x08, 0x09, 0x0a) // throw, rethrow, throw_ref: unwinding
set(3, 0x0e) // br_table
set(4, 0x10, 0x12) // call, return_call
set(12, 0x11, 0x13, 0x14, 0x15) // call_indirect, call_ref: a check of the type, too
set(10, 0x25) // table.get
set(40, 0x26) // table.set: engines keep a second table of addresses
set(3000, 0x40) // memory.grow
set(20, 0xd2) // ref.func
set(8, 0x6d, 0x6e, 0x6f, 0x70) // i32 division and remainder
set(16, 0x7f, 0x80, 0x81, 0x82) // i64 division and remainder
set(4, 0x95, 0xa3) // float division
set(8, 0x91, 0x9f) // square roots
set(3, 0x96, 0x97, 0xa4, 0xa5) // float minimum and maximum
set(2, 0x8d, 0x8e, 0x8f, 0x90, 0x9b, 0x9c, 0x9d, 0x9e) // rounding
set(4, 0xa8, 0xa9, 0xaa, 0xab, 0xae, 0xaf, 0xb0, 0xb1) // float to integer

const bulk = (continuation: number): number => opcode(Prefix.bulk, continuation)
const simd = (continuation: number): number => opcode(Prefix.simd, continuation)

const prefixed: ReadonlyMap<number, number> = new Map([
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((saturating): [number, number] => [bulk(saturating), 4]),
  ...[8, 10, 11].map((memory): [number, number] => [bulk(memory), 40]),
  ...[12, 14, 17].map((table): [number, number] => [bulk(table), 100]),
  [bulk(15), 3000], // table.grow: what it adds is bounded for the life of an instance
  ...[0xe3, 0xef].map((root): [number, number] => [simd(root), 16]),
  ...[0xe7, 0xf3].map((division): [number, number] => [simd(division), 8]),
  [simd(0xd5), 4], // i64x2.mul
])
