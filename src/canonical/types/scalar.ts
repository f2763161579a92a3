import { PluginError } from '../../errors.ts'
import type { Primitive } from '../../wit/world.ts'
import { type Codec, type CoreValue, singleCodec } from '../codec.ts'
import { primitiveLayout } from '../layout.ts'
import { kindOf, Mismatch, quote } from '../mismatch.ts'

export type Scalar = Exclude<Primitive, 'string' | 'error-context'>

/** The codecs of all types that are one number, bigint, boolean or character. */
export const scalarCodecs: Readonly<Record<Scalar, Codec>> = {
  bool: singleCodec({
    layout: primitiveLayout('bool'),
    load: (guest, address) => guest.u8[address] !== 0,
    store: (guest, address, value) => {
      guest.u8[address] = lowerBool(value)
    },
    lift: core => core !== 0,
    lower: lowerBool,
  }),
  u8: singleCodec({
    layout: primitiveLayout('u8'),
    view: 'u8',
    load: (guest, address) => guest.u8[address],
    store: (guest, address, value) => {
      guest.u8[address] = lowerU8(value)
    },
    lift: core => (core as number) & 0xff,
    lower: lowerU8,
  }),
  s8: singleCodec({
    layout: primitiveLayout('s8'),
    view: 'i8',
    load: (guest, address) => guest.i8[address],
    store: (guest, address, value) => {
      guest.i8[address] = lowerS8(value)
    },
    lift: core => ((core as number) << 24) >> 24,
    lower: lowerS8,
  }),
  u16: singleCodec({
    layout: primitiveLayout('u16'),
    view: 'u16',
    load: (guest, address) => guest.u16[address >>> 1],
    store: (guest, address, value) => {
      guest.u16[address >>> 1] = lowerU16(value)
    },
    lift: core => (core as number) & 0xffff,
    lower: lowerU16,
  }),
  s16: singleCodec({
    layout: primitiveLayout('s16'),
    view: 'i16',
    load: (guest, address) => guest.i16[address >>> 1],
    store: (guest, address, value) => {
      guest.i16[address >>> 1] = lowerS16(value)
    },
    lift: core => ((core as number) << 16) >> 16,
    lower: lowerS16,
  }),
  u32: singleCodec({
    layout: primitiveLayout('u32'),
    view: 'u32',
    load: (guest, address) => guest.u32[address >>> 2],
    store: (guest, address, value) => {
      guest.u32[address >>> 2] = lowerU32(value)
    },
    lift: core => (core as number) >>> 0,
    lower: lowerU32,
  }),
  s32: singleCodec({
    layout: primitiveLayout('s32'),
    view: 'i32',
    load: (guest, address) => guest.i32[address >>> 2],
    store: (guest, address, value) => {
      guest.i32[address >>> 2] = lowerS32(value)
    },
    lift: core => (core as number) | 0,
    lower: lowerS32,
  }),
  u64: singleCodec({
    layout: primitiveLayout('u64'),
    view: 'u64',
    load: (guest, address) => guest.u64[address >>> 3],
    store: (guest, address, value) => {
      guest.u64[address >>> 3] = lowerU64(value)
    },
    lift: core => BigInt.asUintN(64, core as bigint),
    lower: lowerU64,
  }),
  s64: singleCodec({
    layout: primitiveLayout('s64'),
    view: 'i64',
    load: (guest, address) => guest.i64[address >>> 3],
    store: (guest, address, value) => {
      guest.i64[address >>> 3] = lowerS64(value)
    },
    lift: core => BigInt.asIntN(64, core as bigint),
    lower: lowerS64,
  }),
  f32: singleCodec({
    layout: primitiveLayout('f32'),
    view: 'f32',
    load: (guest, address) => guest.f32[address >>> 2],
    store: (guest, address, value) => {
      guest.f32[address >>> 2] = lowerF32(value)
    },
    lift: core => core,
    lower: lowerF32,
  }),
  f64: singleCodec({
    layout: primitiveLayout('f64'),
    view: 'f64',
    load: (guest, address) => guest.f64[address >>> 3],
    store: (guest, address, value) => {
      guest.f64[address >>> 3] = lowerF64(value)
    },
    lift: core => core,
    lower: lowerF64,
  }),
  char: singleCodec({
    layout: primitiveLayout('char'),
    load: (guest, address) => liftChar(guest.u32[address >>> 2] as number),
    store: (guest, address, value) => {
      guest.u32[address >>> 2] = lowerChar(value)
    },
    lift: liftChar,
    lower: lowerChar,
  }),
}

function lowerBool(value: unknown): number {
  if (typeof value !== 'boolean') throw new Mismatch('bool', kindOf(value))
  return value ? 1 : 0
}

function lowerU8(value: unknown): number {
  if (typeof value === 'number' && (value & 0xff) === value) return value
  throw notInteger('u8', value)
}

function lowerS8(value: unknown): number {
  if (typeof value === 'number' && (value << 24) >> 24 === value) return value
  throw notInteger('s8', value)
}

function lowerU16(value: unknown): number {
  if (typeof value === 'number' && (value & 0xffff) === value) return value
  throw notInteger('u16', value)
}

function lowerS16(value: unknown): number {
  if (typeof value === 'number' && (value << 16) >> 16 === value) return value
  throw notInteger('s16', value)
}

function lowerU32(value: unknown): number {
  if (typeof value === 'number' && value >>> 0 === value) return value
  throw notInteger('u32', value)
}

function lowerS32(value: unknown): number {
  if (typeof value === 'number' && (value | 0) === value) return value
  throw notInteger('s32', value)
}

function lowerU64(value: unknown): bigint {
  if (typeof value === 'bigint' && BigInt.asUintN(64, value) === value) return value
  throw notInteger('u64', value)
}

function lowerS64(value: unknown): bigint {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value
  throw notInteger('s64', value)
}

function lowerF32(value: unknown): number {
  if (typeof value === 'number') return Math.fround(value)
  throw new Mismatch('f32', kindOf(value))
}

function lowerF64(value: unknown): number {
  if (typeof value === 'number') return value
  throw new Mismatch('f64', kindOf(value))
}

function lowerChar(value: unknown): number {
  if (typeof value !== 'string') throw new Mismatch('char', kindOf(value))
  const scalar = value.codePointAt(0)
  if (scalar === undefined || value.length !== (scalar > 0xffff ? 2 : 1) || isSurrogate(scalar)) {
    throw new Mismatch('char, a string of one Unicode scalar value', quote(value))
  }
  return scalar
}

function liftChar(core: CoreValue): string {
  const scalar = (core as number) >>> 0
  if (scalar > 0x10ffff || isSurrogate(scalar)) {
    throw new PluginError('abi-violation', `expected a Unicode scalar value for a char, found 0x${scalar.toString(16)}`)
  }
  return String.fromCodePoint(scalar)
}

function isSurrogate(scalar: number): boolean {
  return scalar >= 0xd800 && scalar <= 0xdfff
}

/** Of the right type, the value itself says more than its kind. */
function notInteger(expected: string, value: unknown): Mismatch {
  const type = expected.endsWith('64') ? 'bigint' : 'number'
  if (typeof value === type) return new Mismatch(expected, String(value))
  return new Mismatch(type === 'bigint' ? `${expected} (a bigint)` : expected, kindOf(value))
}
