import { type ErrorCode, type Issue, messageOf, type Phase, PluginError } from '../errors.ts'
import { encodeValue } from './wire.ts'

/** A PluginError as plain data: what crosses a boundary. No stack and no cause, which tell of the other side's files. */
export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly phase?: Phase | undefined
  readonly payload?: unknown
  readonly issues?: readonly Issue[] | undefined
  readonly offset?: number | undefined
}

/** Anything that was thrown; what is no error of ours tells its message only. */
export function toWire(thrown: unknown): WireError {
  if (!(thrown instanceof PluginError)) return { code: 'crashed', message: messageOf(thrown) }
  const { code, message, phase, issues, offset } = thrown
  return { code, message, phase, payload: carried(thrown.payload), issues, offset }
}

/** What a guest gives as its own failure may be anything at all; only values can cross. */
function carried(payload: unknown): unknown {
  try {
    if (payload !== undefined) encodeValue(payload)
    return payload
  } catch {
    return undefined
  }
}

/**
 * `cause`: what this side knows of the reason.
 * @throws TypeError for what is none: the other side may not be what it was
 */
export function fromWire({ code, message, phase, payload, issues, offset }: WireError, cause?: unknown): PluginError {
  if (typeof code !== 'string' || typeof message !== 'string') throw new TypeError('an error without code or message')
  return new PluginError(code, message, { phase, payload, issues, offset, cause })
}
