import { camelCase } from '../wit/names.ts'
import { slots } from '../wit/slots.ts'
import type { World } from '../wit/world.ts'
import { contractKeys, type Keys } from './keys.ts'

// biome-ignore lint/suspicious/noExplicitAny: stands for a function of any signature
export type AnyFunction = (...args: any[]) => unknown

/**
 * The object that callers of a plugin see, made of a world's functions in the order of `slots(world.exports)`.
 * Objects in it have no prototype, so that every member is one that the world names.
 */
export function placeExports(
  world: World,
  functions: readonly AnyFunction[],
  keys: Keys = contractKeys,
): Readonly<Record<string, unknown>> {
  const exports: Record<string, unknown> = Object.create(null)
  const names = keys(world.exports, world)
  const rest = functions.values()
  for (const [at, item] of world.exports.entries()) {
    if (item.kind === 'type') continue
    const members: Record<string, unknown> = Object.create(null)
    for (const slot of slots([item], world)) members[camelCase(slot.function.name)] = rest.next().value
    const value = item.kind === 'function' ? members[camelCase(item.name)] : members
    for (const key of names[at] ?? []) exports[key] = value
  }
  return exports
}
