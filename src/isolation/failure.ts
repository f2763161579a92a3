import { messageOf, PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'

/** Why a call, or the start of an instance, did not end well. */
export interface Failure {
  readonly error: PluginError
  /** `kept`: the instance goes on. `lost`: it must not be used again. `stopped`: lost, but by the host's own doing. */
  readonly instance: 'kept' | 'lost' | 'stopped'
}

/**
 * Names what came out of a guest. `recover` is the dialect's word on whether the instance survives a throw that
 * went through it; it is asked only where that can be.
 */
export function classify(thrown: unknown, guest: Guest, recover: () => boolean): Failure {
  const violation = guest.violation
  if (violation !== undefined) {
    guest.violation = undefined
    return stopped(violation)
  }
  if (thrown instanceof PluginError) {
    // Both are found before the guest has run.
    if (thrown.code === 'invalid-argument' || thrown.code === 'stale-handle') return { error: thrown, instance: 'kept' }
    if (thrown.code === 'guest-error') return { error: thrown, instance: recover() ? 'kept' : 'lost' }
    return { error: thrown, instance: isHostError(thrown) ? 'stopped' : 'lost' }
  }
  return { error: trapError(thrown, guest), instance: 'lost' }
}

/** What `Guest.stop` was given: a host function's throw, an exit, a budget. */
function stopped(violation: unknown): Failure {
  const error =
    violation instanceof PluginError
      ? violation
      : new PluginError('host-error', `a host function threw: ${messageOf(violation)}`, { cause: violation })
  return { error, instance: isHostError(error) ? 'stopped' : 'lost' }
}

/** The guest has no part in what the host's own function does. */
function isHostError({ code }: PluginError): boolean {
  return code === 'host-error'
}

/** Told apart by type, never by the engine's wording. */
function trapError(thrown: unknown, { tank }: Guest): PluginError {
  if (thrown instanceof WebAssembly.RuntimeError && tank !== undefined && tank.left() < 0)
    return new PluginError('fuel-exhausted', 'the guest used up the fuel of this call (limits.fuel)', { cause: thrown })
  if (thrown instanceof WebAssembly.RuntimeError)
    return new PluginError('trap', `the guest trapped: ${thrown.message}`, { cause: thrown })
  if (thrown instanceof RangeError)
    return new PluginError('stack-exhausted', 'the guest used up the stack', { cause: thrown })
  return new PluginError('trap', `an exception left the guest: ${messageOf(thrown)}`, { cause: thrown })
}

/** Tells that an instance was replaced. @throws PluginError `host-error` when the host's own function throws */
export function tellRestart(onRestart: (cause: PluginError) => void, cause: PluginError): void {
  try {
    onRestart(cause)
  } catch (thrown) {
    throw new PluginError('host-error', `onRestart threw: ${messageOf(thrown)}`, { cause: thrown })
  }
}
