import { PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'
import type { ResourceType } from '../memory/resource.ts'
import { checkMayLeave, halting } from './halt.ts'
import type { CoreFunction } from './invoke.ts'

/** What a guest can do with the handles of its instance; `new` and `rep` only with those of a resource of its own. */
export type ResourceBuiltin = 'new' | 'rep' | 'drop'

/** The core function of a built-in (canon resource.new, resource.rep, resource.drop). A wrong handle stops the guest. */
export function resourceFunction(builtin: ResourceBuiltin, type: ResourceType, guest: Guest): CoreFunction {
  const { handles } = guest.instance
  switch (builtin) {
    case 'new':
      return halting(
        representation => {
          checkMayLeave(guest)
          return handles.own(type, representation)
        },
        1,
        guest,
      )
    case 'rep':
      return halting(index => handles.representation(type, index >>> 0), 1, guest)
    case 'drop':
      return halting(
        index => {
          checkMayLeave(guest)
          handles.drop(type, index >>> 0)
        },
        1,
        guest,
      )
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
