import { kindOf, Mismatch, quote } from '../../canonical/mismatch.ts'
import { scalarCodecs } from '../../canonical/types/scalar.ts'
import { PluginError } from '../../errors.ts'
import { ErrorValue } from './error-value.ts'
import { jsonText } from './json.ts'
import type { Running } from './running.ts'
import { describeWire, type Wire } from './wire.ts'

/**
 * Between a contract's values and the JavaScript values that a guest holds by index: strings in lists, errors, and
 * whatever a contract calls `json`.
 */

/** The value that JSON text stands for. @throws Mismatch */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') throw new Mismatch('JSON text', kindOf(text))
  try {
    return JSON.parse(text)
  } catch {
    throw new Mismatch('JSON text', quote(text))
  }
}

/** A value in words: what an error says. */
export function textOf(running: Running, value: unknown): string {
  if (typeof value === 'string') return value
  return value instanceof ErrorValue ? value.message : jsonText(running, value)
}

/**
 * What a JavaScript value means to the contract.
 * @throws PluginError `abi-violation` when it is no such value.
 */
export function fromValue(running: Running, wire: Wire, value: unknown): unknown {
  switch (wire.kind) {
    case 'value':
      return value
    case 'json':
      return jsonText(running, value)
    case 'string':
      return textOf(running, value)
    case 'option':
      return value === undefined || value === null ? undefined : fromValue(running, wire.some, value)
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
