import { kindOf, Mismatch, quote } from '../../canonical/mismatch.ts'
import { scalarCodecs } from '../../canonical/types/scalar.ts'
import { PluginError } from '../../errors.ts'
import { describeWire, type Wire } from './wire.ts'

/**
 * Between a contract's values and the JavaScript values that a guest holds by index: strings in lists, errors, and
 * whatever a contract calls `json`.
 */

/** An error that a guest made. It has no stack: nothing of the host may be read off it. */
export class ErrorValue {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

/** The value that JSON text stands for. @throws Mismatch */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') throw new Mismatch('JSON text', kindOf(text))
  try {
    return JSON.parse(text)
  } catch {
    throw new Mismatch('JSON text', quote(text))
  }
}

/** JSON text of a value that a guest handed over; what JSON has no form for becomes `null`, a bigint its digits. */
export function jsonText(value: unknown): string {
  if (value instanceof ErrorValue) return JSON.stringify({ name: 'Error', message: value.message })
  if (typeof value === 'bigint') return String(value)
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)) ?? 'null'
}

/** A value in words: what an error says. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value instanceof ErrorValue ? value.message : jsonText(value)
}

/**
 * What a JavaScript value means to the contract.
 * @throws PluginError `abi-violation` when it is no such value.
 */
export function fromValue(wire: Wire, value: unknown): unknown {
  switch (wire.kind) {
    case 'value':
      return value
    case 'json':
      return jsonText(value)
    case 'string':
      return textOf(value)
    case 'option':
      return value === undefined || value === null ? undefined : fromValue(wire.some, value)
    case 'enum': {
      const name = typeof value === 'number' ? wire.cases[wire.numbers?.indexOf(value) ?? value] : value
      if (typeof name === 'string' && wire.cases.includes(name)) return name
      break
    }
    case 'bool':
    case 'char':
    case 'number':
      try {
        scalarCodecs[wire.kind === 'number' ? wire.type : wire.kind].single?.lower(value)
        return value
      } catch (thrown) {
        if (!(thrown instanceof Mismatch)) throw thrown
      }
  }
  throw new PluginError(
    'abi-violation',
    `expected a JavaScript value for ${describeWire(wire)}, found ${kindOf(value)}`,
  )
}

/** The JavaScript value for one of the contract's. @throws Mismatch */
export function toValue(wire: Wire, value: unknown): unknown {
  switch (wire.kind) {
    case 'json':
      return parseJson(value)
    case 'option':
      return value === undefined ? undefined : toValue(wire.some, value)
    case 'enum': {
      const index = wire.cases.indexOf(value as string)
      if (index < 0) throw new Mismatch(`one of ${wire.cases.join(', ')}`, kindOf(value))
      return wire.numbers?.[index] ?? index
    }
    case 'string':
      if (typeof value !== 'string') throw new Mismatch('string', kindOf(value))
      return value
    case 'bool':
    case 'char':
    case 'number':
      scalarCodecs[wire.kind === 'number' ? wire.type : wire.kind].single?.lower(value)
      return value
    default:
      return value
  }
}
