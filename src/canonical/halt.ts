import { PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'
import { checkStopped } from '../memory/host-call.ts'
import type { CoreFunction } from './invoke.ts'

/** Ends the guests on the stack for what came out of one, or of what it was given. A trap goes on as it is. */
function halt(guest: Guest, thrown: unknown): never {
  if (thrown instanceof WebAssembly.RuntimeError) throw thrown
  return guest.stop(thrown instanceof PluginError ? thrown : escaped(thrown))
}

/** The function, whose throws halt the guests on the stack. */
export function halting(call: CoreFunction, arity: number, guest: Guest): CoreFunction {
  if (arity <= 4)
    return (a, b, c, d) => {
      try {
        return call(a, b, c, d)
      } catch (thrown) {
        return halt(guest, thrown)
      }
    }
  return (...values) => {
    try {
      return call(...values)
    } catch (thrown) {
      return halt(guest, thrown)
    }
  }
}

function escaped(thrown: unknown): PluginError {
  if (thrown instanceof RangeError)
    return new PluginError('stack-exhausted', 'the guest used up the stack', { cause: thrown })
  return new PluginError('trap', 'an exception left a guest for another', { cause: thrown })
}

/** The start of every built-in: the guest's allocator and its post-return functions may not call out. */
export function checkMayLeave(guest: Guest): void {
  checkStopped(guest)
  if (guest.mayLeave) return
  guest.stop(new PluginError('abi-violation', 'cannot leave component instance: it is in its allocator or post-return'))
}
