import { PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'

/** Calls a function among the options. What it throws must not reach the guest, which could swallow it. */
export function callHost<T>(guest: Guest, which: string, call: () => T): T {
  try {
    return call()
  } catch (cause) {
    const error = cause instanceof PluginError ? cause : undefined
    return guest.stop(error ?? new PluginError('host-error', `the host function ${which} threw`, { cause }))
  }
}
