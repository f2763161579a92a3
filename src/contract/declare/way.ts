import { resolveType, type TypeDef, type TypeRef, type World } from '../../wit/world.ts'
import type { Role } from '../literal/functions.ts'

/** How a type is looked at: which way its values go, and whose resources they hold. */
export interface Way {
  /** Into the guest; else out of it. */
  readonly into: boolean
  /** The guest's own resources; else the host's. */
  readonly guest: boolean
  /** The interface in which the type is named; `null`: the world itself. */
  readonly scope: number | null
}

/** The ways of a function's parameters and result. */
export function waysOf(role: Role, scope: number | null): { readonly params: Way; readonly result: Way } {
  const guest = role === 'export' && scope !== null
  const into = role !== 'import'
  return { params: { into, guest, scope }, result: { into: !into, guest, scope } }
}

/** The interface in which a definition stands; `null` for the world itself. */
export function scopeOf(entry: TypeDef | undefined): number | null {
  return entry === undefined || entry.owner === null || entry.owner === 'world' ? null : entry.owner.interface
}

/** A definition of another interface that the world does not export is one of an import: its resources are the host's. */
export function enter(world: World, entry: TypeDef, way: Way): Way {
  const scope = scopeOf(entry)
  if (entry.owner === null || scope === way.scope) return way
  const isExported = world.exports.some(item => item.kind === 'interface' && item.interface === scope)
  return { ...way, scope, guest: way.guest && isExported }
}

/** The type behind all aliases, and the way to look at it from there. */
export function behind(world: World, ref: TypeRef, way: Way): readonly [ReturnType<typeof resolveType>, Way] {
  let at = ref
  let here = way
  for (;;) {
    const entry = typeof at === 'string' ? undefined : world.types[at]
    if (entry?.type.kind !== 'alias') return [resolveType(world.types, at), here]
    here = enter(world, entry, here)
    at = entry.type.target
  }
}

/** Whether a type is an option, which `undefined` can stand for only where it isn't one of an option. */
export function isOption(world: World, ref: TypeRef): boolean {
  const type = resolveType(world.types, ref)
  return typeof type !== 'string' && type.kind === 'option'
}

/** Whether a field or a last parameter of this type may be left out. */
export function mayBeAbsent(world: World, ref: TypeRef): boolean {
  const type = resolveType(world.types, ref)
  return typeof type !== 'string' && type.kind === 'option' && !isOption(world, type.some)
}
