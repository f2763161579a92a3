import { isLaterVersion } from '../names.ts'
import type { ResolvedWorld } from '../resolution.ts'
import type { Described, Gate, InterfaceNode, UsePath, WorldNode } from '../syntax/ast.ts'
import type { Faults, Place, Source } from '../syntax/source.ts'
import type { TypeTable } from '../type-table.ts'
import type { Interface, Stability } from '../world.ts'
import type { PackageUnit } from './packages.ts'

/** What the resolution of all packages shares. */
export interface Context {
  readonly faults: Faults
  /** Features of `@unstable` that are on; `'all'` turns all on. */
  readonly features: ReadonlySet<string> | 'all'
  readonly table: TypeTable
  readonly interfaces: Interface[]
  /** Of each interface: what its names mean. */
  readonly scopes: Scope[]
  readonly worlds: ResolvedWorld[]
  /** By package id: its interfaces and worlds by name. */
  readonly packages: Map<string, ReadonlyMap<string, PackageItem>>
  /** Counts imports and exports of worlds. @throws WitError when there are too many */
  spend(count: number, place: Place): void
}

/** An interface or world of a package. */
export interface PackageItem {
  readonly kind: 'interface' | 'world'
  readonly name: string
  readonly node: InterfaceNode | WorldNode
  readonly file: FileScope
  /** The feature that would turn it on, where it is off. */
  readonly gatedBy: string | undefined
  /** In the list of its kind, once it is resolved; it stays `undefined` where that failed or it is off. */
  index: number | undefined
}

/** Where names of interfaces and worlds are looked up. */
export interface FileScope {
  readonly source: Source
  readonly unit: PackageUnit
  readonly packageItems: ReadonlyMap<string, PackageItem>
  /** What this file brings in by `use` at its top level; `undefined` for what could not be found. */
  readonly used: Map<string, PackageItem | undefined>
}

/** What a name of an interface or world means; `broken` has been reported. */
export type ScopeEntry =
  | { readonly kind: 'type'; readonly index: number }
  | { readonly kind: 'function' | 'broken' }
  | { readonly kind: 'gated'; readonly feature: string }
export type Scope = Map<string, ScopeEntry>

export function placeOf(file: FileScope, offset: number): Place {
  return { source: file.source, offset }
}

/** The interface or world that a path leads to; `undefined` when there is none, which is reported. */
export function findItem(context: Context, file: FileScope, path: UsePath): PackageItem | undefined {
  const { name, at } = path.name
  if (path.package === null) {
    if (file.used.has(name)) return file.used.get(name)
    const found = file.packageItems.get(name)
    if (found === undefined) {
      context.faults.report(placeOf(file, at), `there is no interface or world '${name}' in ${file.unit.id}`)
    }
    return found
  }
  const { id } = path.package
  const found = context.packages.get(id)?.get(name)
  if (found === undefined) context.faults.report(placeOf(file, at), `there is no interface or world '${name}' in ${id}`)
  return found
}

/** The index of what a path leads to, which must be of this kind; `undefined` after a fault. */
export function findIndex(
  context: Context,
  file: FileScope,
  path: UsePath,
  kind: PackageItem['kind'],
): number | undefined {
  const item = findItem(context, file, path)
  if (item === undefined) return undefined
  const place = placeOf(file, path.name.at)
  const { name } = path.name
  if (item.kind !== kind) {
    const [is, wanted] = kind === 'interface' ? ['a world', 'an interface'] : ['an interface', 'a world']
    context.faults.report(place, `'${name}' is ${is}, and ${wanted} is wanted`)
  } else if (item.gatedBy !== undefined) {
    context.faults.report(place, `the ${kind} '${name}' belongs to the feature '${item.gatedBy}', which is not on`)
  }
  return item.kind === kind ? item.index : undefined
}

/** The feature that would turn an item on, where it is off; `undefined` when it is on. Checks the gate besides. */
export function gatedBy(context: Context, file: FileScope, gate: Gate, at: number): string | undefined {
  const { since, unstable } = gate
  if (since !== undefined) checkSince(context, file, since, at)
  if (unstable === undefined || context.features === 'all' || context.features.has(unstable)) return undefined
  return unstable
}

function checkSince(context: Context, { source, unit }: FileScope, since: string, at: number): void {
  const place = { source, offset: at }
  if (unit.version === null) {
    context.faults.report(place, `@since(version = ${since}) needs a version, and the package ${unit.id} has none`)
  } else if (isLaterVersion(since, unit.version)) {
    context.faults.report(place, `@since(version = ${since}) is later than the package itself, ${unit.id}`)
  }
}

/** The optional parts of a definition that its comments and attributes give. */
export function description({ docs, gate }: Described): {
  docs?: string
  stability?: Stability
  externalId?: string
} {
  return { ...(docs === undefined ? {} : { docs }), ...attributes(gate) }
}

export function attributes({ since, unstable, deprecated, externalId }: Gate): {
  stability?: Stability
  externalId?: string
} {
  const stability: Stability = {
    ...(since === undefined ? {} : { since }),
    ...(unstable === undefined ? {} : { unstable }),
    ...(deprecated === undefined ? {} : { deprecated }),
  }
  return {
    ...(since === undefined && unstable === undefined ? {} : { stability }),
    ...(externalId === undefined ? {} : { externalId }),
  }
}
