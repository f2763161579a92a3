import type { CoreValue } from './codec.ts'
import type { CoreType } from './layout.ts'

/** Moves the payload of one case between its own core types and those that serve all cases, in place. */
export interface Coercions {
  /** For lowering: to the types of all cases. */
  widen(values: CoreValue[], at: number): void
  /** For lifting: to the types of this case. */
  narrow(values: CoreValue[], at: number): void
}

/** `undefined` when all types are the same already. */
export function coercionsOf(own: readonly CoreType[], joined: readonly CoreType[]): Coercions | undefined {
  const steps = own.flatMap((from, offset) => {
    const to = joined[offset] ?? from
    return from === to ? [] : [{ offset, ...conversion(from, to) }]
  })
  if (steps.length === 0) return undefined
  return {
    widen: (values, at) => {
      for (const { offset, widen } of steps) values[at + offset] = widen(values[at + offset] as CoreValue)
    },
    narrow: (values, at) => {
      for (const { offset, narrow } of steps) values[at + offset] = narrow(values[at + offset] as CoreValue)
    },
  }
}

interface Conversion {
  readonly widen: (core: CoreValue) => CoreValue
  readonly narrow: (core: CoreValue) => CoreValue
}

/** Words are joined to i32 or i64 only: see `join`. */
function conversion(from: CoreType, to: CoreType): Conversion {
  if (to === 'i32') return { widen: core => f32Bits(core as number), narrow: core => f32OfBits(core as number) }
  if (from === 'i32') {
    return { widen: core => BigInt((core as number) >>> 0), narrow: core => Number(BigInt.asIntN(32, core as bigint)) }
  }
  if (from === 'f32') {
    return {
      widen: core => BigInt(f32Bits(core as number) >>> 0),
      narrow: core => f32OfBits(Number(BigInt.asIntN(32, core as bigint))),
    }
  }
  return { widen: core => f64Bits(core as number), narrow: core => f64OfBits(core as bigint) }
}

const f32 = new Float32Array(1)
const i32 = new Int32Array(f32.buffer)
const f64 = new Float64Array(1)
const i64 = new BigInt64Array(f64.buffer)

function f32Bits(value: number): number {
  f32[0] = value
  return i32[0] as number
}

function f32OfBits(bits: number): number {
  i32[0] = bits
  return f32[0] as number
}

function f64Bits(value: number): bigint {
  f64[0] = value
  return i64[0] as bigint
}

function f64OfBits(bits: bigint): number {
  i64[0] = bits
  return f64[0] as number
}
