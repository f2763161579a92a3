import { hostResource } from '../../../canonical/resources.ts'
import type { HandleTable } from '../../../memory/handles.ts'
import type { ResourceType } from '../../../memory/resource.ts'
import type { HostFunction } from '../../dialect.ts'
import type { ResourceDefinition } from '../link/program.ts'
import type { Running } from './instance.ts'

/** A resource type of this instance of the program: a fresh one, which equals no other. */
export function createResourceType(definition: ResourceDefinition, running: Running): ResourceType {
  if (definition.kind === 'import') return hostResource(definition.path.join(' '), running.surroundings.guest)

  const { instance, destructor } = definition
  const destroyBy = (caller: number | null): ((representation: unknown) => unknown) =>
    running.entry.guard(
      destructor === null ? () => undefined : (running.item(destructor) as HostFunction),
      instance,
      caller,
    )
  return {
    name: `resource ${definition.type}`,
    owner: running.instances[instance]?.handles,
    guest: running.surroundings.guest,
    destroy: (representation, caller) => {
      destroyBy(caller === undefined ? null : instanceOf(caller, running))(representation)
      const { guest } = running.surroundings
      if (guest.violation !== undefined) throw guest.violation
    },
  }
}

function instanceOf(table: HandleTable, { instances }: Running): number {
  return instances.findIndex(({ handles }) => handles === table)
}
