/** A value of core WebAssembly: i32 as a signed number, i64 as a signed bigint. */
export type Value = number | bigint

type Unary = (a: never) => Value
type Binary = (a: never, b: never) => Value

const truth = (value: boolean): number => (value ? 1 : 0)
const wide = (value: bigint): bigint => BigInt.asIntN(64, value)
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value)

function saturate(value: number, low: number, high: number): number {
  return Number.isNaN(value) ? 0 : Math.min(Math.max(Math.trunc(value), low), high)
}

/** Instructions of one operand, by opcode. */
export const unary: ReadonlyMap<number, Unary> = new Map<number, Unary>([
  [0x45, (a: number) => truth(a === 0)],
  [0x50, (a: bigint) => truth(a === 0n)],
  [0x67, (a: number) => Math.clz32(a)],
  [0x68, (a: number) => (a === 0 ? 32 : 31 - Math.clz32(a & -a))],
  [0x99, (a: number) => Math.abs(a)],
  [0x9a, (a: number) => -a],
  [0xa7, (a: bigint) => Number(BigInt.asIntN(32, a))],
  [0xac, (a: number) => BigInt(a)],
  [0xad, (a: number) => BigInt(a >>> 0)],
  [0xb7, (a: number) => a],
  [0xb8, (a: number) => a >>> 0],
  [0xbb, (a: number) => a],
  [0xc0, (a: number) => (a << 24) >> 24],
  [0xc1, (a: number) => (a << 16) >> 16],
  [0xc2, (a: bigint) => BigInt.asIntN(8, a)],
  [0xc3, (a: bigint) => BigInt.asIntN(16, a)],
  [0xc4, (a: bigint) => BigInt.asIntN(32, a)],
  [0xfc0000, (a: number) => saturate(a, -(2 ** 31), 2 ** 31 - 1)],
  [0xfc0001, (a: number) => saturate(a, 0, 2 ** 32 - 1) | 0],
  [0xfc0002, (a: number) => saturate(a, -(2 ** 31), 2 ** 31 - 1)],
  [0xfc0003, (a: number) => saturate(a, 0, 2 ** 32 - 1) | 0],
])

/** Instructions of two operands, by opcode. */
export const binary: ReadonlyMap<number, Binary> = new Map<number, Binary>([
  [0x46, (a: number, b: number) => truth(a === b)],
  [0x47, (a: number, b: number) => truth(a !== b)],
  [0x48, (a: number, b: number) => truth(a < b)],
  [0x49, (a: number, b: number) => truth(a >>> 0 < b >>> 0)],
  [0x4a, (a: number, b: number) => truth(a > b)],
  [0x4b, (a: number, b: number) => truth(a >>> 0 > b >>> 0)],
  [0x4c, (a: number, b: number) => truth(a <= b)],
  [0x4d, (a: number, b: number) => truth(a >>> 0 <= b >>> 0)],
  [0x4e, (a: number, b: number) => truth(a >= b)],
  [0x4f, (a: number, b: number) => truth(a >>> 0 >= b >>> 0)],
  [0x51, (a: bigint, b: bigint) => truth(a === b)],
  [0x52, (a: bigint, b: bigint) => truth(a !== b)],
  [0x53, (a: bigint, b: bigint) => truth(a < b)],
  [0x54, (a: bigint, b: bigint) => truth(unsigned(a) < unsigned(b))],
  [0x55, (a: bigint, b: bigint) => truth(a > b)],
  [0x56, (a: bigint, b: bigint) => truth(unsigned(a) > unsigned(b))],
  [0x57, (a: bigint, b: bigint) => truth(a <= b)],
  [0x58, (a: bigint, b: bigint) => truth(unsigned(a) <= unsigned(b))],
  [0x59, (a: bigint, b: bigint) => truth(a >= b)],
  [0x5a, (a: bigint, b: bigint) => truth(unsigned(a) >= unsigned(b))],
  ...[0x5b, 0x61].flatMap((first): [number, Binary][] => [
    [first, (a: number, b: number) => truth(a === b)],
    [first + 1, (a: number, b: number) => truth(a !== b)],
    [first + 2, (a: number, b: number) => truth(a < b)],
    [first + 3, (a: number, b: number) => truth(a > b)],
    [first + 4, (a: number, b: number) => truth(a <= b)],
    [first + 5, (a: number, b: number) => truth(a >= b)],
  ]),
  [0x6a, (a: number, b: number) => (a + b) | 0],
  [0x6b, (a: number, b: number) => (a - b) | 0],
  [0x6c, (a: number, b: number) => Math.imul(a, b)],
  [0x71, (a: number, b: number) => a & b],
  [0x72, (a: number, b: number) => a | b],
  [0x73, (a: number, b: number) => a ^ b],
  [0x74, (a: number, b: number) => a << b],
  [0x75, (a: number, b: number) => a >> b],
  [0x76, (a: number, b: number) => (a >>> b) | 0],
  [0x77, (a: number, b: number) => (a << b) | (a >>> (32 - (b & 31)))],
  [0x78, (a: number, b: number) => (a >>> b) | (a << (32 - (b & 31)))],
  [0x7c, (a: bigint, b: bigint) => wide(a + b)],
  [0x7d, (a: bigint, b: bigint) => wide(a - b)],
  [0x7e, (a: bigint, b: bigint) => wide(a * b)],
  [0x83, (a: bigint, b: bigint) => a & b],
  [0x84, (a: bigint, b: bigint) => a | b],
  [0x85, (a: bigint, b: bigint) => a ^ b],
  [0x86, (a: bigint, b: bigint) => wide(a << (b & 63n))],
  [0x87, (a: bigint, b: bigint) => a >> (b & 63n)],
  [0x88, (a: bigint, b: bigint) => wide(unsigned(a) >> (b & 63n))],
  [0xa0, (a: number, b: number) => a + b],
  [0xa1, (a: number, b: number) => a - b],
  [0xa2, (a: number, b: number) => a * b],
])
