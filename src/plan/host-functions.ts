import type { AnyFunction } from '../contract/any-function.ts'
import { messageOf, PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'
import { slots } from '../wit/slots.ts'
import type { World } from '../wit/world.ts'

/** The host's own functions for a world's imports, by slot, where they can be called by a guest in the same thread. */
export function wrapHostFunctions(
  world: World,
  functions: readonly AnyFunction[],
): (guest: Guest) => readonly AnyFunction[] {
  const imports = slots(world.imports, world)
  return guest =>
    imports.map(({ path, function: { params } }, slot) =>
      wrapHostFunction(path.join('.'), params.length, functions[slot] as AnyFunction, guest),
    )
}

/**
 * Puts the host's own function where nothing it throws reaches the guest, which could swallow it. An error answer is
 * returned (`err(payload)`), never thrown.
 */
export function wrapHostFunction(name: string, arity: number, call: AnyFunction, guest: Guest): AnyFunction {
  function threw(cause: unknown): never {
    const text = messageOf(cause)
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
