import { dependencyOrder, type Edge } from '../order.ts'
import type { Resolution, ResolvedPackage } from '../resolution.ts'
import type { Id, InterfaceNode, UsePath, WorldNode } from '../syntax/ast.ts'
import { createFaults, type Faults, type Place, type Source } from '../syntax/source.ts'
import { createTypeTable } from '../type-table.ts'
import { resolveInterface } from './interfaces.ts'
import { type PackageUnit, readPackages, type UnitFile } from './packages.ts'
import { type Context, description, type FileScope, findItem, gatedBy, type PackageItem, placeOf } from './scope.ts'
import { resolveWorld } from './worlds.ts'

export interface ResolveOptions {
  /** Features of `@unstable` that are on; `'all'` for every one. None by default. */
  readonly features?: readonly string[] | 'all' | undefined
}

/** All worlds together may have so many imports and exports: includes of includes multiply. */
const MAX_WORLD_ITEMS = 200_000

/**
 * Reads packages, each given by the files it is spread over, and looks all names up. Packages that stand in blocks
 * within a file count too. The order does not matter.
 * @throws WitError with all faults that one pass finds
 */
export function resolvePackages(groups: readonly (readonly Source[])[], options: ResolveOptions = {}): Resolution {
  return resolveUnits(groups, options).resolution
}

/** The same, with the packages as they are written. */
export function resolveUnits(
  groups: readonly (readonly Source[])[],
  options: ResolveOptions,
): { readonly resolution: Resolution; readonly units: readonly PackageUnit[] } {
  const faults = createFaults()
  const units = readPackages(groups, faults)
  const context = createContext(faults, options)
  const packages = units.map(unit => resolvePackage(context, unit))
  faults.throwIfAny()
  const { interfaces, worlds, table } = context
  return { resolution: { packages, interfaces, worlds, types: table.types }, units }
}

function createContext(faults: Faults, { features = [] }: ResolveOptions): Context {
  let left = MAX_WORLD_ITEMS
  return {
    faults,
    features: features === 'all' ? features : new Set(features),
    table: createTypeTable(),
    interfaces: [],
    scopes: [],
    worlds: [],
    packages: new Map(),
    spend(count: number, place: Place) {
      left -= count
      if (left >= 0) return
      faults.report(place, `the worlds have more than ${MAX_WORLD_ITEMS} imports and exports together`)
      faults.throwIfAny()
    },
  }
}

function resolvePackage(context: Context, unit: PackageUnit): ResolvedPackage {
  const items = collectItems(context, unit)
  context.packages.set(unit.id, new Map(items.map(item => [item.name, item])))
  const open = items.filter(({ gatedBy: feature }) => feature === undefined)
  for (const item of items) if (item.gatedBy !== undefined) checkGatedTypes(context, item)
  const order = orderItems(context, open)
  for (const { item, node } of order) {
    if (node.kind !== 'interface') continue
    const head = { name: item.name, package: unit.id, ...description(node) }
    item.index = resolveInterface(context, item.file, node.items, head)
  }
  for (const { item, node } of order) if (node.kind === 'world') item.index = resolveWorld(context, item, node)
  const indices = (kind: PackageItem['kind']): number[] =>
    open.flatMap(item => (item.kind === kind && item.index !== undefined ? [item.index] : []))
  const docs = unit.docs === undefined ? {} : { docs: unit.docs }
  return { id: unit.id, ...docs, interfaces: indices('interface'), worlds: indices('world') }
}

