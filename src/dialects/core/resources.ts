import { type Codecs, createCodecs } from '../../canonical/codecs.ts'
import { hostResource, type ResourceBuiltin } from '../../canonical/resources.ts'
import { handleCodecs } from '../../canonical/types/handle.ts'
import { createGuestInstance, type Guest } from '../../memory/guest.ts'
import type { ResourceType } from '../../memory/resource.ts'
import { createFinder } from '../../wit/compare.ts'
import type { Slot } from '../../wit/slots.ts'
import type { World, WorldItem } from '../../wit/world.ts'
import type { CoreSignature } from '../core-function.ts'
import type { CoreFunction } from '../dialect.ts'
import { exportModulePrefix, rootModule } from './facts.ts'

/**
 * A world may import an interface and export it: then its resources are two of each, one of the host and one of the
 * guest. In `GuestInstance.resources` those of the host have their index in the type table, those of the guest stand
 * behind them.
 */
function numberOfGuests(world: World, type: number): number {
  return world.types.length + type
}

/** The codecs for functions of the host, and of exports that stand in no interface. */
export function importCodecs({ types }: World): Codecs {
  return createCodecs(types, 'utf8', handleCodecs)
}

/** The codecs for functions of exported interfaces: the resources that are exported are those of the guest. */
export function exportCodecs(world: World): Codecs {
  const own = new Set(exportedResources(world).map(({ type }) => type))
  const numberOf = (type: number): number => (own.has(type) ? numberOfGuests(world, type) : type)
  return createCodecs(world.types, 'utf8', {
    own: resource => handleCodecs.own(numberOf(resource)),
    borrow: resource => handleCodecs.borrow(numberOf(resource)),
  })
}

/** A resource with its place: the names of its interface, where it has one, and of itself. */
interface PlacedResource {
  readonly path: readonly string[]
  readonly type: number
}

/** A resource that the guest defines, and the place of its destructor among the exports. */
export interface ExportedResource extends PlacedResource {
  readonly destructor: Pick<Slot, 'path'>
}

export function exportedResources(world: World): ExportedResource[] {
  return resourcesIn(world.exports, world).map(({ path: [id = '', name = ''], type }) => ({
    path: [id, name],
    type,
    destructor: { path: [id, `[dtor]${name}`] },
  }))
}

/** Resources of interfaces that are there for their types only are among them: their handles may come to the guest. */
function resourcesIn(items: readonly WorldItem[], { types, interfaces }: World): PlacedResource[] {
  const placed = items.flatMap((item): PlacedResource[] => {
    if (item.kind === 'type') return [{ path: [item.name], type: item.type }]
    if (item.kind === 'function') return []
    return (interfaces[item.interface]?.types ?? []).map(({ name, type }) => ({ path: [item.name, name], type }))
  })
  return placed.filter(({ type }) => types[type]?.type.kind === 'resource')
}

/** A built-in that a module imports, and the number of the resource that it is for. */
export interface BoundBuiltin {
  readonly builtin: ResourceBuiltin
  readonly resource: number
}

export function builtinSignature({ builtin }: BoundBuiltin): CoreSignature {
  return { params: ['i32'], results: builtin === 'drop' ? [] : ['i32'] }
}

const builtinName = /^\[resource-(new|rep|drop)\](.+)$/

/** What an import by these names is; a compatible version of the interface will do. `undefined` when it is no built-in. */
export function createBuiltinFinder(world: World): (module: string, name: string) => BoundBuiltin | undefined {
  const findImported = createFinder(resourcesIn(world.imports, world))
  const findExported = createFinder(exportedResources(world))
  return (module, name) => {
    const [, builtin, resource = ''] = builtinName.exec(name) ?? []
    if (builtin === undefined) return undefined
    if (module.startsWith(exportModulePrefix)) {
      const found = findExported({ path: [module.slice(exportModulePrefix.length), resource] })
      return found && { builtin: builtin as ResourceBuiltin, resource: numberOfGuests(world, found.type) }
    }
    const found = findImported({ path: module === rootModule ? [resource] : [module, resource] })
    // Only who defines a resource knows what a handle stands for.
    return found && builtin === 'drop' ? { builtin, resource: found.type } : undefined
  }
}

/**
 * The guest of one instance, with the types of its resources. `destructorOf` gives the guest's own function, once there
 * is one.
 */
export function forkWithResources(
  plugin: Guest,
  world: World,
  limit: number,
  destructorOf: (resource: number) => CoreFunction | undefined,
): Guest {
  const types: (ResourceType | undefined)[] = []
  const guest = plugin.fork(createGuestInstance({ alive: 0, limit }, types))
  for (const { path, type } of resourcesIn(world.imports, world)) types[type] = hostResource(path.join(' '), guest)
  for (const { path, type } of exportedResources(world))
    types[numberOfGuests(world, type)] = {
      name: path.join(' '),
      owner: guest.instance.handles,
      guest: plugin,
      destroy: representation => {
        destructorOf(type)?.(representation)
        if (guest.violation !== undefined) throw guest.violation
      },
    }
  return guest
}
