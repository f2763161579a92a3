import { PluginError } from '../../errors.ts'
import type { Primitive } from '../../wit/world.ts'
import type { Cursor } from './cursor.ts'
import type { Token } from './lexer.ts'
import { printChar, printString } from './strings.ts'

/** Bits of the whole numbers, negative for those with a sign. */
const INTEGERS: Readonly<Partial<Record<Primitive, number>>> = {
  u8: 8,
  u16: 16,
  u32: 32,
  u64: 64,
  s8: -8,
  s16: -16,
  s32: -32,
  s64: -64,
}

const TYPED_ARRAYS: ReadonlyMap<unknown, { from(items: readonly never[]): unknown }> = new Map<
  unknown,
  { from(items: readonly never[]): unknown }
>([
  ['u8', Uint8Array],
  ['u16', Uint16Array],
  ['u32', Uint32Array],
  ['u64', BigUint64Array],
  ['s8', Int8Array],
  ['s16', Int16Array],
  ['s32', Int32Array],
  ['s64', BigInt64Array],
  ['f32', Float32Array],
  ['f64', Float64Array],
])

/** The values of a list in the array that lists of this type come in; `undefined` where that is a plain one. */
export function typedArrayOf(element: unknown, items: readonly unknown[]): unknown {
  return TYPED_ARRAYS.get(element)?.from(items as readonly never[])
}

/** Reads a value of a primitive type. @throws PluginError `invalid-argument`, `unsupported` */
export function parsePrimitive(cursor: Cursor, type: Primitive): unknown {
  const { kind, text } = cursor.token
  switch (type) {
    case 'bool':
      if (kind !== 'label' || (text !== 'true' && text !== 'false')) throw cursor.unexpected('true or false')
      return cursor.take().text === 'true'
    case 'char':
    case 'string':
      if (kind !== type) throw cursor.unexpected(type === 'char' ? "a char, in '...'" : 'a string, in "..."')
      return cursor.take().text
    case 'f32':
    case 'f64': {
      const value = parseFloat64(cursor.token)
      if (value === undefined) throw cursor.unexpected(`a number (${type})`)
      cursor.take()
      return type === 'f32' ? Math.fround(value) : value
    }
    case 'error-context':
      throw new PluginError('unsupported', `${type}: values of this type can't be written as text`)
    default:
      return parseInteger(cursor, type)
  }
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
])

function parseFloat64({ kind, text }: Token): number | undefined {
  if (kind !== 'number' && kind !== 'label') return undefined
  return WORDS.get(text) ?? (kind === 'number' ? Number(text) : undefined)
}

/** More digits than any whole number has. */
const MAX_DIGITS = 24

function parseInteger(cursor: Cursor, type: Primitive): number | bigint {
  const { kind, text } = cursor.token
  const bits = INTEGERS[type] ?? 0
  if (kind !== 'number' || !/^-?[0-9]+$/.test(text)) throw cursor.unexpected(`a whole number (${type})`)
  const [min, max] =
    bits > 0 ? [0n, 2n ** BigInt(bits) - 1n] : [-(2n ** BigInt(-bits - 1)), 2n ** BigInt(-bits - 1) - 1n]
  const value = text.length <= MAX_DIGITS ? BigInt(text) : undefined
  if (value === undefined || value < min || value > max) throw cursor.unexpected(`${type}, from ${min} to ${max}`)
  cursor.take()
  return Math.abs(bits) === 64 ? value : Number(value)
}

/** A value of a primitive type as text. */
export function printPrimitive(type: Primitive, value: unknown): string {
  switch (type) {
    case 'char':
      return printChar(value as string)
    case 'string':
      return printString(value as string)
    case 'f32':
    case 'f64':
      return printFloat(type, value as number)
    case 'error-context':
      throw new PluginError('unsupported', `${type}: values of this type can't be written as text`)
    default:
      return String(value)
  }
}

function printFloat(type: 'f32' | 'f64', value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0'
  return type === 'f64' ? String(value) : shortestFloat32(value)
}

/** Nine digits tell every f32 apart, most need fewer. */
function shortestFloat32(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}
