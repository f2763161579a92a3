import { itemId } from './names.ts'
import { visitDependenciesFirst } from './order.ts'
import type { Context } from './scope.ts'
import type { WorldItem } from './world.ts'
import { createWorldItems, type WorldItems } from './world-items.ts'

type InterfaceItem = Extract<WorldItem, { kind: 'interface' }>

/**
 * Makes a world complete: interfaces whose types others use are imported too, each before those that use it.
 * Imports come out as interfaces, used types, types, functions; exports as functions, interfaces.
 */
export function elaborate(
  context: Context,
  imports: Iterable<WorldItem>,
  exports: Iterable<WorldItem>,
  report: (fault: string) => void,
): { imports: WorldItem[]; exports: WorldItem[] } {
  const complete = createWorldItems()
  const seen = new Set<number>()
  for (const item of sortImports(context, imports)) {
    if (item.kind === 'interface') importUsed(context, complete, context.uses[item.interface] ?? [], seen)
    if (item.kind === 'type') importUsed(context, complete, ownerOfUsed(context, item.type), seen)
    // An interface that was added for its types may be asked for by name later.
    if (complete.add(item) !== undefined) complete.replace(item)
  }
  const sorted = sortExports(context, exports)
  importForExports(context, complete, sorted, report)
  return { imports: sortImports(context, complete.items), exports: sorted }
}

/** Adds interfaces, and all whose types they use, for their types. */
function importUsed(context: Context, into: WorldItems, interfaces: readonly number[], seen: Set<number>): void {
  const needs = (node: number): readonly number[] => context.uses[node] ?? []
  for (const one of interfaces) {
    visitDependenciesFirst(one, needs, seen, node => {
      const item = forTypes(context, node)
      if (item !== undefined) into.add(item)
    })
  }
}

function forTypes(context: Context, index: number): InterfaceItem | undefined {
  const found = context.interfaces[index]
  if (found?.name == null || found.package === null) return undefined
  return { kind: 'interface', name: itemId(found.package, found.name), interface: index, typesOnly: true }
}

/** The interface that a used type comes from. */
function ownerOfUsed(context: Context, index: number): readonly number[] {
  const { types } = context.table
  const type = types[index]?.type
  if (type?.kind !== 'alias' || typeof type.target === 'string') return []
  const owner = types[type.target]?.owner
  return owner != null && 'interface' in owner ? [owner.interface] : []
}

function sortImports(context: Context, items: Iterable<WorldItem>): WorldItem[] {
  const all = [...items]
  const resources = new Map<number, number>()
  for (const item of all) if (item.kind === 'type') resources.set(item.type, resources.size)
  const rank = (item: WorldItem): number => {
    if (item.kind === 'interface') return 0
    if (item.kind === 'type') return ownerOfUsed(context, item.type).length > 0 ? 1 : 2
    const { resource } = item.function
    return resource === undefined ? 3 : 4 + (resources.get(resource) ?? 0)
  }
  const ranks = new Map(all.map(item => [item, rank(item)]))
  return all.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
}

function sortExports(context: Context, exports: Iterable<WorldItem>): WorldItem[] {
  const functions: WorldItem[] = []
  const interfaces: InterfaceItem[] = []
  for (const item of exports) {
    if (item.kind === 'interface') interfaces.push(item)
    else functions.push(item)
  }
  const byIndex = new Map(interfaces.filter(isById).map(item => [item.interface, item]))
  const needs = (node: number): readonly number[] => (context.uses[node] ?? []).filter(used => byIndex.has(used))
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
  context: Context,
  imports: WorldItems,
  exports: readonly WorldItem[],
  report: (fault: string) => void,
): void {
  const interfaces = exports.filter(item => item.kind === 'interface')
  const exported = new Map(interfaces.filter(isById).map(item => [item.interface, item]))
  const needs = (node: number): readonly number[] => context.uses[node] ?? []
  const seen = new Set<number>()
  for (const item of interfaces) {
    for (const used of needs(item.interface)) {
      if (exported.has(used)) continue
      visitDependenciesFirst(used, needs, seen, node => {
        const clash = exported.get(node)
        const needed = forTypes(context, node)
        const between = forTypes(context, used)
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
