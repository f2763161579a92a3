import type { ValueType } from '../../src/wasm/module.ts'
import { typeText } from '../../src/wasm/spaces.ts'

/** A value as scripts write it: integers in decimal, floats as their bits, references by the host's number. */
export interface CoreValue {
  readonly type: string
  readonly lane_type?: LaneType
  readonly value?: string | readonly string[]
}
export type ExpectedValue = CoreValue | { readonly type: 'either'; readonly values: readonly CoreValue[] }
type LaneType = 'i8' | 'i16' | 'i32' | 'i64' | 'f32' | 'f64'

/** A value as bits: numbers of 32 and 64 bits and vectors unsigned; references as they are. */
export type Bits = bigint | { readonly reference: unknown }

const laneBits: Readonly<Record<LaneType, number>> = { i8: 8, i16: 16, i32: 32, i64: 64, f32: 32, f64: 64 }

/** Objects of the host, by number. */
const hosts = new Map<string, object>()

export function toJs({ type, lane_type, value }: CoreValue): Bits {
  if (type === 'v128' && lane_type !== undefined && Array.isArray(value)) {
    const bits = laneBits[lane_type]
    return value.reduce((all, lane, index) => all | (BigInt.asUintN(bits, BigInt(lane)) << BigInt(index * bits)), 0n)
  }
  if (type === 'i32' || type === 'f32') return BigInt.asUintN(32, BigInt(String(value)))
  if (type === 'i64' || type === 'f64') return BigInt.asUintN(64, BigInt(String(value)))
  if (value === undefined || value === 'null') return { reference: null }
  const host = hosts.get(String(value)) ?? { host: String(value) }
  hosts.set(String(value), host)
  return { reference: host }
}

/** Type and bits, as text that two runs can be compared by. */
export function show(type: ValueType, bits: Bits): string {
  return `${typeText(type)}:${typeof bits === 'bigint' ? bits : showReference(bits.reference)}`
}

function showReference(reference: unknown): string {
  if (reference === null) return 'null'
  if (typeof reference === 'function') return 'function'
  if (typeof reference === 'object' && 'host' in reference) return `host(${reference.host})`
  return typeof reference === 'object' ? 'object' : String(reference)
}

/** Whether what happened is a return of the expected values. */
export function matches(what: string, expected: readonly ExpectedValue[]): boolean {
  const [kind, ...results] = what.split(' ')
  return (
    kind === 'return' &&
    results.length === expected.length &&
    expected.every((value, index) => matchesValue(results[index] ?? '', value))
  )
}

function matchesValue(result: string, expected: ExpectedValue): boolean {
  if ('values' in expected) return expected.values.some(value => matchesValue(result, value))
  const found = result.slice(result.indexOf(':') + 1)
  const { type, lane_type, value } = expected
  if (type === 'v128' && lane_type !== undefined && Array.isArray(value)) {
    const bits = laneBits[lane_type]
    return value.every((lane, index) =>
      matchesNumber(BigInt.asUintN(bits, BigInt(found) >> BigInt(index * bits)), lane_type, lane),
    )
  }
  if (type in laneBits) return matchesNumber(BigInt(found), type as LaneType, String(value))
  if (value === 'null' || type.startsWith('null') || type === 'refnull') return found === 'null'
  if (value !== undefined) return found === `host(${value})`
  return found !== 'null'
}

function matchesNumber(found: bigint, type: LaneType, expected: string): boolean {
  const bits = laneBits[type]
  const mantissa = bits === 32 ? 23n : 52n
  const exponent = bits === 32 ? 0xffn : 0x7ffn
  const payload = BigInt.asUintN(Number(mantissa), found)
  const isNan = BigInt.asUintN(bits - 1, found) >> mantissa === exponent && payload !== 0n
  const quiet = 1n << (mantissa - 1n)
  if (expected === 'nan:canonical') return isNan && payload === quiet
  if (expected === 'nan:arithmetic') return isNan && (payload & quiet) !== 0n
  return found === BigInt.asUintN(bits, BigInt(expected))
}
