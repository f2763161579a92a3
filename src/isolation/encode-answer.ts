import { messageOf, PluginError } from '../errors.ts'
import { toWire } from './error-wire.ts'
import type { HostAnswer } from './messages.ts'
import { encodeValue } from './wire.ts'

/** An answer as bytes. What cannot cross, or is too long, becomes the error that says so. */
export function encodeAnswer(answer: HostAnswer, maximumBytes: number): Uint8Array {
  try {
    const bytes = encodeValue(answer)
    if (bytes.length <= maximumBytes) return bytes
    return refuse(`expected at most ${maximumBytes} bytes, found ${bytes.length}`)
  } catch (error) {
    return refuse(messageOf(error))
  }
}

function refuse(reason: string): Uint8Array {
  return encodeValue({ error: toWire(new PluginError('host-error', `result: ${reason}`)) })
}
