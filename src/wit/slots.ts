import type { Func, World, WorldItem } from './world.ts'

/** One function of a world, with its place. */
export interface Slot {
  /** The function's name, after its interface's name (as in `WorldItem`) where it stands in one. */
  readonly path: readonly string[]
  /** Index into `World.interfaces`; `null` for a function of the world itself. */
  readonly interface: number | null
  readonly function: Func
}

/**
 * The functions of a world's imports or exports in one flat order: host, plan and dialects number them by it.
 * The functions of resources are among them; interfaces that are here for their types only are left out.
 */
export function slots(items: readonly WorldItem[], world: Pick<World, 'interfaces'>): Slot[] {
  return items.flatMap((item): Slot[] => {
    if (item.kind === 'function') return [{ path: [item.name], interface: null, function: item.function }]
    if (item.kind === 'type' || item.typesOnly) return []
    const functions = world.interfaces[item.interface]?.functions ?? []
    return functions.map(func => ({ path: [item.name, func.name], interface: item.interface, function: func }))
  })
}
