import { PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'
import type { ResourceType } from '../memory/resource.ts'
import { checkMayLeave, halt } from './halt.ts'
import type { CoreFunction } from './invoke.ts'

/** What a guest can do with the handles of its instance; `new` and `rep` only with those of a resource of its own. */
export type ResourceBuiltin = 'new' | 'rep' | 'drop'

/** The core function of a built-in (canon resource.new, resource.rep, resource.drop). A wrong handle stops the guest. */
export function resourceFunction(builtin: ResourceBuiltin, type: ResourceType, guest: Guest): CoreFunction {
  const { handles } = guest.instance
  switch (builtin) {
    case 'new':
      return halting(guest, representation => {
        checkMayLeave(guest)
        return handles.own(type, representation)
      })
    case 'rep':
      return halting(guest, index => handles.representation(type, index >>> 0))
    case 'drop':
      return halting(guest, index => {
        checkMayLeave(guest)
        handles.drop(type, index >>> 0)
      })
  }
}

function halting(guest: Guest, call: (word: number) => unknown): CoreFunction {
  return (word: number) => {
    try {
      return call(word)
    } catch (thrown) {
      return halt(guest, thrown)
    }
  }
}

/** A resource that the host defines, for one instance of a plugin. An object that the guest drops is disposed of. */
export function hostResource(name: string, guest: Guest): ResourceType {
  return { name, owner: undefined, guest: undefined, destroy: object => dispose(object, guest) }
}

/** The host's own code, whose failure ends the guest that has dropped the object. */
function dispose(object: unknown, guest: Guest): void {
  try {
    const end = (object as { readonly [Symbol.dispose]?: unknown })[Symbol.dispose]
    if (typeof end === 'function') Reflect.apply(end, object, [])
  } catch (cause) {
    guest.stop(new PluginError('host-error', 'the host threw while it disposed of a resource', { cause }))
  }
}
