import { mapReferences } from '../type-table.ts'
import type { Func, Stability, TypeRef, WorldItem } from '../world.ts'
import type { WorldItems } from '../world-items.ts'
import type { Context } from './scope.ts'

/** One `include`. */
export interface Inclusion {
  /** Index of the world that is included. */
  readonly from: number
  /** Index of the world that includes it, and the id of its package. */
  readonly into: number
  readonly package: string
  readonly renames: ReadonlyMap<string, string>
}

/** Copies the imports and exports of a world into another; the types that the world defines itself become new ones. */
export function includeWorld(
  context: Context,
  inclusion: Inclusion,
  imports: WorldItems,
  exports: WorldItems,
  report: (fault: string) => void,
): void {
  const world = context.worlds[inclusion.from]
  if (world === undefined) return
  const isForeign = world.package !== inclusion.package
  const rename = createRename(inclusion.renames)
  const copyRef = createTypeCopier(context, inclusion, rename)
  const copy = (items: readonly WorldItem[], into: WorldItems, what: 'import' | 'export'): void => {
    for (const item of items) {
      const copied = copyItem(item, rename, copyRef)
      const known = into.add(copied)
      if (copied.kind === 'interface' && copied.name.includes(':')) {
        const merged = mergeItems(copied, known ?? copied, isForeign)
        if (merged === undefined) report(`'${copied.name}' is gated in one way here and in another in '${world.name}'`)
        else into.replace(merged)
      } else if (known !== undefined) {
        report(
          `the ${what} '${copied.name}' of '${world.name}' is here already; rename it: include ... with { ... as ... }`,
        )
      }
    }
  }
  copy(world.imports, imports, 'import')
  copy(world.exports, exports, 'export')
  for (const name of rename.unused()) {
    report(`'${world.name}' has no import or export '${name}' to rename; interfaces with an id keep it`)
  }
}

interface Rename {
  (name: string): string
  unused(): readonly string[]
}

/** The names after `with`: a resource's new name is its functions' too. */
function createRename(renames: ReadonlyMap<string, string>): Rename {
  const used = new Set<string>()
  const lookUp = (name: string): string => {
    const as = renames.get(name)
    if (as !== undefined) used.add(name)
    return as ?? name
  }
  const rename = (name: string): string => {
    const [, prefix, resource, rest] = /^(\[[^\]]*\])([^.]*)(.*)$/s.exec(name) ?? []
    return prefix === undefined || resource === undefined ? lookUp(name) : `${prefix}${lookUp(resource)}${rest}`
  }
  return Object.assign(rename, { unused: () => [...renames.keys()].filter(name => !used.has(name)) })
}

function copyItem(item: WorldItem, rename: Rename, copyRef: (ref: TypeRef) => TypeRef): WorldItem {
  switch (item.kind) {
    case 'function': {
      const name = rename(item.name)
      return { ...item, name, function: copyFunc(item.function, name, copyRef) }
    }
    case 'type': {
      const type = copyRef(item.type)
      return typeof type === 'number' ? { ...item, name: rename(item.name), type } : item
    }
    case 'interface':
      return item.name.includes(':') ? item : { ...item, name: rename(item.name) }
  }
}

function copyFunc(func: Func, name: string, copyRef: (ref: TypeRef) => TypeRef): Func {
  const { resource, ...rest } = func
  const copied = resource === undefined ? undefined : copyRef(resource)
  return {
    ...rest,
    name,
    ...(typeof copied === 'number' ? { resource: copied } : {}),
    params: func.params.map(param => ({ ...param, type: copyRef(param.type) })),
    result: func.result === null ? null : copyRef(func.result),
  }
}

function createTypeCopier(context: Context, { from, into }: Inclusion, rename: Rename): (ref: TypeRef) => TypeRef {
  const { table } = context
  const copies = new Map<number, number>()
  // The depth of types is limited, and so is this recursion; chains of aliases are copied in order before.
  const copyRef = (ref: TypeRef): TypeRef => {
    if (typeof ref === 'string') return ref
    const known = copies.get(ref)
    if (known !== undefined) return known
    const entry = table.types[ref]
    if (entry === undefined) return ref
    const { owner, name } = entry
    const isOwn = owner !== null && 'world' in owner && owner.world === from
    let copy = ref
    if (isOwn && name !== null) {
      const type = mapReferences(entry.type, copyRef)
      copy = table.define({ ...entry, name: rename(name), owner: { world: into }, type })
    } else if (owner === null) copy = table.intern(mapReferences(entry.type, copyRef))
    copies.set(ref, copy)
    return copy
  }
  for (const item of context.worlds[from]?.imports ?? []) if (item.kind === 'type') copyRef(item.type)
  return copyRef
}

type InterfaceItem = Extract<WorldItem, { kind: 'interface' }>

/** One item for both, with the gate of both; `undefined` when the gates differ. */
function mergeItems(from: InterfaceItem, into: WorldItem, isForeign: boolean): WorldItem | undefined {
  if (into.kind !== 'interface') return into
  // One that is asked for by name is more than one that is here for its types.
  if (into.typesOnly !== from.typesOnly) return into.typesOnly ? mergeItems(from, from, isForeign) : into
  const { stability, ...rest } = into
  // What a version of another package says means nothing in this one.
  if (isForeign && from.stability?.since !== undefined) return rest
  if (from.stability === undefined || isSame(from.stability, stability)) return into
  return stability === undefined ? { ...rest, stability: from.stability } : undefined
}

function isSame(a: Stability, b: Stability | undefined): boolean {
  return a.since === b?.since && a.unstable === b?.unstable && a.deprecated === b?.deprecated
}
