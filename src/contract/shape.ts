import { camelCase, upperCamelCase } from '../wit/names.ts'
import { slots } from '../wit/slots.ts'
import type { World, WorldItem } from '../wit/world.ts'
import type { AnyFunction } from './any-function.ts'
import { contractKeys, type Keys } from './keys.ts'
import type { Resources } from './resources.ts'

/**
 * The object that callers of a plugin see, made of a world's functions in the order of `slots(world.exports)`:
 * functions, interfaces, and resources as classes. Objects in it have no prototype, so that every member is one that
 * the world names.
 */
export function placeExports(
  world: World,
  functions: readonly AnyFunction[],
  resources: Resources,
  keys: Keys = contractKeys,
): Readonly<Record<string, unknown>> {
  const exports: Record<string, unknown> = Object.create(null)
  const names = keys(world.exports, world)
  const rest = functions.values()
  for (const [at, item] of world.exports.entries()) {
    if (item.kind === 'type') continue
    const members = classesIn(world, item, resources)
    for (const slot of slots([item], world)) {
      const call = resources.exported(slot, rest.next().value as AnyFunction)
      const { resource } = slot.function
      if (resource === undefined) members[camelCase(slot.function.name)] = call
      else resources.classOf(resource)?.add(slot, call)
    }
    const value = item.kind === 'function' ? members[camelCase(item.name)] : members
    for (const key of names[at] ?? []) exports[key] = value
  }
  return exports
}

/** The classes that an interface defines, without those that it uses from others. */
function classesIn(world: World, item: WorldItem, resources: Resources): Record<string, unknown> {
  const members: Record<string, unknown> = Object.create(null)
  const defined = item.kind === 'interface' ? (world.interfaces[item.interface]?.types ?? []) : []
  for (const { name, type } of defined)
    if (world.types[type]?.type.kind === 'resource') members[upperCamelCase(name)] = resources.classOf(type)?.type
  return members
}
