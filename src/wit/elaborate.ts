import { itemId } from './names.ts'
import { visitDependenciesFirst } from './order.ts'
import type { Owner } from './resolution.ts'
import type { Interface, TypeDef, WorldItem } from './world.ts'
import { createWorldItems, type WorldItems } from './world-items.ts'

/** The tables that the items of a world refer to; `Resolution` and `World` both have them. */
export interface Tables {
  readonly interfaces: readonly Interface[]
  readonly types: readonly (Omit<TypeDef, 'owner'> & { readonly owner: Owner | 'world' | null })[]
}

type InterfaceItem = Extract<WorldItem, { kind: 'interface' }>

/**
 * Makes a world complete: interfaces whose types others use are imported too, each before those that use it.
 * Imports come out as interfaces, used types, types, functions; exports as functions, interfaces.
 */
export function elaborate(
  tables: Tables,
  imports: Iterable<WorldItem>,
  exports: Iterable<WorldItem>,
  report: (fault: string) => void = () => {},
): { imports: WorldItem[]; exports: WorldItem[] } {
  const complete = createWorldItems()
  const seen = new Set<number>()
  for (const item of sortImports(tables, imports)) {
    if (item.kind === 'interface') importUsed(tables, complete, usedBy(tables, item.interface), seen)
    if (item.kind === 'type') importUsed(tables, complete, ownerOfUsed(tables, item.type), seen)
    // An interface that was added for its types may be asked for by name later.
    if (complete.add(item) !== undefined) complete.replace(item)
  }
  const sorted = sortExports(tables, exports)
  importForExports(tables, complete, sorted, report)
  return { imports: sortImports(tables, complete.items), exports: sorted }
}

/** Adds interfaces, and all whose types they use, for their types. */
function importUsed(tables: Tables, into: WorldItems, interfaces: readonly number[], seen: Set<number>): void {
  const needs = (node: number): readonly number[] => usedBy(tables, node)
  for (const one of interfaces) {
    visitDependenciesFirst(one, needs, seen, node => {
      const item = forTypes(tables, node)
      if (item !== undefined) into.add(item)
    })
  }
}

function forTypes(tables: Tables, index: number): InterfaceItem | undefined {
  const found = tables.interfaces[index]
  if (found?.name == null || found.package === null) return undefined
  return { kind: 'interface', name: itemId(found.package, found.name), interface: index, typesOnly: true }
}

/** The interfaces whose types an interface uses. */
function usedBy(tables: Tables, index: number): readonly number[] {
  const types = tables.interfaces[index]?.types ?? []
  return [...new Set(types.flatMap(({ type }) => ownerOfUsed(tables, type)))]
}

/** The interface that a type comes from, where it is used from another than its own. */
function ownerOfUsed({ types }: Tables, index: number): readonly number[] {
  const entry = types[index]
  if (entry?.type.kind !== 'alias' || typeof entry.type.target === 'string') return []
  const from = interfaceOf(types[entry.type.target]?.owner)
  return from === undefined || from === interfaceOf(entry.owner) ? [] : [from]
}

/** The interface that owns a type; `undefined` for types of a world, and anonymous ones. */
export function interfaceOf(owner: Owner | 'world' | null | undefined): number | undefined {
  return owner != null && owner !== 'world' && 'interface' in owner ? owner.interface : undefined
}

function sortImports(tables: Tables, items: Iterable<WorldItem>): WorldItem[] {
  const all = [...items]
  const resources = new Map<number, number>()
  for (const item of all) if (item.kind === 'type') resources.set(item.type, resources.size)
  const rank = (item: WorldItem): number => {
    if (item.kind === 'interface') return 0
    if (item.kind === 'type') return ownerOfUsed(tables, item.type).length > 0 ? 1 : 2
    const { resource } = item.function
    return resource === undefined ? 3 : 4 + (resources.get(resource) ?? 0)
  }
  const ranks = new Map(all.map(item => [item, rank(item)]))
  return all.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
}

function sortExports(tables: Tables, exports: Iterable<WorldItem>): WorldItem[] {
  const functions: WorldItem[] = []
  const interfaces: InterfaceItem[] = []
  for (const item of exports) {
    if (item.kind === 'interface') interfaces.push(item)
    else functions.push(item)
  }
  const byIndex = new Map(interfaces.filter(isById).map(item => [item.interface, item]))
  const needs = (node: number): readonly number[] => usedBy(tables, node).filter(used => byIndex.has(used))
  const sorted = new Set<WorldItem>(functions)
  const seen = new Set<number>()
  const add = (node: number): void => {
    const item = byIndex.get(node)
    if (item !== undefined) sorted.add(item)
  }
  for (const item of interfaces) {
    for (const used of needs(item.interface)) visitDependenciesFirst(used, needs, seen, add)
    sorted.add(item)
  }
  return [...sorted]
}

function isById({ name }: InterfaceItem): boolean {
  return name.includes(':')
}

/**
 * What exported interfaces use and is not exported must be imported. It must not in turn use anything exported:
 * one name would mean two types.
 */
function importForExports(
  tables: Tables,
  imports: WorldItems,
  exports: readonly WorldItem[],
  report: (fault: string) => void,
): void {
  const interfaces = exports.filter(item => item.kind === 'interface')
  const exported = new Map(interfaces.filter(isById).map(item => [item.interface, item]))
  const needs = (node: number): readonly number[] => usedBy(tables, node)
  const seen = new Set<number>()
  for (const item of interfaces) {
    for (const used of needs(item.interface)) {
      if (exported.has(used)) continue
      visitDependenciesFirst(used, needs, seen, node => {
        const clash = exported.get(node)
        const needed = forTypes(tables, node)
        const between = forTypes(tables, used)
        if (clash !== undefined && between !== undefined) {
          report(
            `'${item.name}' uses '${between.name}', which is imported because it is not exported, and with it ` +
              `'${clash.name}', which is exported: export '${between.name}' too, or its types would be two`,
          )
        } else if (needed !== undefined) imports.add(needed)
      })
    }
  }
}
