import { halting } from '../../../canonical/halt.ts'
import type { Lift } from '../../../canonical/lift.ts'
import type { AnyFunction } from '../../../contract/any-function.ts'
import { PluginError } from '../../../errors.ts'
import type { ComponentFunction } from '../link/program.ts'
import type { Running } from './instance.ts'

/** A component function as the host calls it. */
export function callableByHost(func: number, running: Running): AnyFunction {
  const definition = functionAt(func, running)
  if (definition.kind === 'import') return importedFunction(definition.path, running)
  const { compiled } = running.surroundings
  return bindLift(definition, () => compiled.liftForHost(func), null, running)
}

/** A component function as the component instance `caller` calls it: whatever goes wrong ends the plugin's guests. */
export function callableByGuest(func: number, caller: number, running: Running): AnyFunction {
  const definition = functionAt(func, running)
  if (definition.kind === 'import') return importedFunction(definition.path, running)
  const { compiled, guest } = running.surroundings
  const call = bindLift(definition, () => compiled.liftForGuest(func), caller, running)
  return halting(call, definition.type.params.length, guest)
}

function functionAt(func: number, { program }: Running): ComponentFunction {
  const definition = program.functions[func]
  if (definition === undefined) throw new RangeError(`a program that is linked has no function ${func}`)
  return definition
}

function bindLift(
  { type, core, options, postReturn, instance }: Extract<ComponentFunction, { kind: 'lift' }>,
  lift: () => Lift,
  caller: number | null,
  running: Running,
): AnyFunction {
  if (options.async)
    return () => {
      throw new PluginError('unsupported', 'expected a function that is lifted without async, found one that needs it')
    }
  const guest = running.guestOf(instance, options)
  const release = postReturn === null ? undefined : (running.item(postReturn) as AnyFunction)
  const call = lift()(guest, running.item(core) as AnyFunction, release)
  return running.entry.guard(running.context.thread(call, instance), type.params.length, instance, caller)
}

/** What the host gives for an import of the root. */
function importedFunction(path: readonly string[], { surroundings: { guest, hostFunction } }: Running): AnyFunction {
  const missing = (): never =>
    guest.stop(new PluginError('unknown-import', `the guest called ${path.join(' ')}, which nobody gives`))
  return hostFunction(path) ?? missing
}
