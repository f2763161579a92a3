import type { HostFunction } from '../dialects/dialect.ts'
import { PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'

/**
 * Puts the host's own function where nothing it throws reaches the guest, which could swallow it. An error answer is
 * returned (`err(payload)`), never thrown.
 */
export function wrapHostFunction(name: string, arity: number, call: HostFunction, guest: Guest): HostFunction {
  function threw(cause: unknown): never {
    const text = cause instanceof Error ? cause.message : String(cause)
    return guest.stop(new PluginError('host-error', `the host function ${name} threw: ${text}`, { cause }))
  }

  // A rest parameter costs more than a whole small call. The host's function gets exactly what the contract says.
  if (arity === 0)
    return () => {
      try {
        return call()
      } catch (cause) {
        return threw(cause)
      }
    }
  if (arity === 1)
    return (a: unknown) => {
      try {
        return call(a)
      } catch (cause) {
        return threw(cause)
      }
    }
  return (...args: unknown[]) => {
    try {
      return call(...args)
    } catch (cause) {
      return threw(cause)
    }
  }
}
