import { bracket, type CoreFunction } from '../../../canonical/invoke.ts'
import { PluginError } from '../../../errors.ts'
import type { Program } from '../link/program.ts'

/** Keeps component instances from being entered again while they are inside a call. */
export interface Entry {
  /**
   * The function of component instance `callee`, as instance `caller` or the host (`null`) calls it. Entering an
   * instance enters those around it, but for what the caller is inside of already.
   * Throws PluginError `reentrant`.
   */
  guard(call: CoreFunction, arity: number, callee: number, caller: number | null): CoreFunction
}

export function createEntry({ instances, coreFunctions, functions }: Program): Entry {
  // Where no component calls another, only the host could enter again, and it is held back before it gets here.
  const isNeeded = coreFunctions.some(made => made.kind === 'lower' && functions[made.func]?.kind === 'lift')
  if (!isNeeded) return { guard: call => call }

  const isInside = instances.map(() => false)

  function selfAndAncestors(instance: number | null): readonly number[] {
    const found: number[] = []
    for (let at = instance; at !== null; at = instances[at]?.parent ?? null) found.push(at)
    return found
  }

  return {
    guard: (call, arity, callee, caller) => {
      const around = selfAndAncestors(caller)
      const entered = selfAndAncestors(callee).filter(instance => !around.includes(instance))
      if (entered.length === 0) return call
      return bracket(
        call,
        arity,
        () => {
          for (const instance of entered) if (isInside[instance]) throw reentrant()
          for (const instance of entered) isInside[instance] = true
        },
        () => {
          // After a trap nothing of the plugin runs again: this matters to calls that end well or never began.
          for (const instance of entered) isInside[instance] = false
        },
      )
    },
  }
}

function reentrant(): PluginError {
  return new PluginError('reentrant', 'cannot enter component instance: it is inside another call')
}
