import { PluginError } from '../../errors.ts'
import { fromValue, textOf } from './convert.ts'
import { ErrorValue } from './error-value.ts'
import { jsonText } from './json.ts'
import type { Running } from './running.ts'
import type { Wire } from './wire.ts'

const maxErrorText = 500

/** What a guest gave as its own failure; `wire` is the contract's type for it, `null` where it has none. */
export function guestError(
  running: Running,
  wire: Wire | null,
  value: unknown,
  did: 'answered with an error' | 'threw',
): PluginError {
  const text = textOf(running, value).slice(0, maxErrorText)
  return new PluginError('guest-error', text === '' ? `the guest ${did}` : `the guest ${did}: ${text}`, {
    payload: wire === null ? untyped(running, value) : fromValue(running, wire, value),
  })
}

/** No object of the guest's leaves it as such. */
function untyped(running: Running, value: unknown): unknown {
  if (value instanceof ErrorValue) return value.message
  return typeof value === 'object' && value !== null ? jsonText(running, value) : value
}
