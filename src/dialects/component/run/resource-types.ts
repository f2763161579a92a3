import { hostResource } from '../../../canonical/resources.ts'
import type { AnyFunction } from '../../../contract/any-function.ts'
import type { HandleTable } from '../../../memory/handles.ts'
import type { ResourceType } from '../../../memory/resource.ts'
import type { ResourceDefinition } from '../link/program.ts'
import type { Running } from './instance.ts'

/** A resource type of this instance of the program: a fresh one, which equals no other. */
export function createResourceType(definition: ResourceDefinition, running: Running): ResourceType {
  const { guest } = running.surroundings
  if (definition.kind === 'import') return hostResource(definition.path.join(' '), guest)

  const { instance, destructor } = definition
  /** By the caller's table; `undefined`: the host's. */
  const destructors = new Map<HandleTable | undefined, AnyFunction>()
  const destructorFor = (caller: HandleTable | undefined): AnyFunction => {
    const known = destructors.get(caller)
    if (known !== undefined) return known
    const call = destructor === null ? () => undefined : (running.item(destructor) as AnyFunction)
    const guarded = running.entry.guard(call, 1, instance, caller === undefined ? null : instanceOf(caller, running))
    destructors.set(caller, guarded)
    return guarded
  }
  return {
    name: `resource ${definition.type}`,
    owner: running.instances[instance]?.handles,
    guest,
    destroy: (representation, caller) => {
      destructorFor(caller)(representation)
      if (guest.violation !== undefined) throw guest.violation
    },
  }
}

function instanceOf(table: HandleTable, { instances }: Running): number {
  return instances.findIndex(({ handles }) => handles === table)
}