/** The interfaces and worlds of a package, and what each of its files brings in by `use`. */
function collectItems(context: Context, unit: PackageUnit): PackageItem[] {
  const packageItems = new Map<string, PackageItem>()
  const files = unit.files.map(({ source }): FileScope => ({ source, unit, packageItems, used: new Map() }))
  const items: PackageItem[] = []
  for (const [i, { items: nodes }] of unit.files.entries()) {
    const file = files[i]
    if (file === undefined) continue
    for (const node of nodes) {
      if (node.kind === 'toplevel-use') continue
      const { name, at } = node.name
      const feature = gatedBy(context, file, node.gate, at)
      const item: PackageItem = { kind: node.kind, name, node, file, gatedBy: feature, index: undefined }
      if (packageItems.has(name)) {
        context.faults.report(placeOf(file, at), `there are two interfaces or worlds '${name}' in ${unit.id}`)
        continue
      }
      packageItems.set(name, item)
      items.push(item)
    }
  }
  for (const [i, { items: nodes }] of unit.files.entries()) {
    const file = files[i]
    if (file !== undefined) collectUsed(context, file, nodes)
  }
  return items
}

/** What a file brings in by `use` at its top level. */
function collectUsed(context: Context, file: FileScope, nodes: UnitFile['items']): void {
  const names = new Set<string>()
  const found = new Map<string, PackageItem | undefined>()
  for (const node of nodes) {
    const { name, at } = node.kind === 'toplevel-use' ? node.as : node.name
    if (names.has(name))
      context.faults.report(placeOf(file, at), `the name '${name}' stands for two things in this file`)
    names.add(name)
    if (node.kind !== 'toplevel-use') continue
    const item = findItem(context, file, node.path)
    found.set(name, item)
    if (item?.kind !== 'world' || node.path.package === null) continue
    // Where the same world is included by its path too, somebody thinks that a use is needed for that.
    const { at: place } = includedPath(nodes, node.path) ?? node.path.name
    context.faults.report(placeOf(file, place), `'${name}' is a world: it is included by its path, and never used`)
  }
  for (const [name, item] of found) file.used.set(name, item)
}

function includedPath(nodes: UnitFile['items'], { package: id, name }: UsePath): Id | undefined {
  const paths = nodes.flatMap(node => (node.kind === 'world' ? neededPaths(node) : []))
  return paths.find(path => path.package?.id === id?.id && path.name.name === name.name)?.name
}

/** A type that is on in an interface that is off could be named, but nowhere found. */
function checkGatedTypes(context: Context, { node, file, name, gatedBy: feature }: PackageItem): void {
  for (const item of node.items) {
    if (item.kind !== 'type' || gatedBy(context, file, item.gate, item.name.at) !== undefined) continue
    const message = `the type '${item.name.name}' is on, but '${name}' around it belongs to the feature '${feature}'`
    context.faults.report(placeOf(file, item.name.at), message)
  }
}

function orderItems(
  context: Context,
  items: readonly PackageItem[],
): readonly { item: PackageItem; node: InterfaceNode | WorldNode }[] {
  const places = new Map(items.map((item, place) => [item, place]))
  const edges = items.map((item): Edge<PackageItem>[] =>
    neededPaths(item.node).flatMap(path => {
      const needed = path.package === null ? lookUp(item.file, path.name.name) : undefined
      const to = needed === undefined ? undefined : places.get(needed)
      return needed === undefined || to === undefined ? [] : [{ to, by: needed }]
    }),
  )
  const { order, cycle } = dependencyOrder(edges)
  if (cycle !== undefined) {
    const { file, node, kind } = cycle.by
    const { name, at } = node.name
    context.faults.report(
      placeOf(file, at),
      `the ${kind} '${name}' needs itself, by a circle of ${kind === 'world' ? 'includes' : 'uses'}`,
    )
  }
  return order.flatMap(place => {
    const item = items[place]
    return item === undefined ? [] : [{ item, node: item.node }]
  })
}

function lookUp(file: FileScope, name: string): PackageItem | undefined {
  return file.used.get(name) ?? file.packageItems.get(name)
}

/** What must be resolved before: the interfaces that an interface uses, the worlds that a world includes. */
function neededPaths(node: InterfaceNode | WorldNode): readonly UsePath[] {
  const kind = node.kind === 'interface' ? 'use' : 'include'
  return node.items.flatMap(item => (item.kind === kind && 'path' in item ? [item.path] : []))
}
