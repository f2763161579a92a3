import { uniqueKey } from './names.ts'
import type { WorldItem } from './world.ts'

/** The imports or exports of a world while it is put together, in order, by names that may not clash. */
export interface WorldItems {
  readonly items: Iterable<WorldItem>
  /** Adds the item, or gives the one that has its name already. */
  add(item: WorldItem): WorldItem | undefined
  /** Puts an item in the place of the one of the same name. */
  replace(item: WorldItem): void
  has(item: WorldItem): boolean
}

export function createWorldItems(): WorldItems {
  const byKey = new Map<string, WorldItem>()
  return {
    get items() {
      return byKey.values()
    },
    add(item) {
      const key = keyOf(item)
      const known = byKey.get(key)
      if (known === undefined) byKey.set(key, item)
      return known
    },
    replace: item => byKey.set(keyOf(item), item),
    has: item => byKey.has(keyOf(item)),
  }
}

/** Ids of interfaces are compared as they are, labels as the component model compares labels. */
function keyOf({ name }: WorldItem): string {
  return name.includes(':') ? name : uniqueKey(name)
}
