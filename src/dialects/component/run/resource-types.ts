import { PluginError } from '../../../errors.ts'
import type { HandleTable } from '../../../memory/handles.ts'
import type { ResourceType } from '../../../memory/resource.ts'
import type { HostFunction } from '../../dialect.ts'
import type { ResourceDefinition } from '../link/program.ts'
import type { Running } from './instance.ts'

/** A resource type of this instance of the program: a fresh one, which equals no other. */
export function createResourceType(definition: ResourceDefinition, running: Running): ResourceType {
  if (definition.kind === 'import')
    return {
      name: definition.path.join(' '),
      owner: undefined,
      guest: undefined,
      destroy: resource => dispose(resource, running),
    }

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

/** A guest has dropped an object of the host's: the host's own code, whose failure ends the guest. */
function dispose(resource: unknown, { surroundings: { guest } }: Running): void {
  const end = (resource as { readonly [Symbol.dispose]?: unknown })[Symbol.dispose]
  if (typeof end !== 'function') return
  try {
    Reflect.apply(end, resource, [])
  } catch (cause) {
    guest.stop(new PluginError('host-error', 'the host threw while it disposed of a resource', { cause }))
  }
}
