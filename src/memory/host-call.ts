import { PluginError } from '../errors.ts'
import type { Guest } from './guest.ts'

/**
 * The start of every call out of a guest, before anything is lifted: its allocator and its post-return functions may
 * not call out, and the calls are counted.
 */
export function beginHostCall(guest: Guest): void {
  checkStopped(guest)
  if (!guest.mayLeave)
    guest.stop(new PluginError('trap', 'expected no call of an import from the allocator or post-return, found one'))
  guest.budget.hostCalls -= 1
  if (guest.budget.hostCalls < 0)
    guest.stop(new PluginError('limit-exceeded', 'expected at most limits.hostCalls calls of imports, found more'))
  if (guest.u8.length === 0) guest.refresh()
}

/** A guest that was stopped too deep in the stack for a trap may have gone on: it gets no further than to its next call. */
export function checkStopped(guest: Guest): void {
  if (guest.violation !== undefined) guest.stop(guest.violation)
}
