import { messageOf, PluginError } from '../errors.ts'
import { leftExport, refuelExport, startExport } from '../guard/tank.ts'
import type { Guest } from '../memory/guest.ts'

/**
 * Instantiates a guest's module, then lets `begin` attach its memory and run what has to run first.
 * @throws PluginError with phase `link`, whatever the engine or the guest throws
 */
export function startGuest(
  guest: Guest,
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
  begin: (exports: WebAssembly.Exports) => void,
): WebAssembly.Exports {
  let made: WebAssembly.Exports | undefined
  try {
    made = new WebAssembly.Instance(module, withTank(imports, guest)).exports
    adoptTank(made, guest)
    begin(made)
    if (guest.violation !== undefined) throw guest.violation
    return made
  } catch (thrown) {
    throw startError(guest, thrown, made !== undefined)
  }
}

/** What the guard makes a metered module import, under a name that no module has of its own. */
function withTank(imports: WebAssembly.Imports, { tank }: Guest): WebAssembly.Imports {
  if (tank?.fuel === undefined) return imports
  return Object.assign(Object.create(null), imports, { hospes: { fuel: tank.fuel } })
}

/** Fills the tank that a module brings along, and runs its start function, which has waited for that. */
function adoptTank(exports: WebAssembly.Exports, { tank }: Guest): void {
  if (tank?.adopt === undefined) return
  tank.adopt(exports[refuelExport] as (units: number) => void, exports[leftExport] as () => number)
  const start = exports[startExport]
  if (typeof start === 'function') start()
}

function startError(guest: Guest, thrown: unknown, instantiated: boolean): PluginError {
  const { violation } = guest
  guest.violation = undefined
  if (violation instanceof PluginError) return violation
  if (thrown instanceof PluginError) return thrown
  const context = { phase: 'link', cause: thrown } as const
  const text = messageOf(thrown)
  // A module name that nobody gives is a TypeError, a name in it a LinkError.
  if (thrown instanceof WebAssembly.LinkError || (thrown instanceof TypeError && !instantiated)) {
    return new PluginError('unknown-import', `expected imports that the host gives, found: ${text}`, context)
  }
  if (thrown instanceof WebAssembly.RuntimeError && guest.tank !== undefined && guest.tank.left() < 0) {
    return new PluginError('fuel-exhausted', 'the guest used up its fuel while it started (limits.startFuel)', context)
  }
  if (thrown instanceof WebAssembly.RuntimeError) {
    return new PluginError('trap', `the guest trapped while it started: ${text}`, context)
  }
  if (thrown instanceof RangeError) {
    return instantiated
      ? new PluginError('stack-exhausted', 'the guest used up the stack while it started', context)
      : new PluginError('memory-exhausted', `the guest could not be given its memory: ${text}`, context)
  }
  return new PluginError('trap', `an exception left the guest while it started: ${text}`, context)
}
