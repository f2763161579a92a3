import { PluginError } from '../errors.ts'

/**
 * A JavaScript value that does not fit its type. It is thrown where the fault is; each composite that it passes on its
 * way out adds its step to the path, so that nothing is spent on paths while values fit.
 */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
  readonly expected: string
  readonly found: string
  /** From the composite that it has passed last to the fault: `.items[3].price`. */
  path = ''

  constructor(expected: string, found: string) {
    super()
    this.expected = expected
    this.found = found
  }
}

/** Puts a step before the path of a mismatch; anything else passes as it is. */
export function inside(step: string, thrown: unknown): unknown {
  if (thrown instanceof Mismatch) thrown.path = step + thrown.path
  return thrown
}

/** What a mismatch in a caller's argument comes to; anything else passes as it is. */
export function argumentError(name: string, thrown: unknown): unknown {
  return thrown instanceof Mismatch ? new PluginError('invalid-argument', sentence(name, thrown)) : thrown
}

/** What a mismatch in a host function's answer comes to; anything else passes as it is. */
export function answerError(thrown: unknown): unknown {
  return thrown instanceof Mismatch ? new PluginError('host-error', sentence('result', thrown)) : thrown
}

function sentence(name: string, { path, expected, found }: Mismatch): string {
  return `${name}${path}: expected ${expected}, found ${found}`
}

/** One word for any value; runs no code of the value's own. */
export function kindOf(value: unknown): string {
  if (typeof value !== 'object') return typeof value
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Promise) return 'promise'
  return typedArrayName(value) ?? 'object'
}

const MAX_QUOTED = 40

/** A string in quotes, not too long for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length <= MAX_QUOTED ? text : `${text.slice(0, MAX_QUOTED)}...`)
}

/** `Uint8Array` and the like by what the value is, not by what it says it is; `undefined` for anything else. */
export function typedArrayName(value: unknown): string | undefined {
  return nameOf.call(value)
}

const nameOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
  ?.get as (this: unknown) => string | undefined

/** The members of an object, by name. */
export type Members = Readonly<Record<string | number, unknown>>

/** Throws `Mismatch` for what has no members by name: arrays have others. */
export function checkObject(value: unknown, expected: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members
  throw new Mismatch(expected, kindOf(value))
}
