import { PluginError } from '../../errors.ts'
import { ErrorValue, fromValue, textOf } from './convert.ts'
import type { Wire } from './wire.ts'

const maxErrorText = 500

/** What a guest gave as its own failure; `wire` is the contract's type for it, `null` where it has none. */
export function guestError(wire: Wire | null, value: unknown, did: 'answered with an error' | 'threw'): PluginError {
  const text = textOf(value).slice(0, maxErrorText)
  return new PluginError('guest-error', text === '' ? `the guest ${did}` : `the guest ${did}: ${text}`, {
    payload: wire === null ? untyped(value) : fromValue(wire, value),
  })
}

function untyped(value: unknown): unknown {
  return value instanceof ErrorValue ? value.message : value
}
