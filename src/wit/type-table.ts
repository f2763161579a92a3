import type { ResolvedType } from './resolution.ts'
import type { Type, TypeRef } from './world.ts'

interface Facts {
  readonly behind: TypeRef
  readonly hasBorrow: boolean
  readonly depth: number
  readonly extent: number
}

/** The table of types while it grows, with what is known about each entry. */
export interface TypeTable {
  readonly types: readonly ResolvedType[]
  /** Adds a named type. */
  define(type: ResolvedType): number
  /** The entry of an anonymous type: there is one for all that are alike. */
  intern(type: Type): number
  /** The type behind all aliases. */
  behind(ref: TypeRef): TypeRef
  isResource(index: number): boolean
  /** Whether a borrowed handle can be in a value of this type. */
  hasBorrow(ref: TypeRef): boolean
  /** How many types stand in each other at most; aliases are not counted. */
  depth(ref: TypeRef): number
  /** How many types are spelt out where this one is written; each name counts as one. */
  extent(ref: TypeRef): number
}

export function createTypeTable(): TypeTable {
  const types: ResolvedType[] = []
  const anonymous = new Map<string, number>()
  const facts: Facts[] = []

  const behind = (ref: TypeRef): TypeRef => (typeof ref === 'string' ? ref : (facts[ref]?.behind ?? ref))
  const hasBorrow = (ref: TypeRef): boolean => typeof ref !== 'string' && facts[ref]?.hasBorrow === true
  const depth = (ref: TypeRef): number => (typeof ref === 'string' ? 0 : (facts[ref]?.depth ?? 0))
  const extent = (ref: TypeRef): number => {
    const isNamed = typeof ref === 'string' || types[ref]?.name !== null
    return isNamed ? 1 : (facts[ref]?.extent ?? 1)
  }

  // Each entry refers to earlier ones only, so that what is known about those is enough.
  const define = (entry: ResolvedType): number => {
    const index = types.push(entry) - 1
    const { type } = entry
    const parts = partsOf(type)
    const isAlias = type.kind === 'alias'
    facts.push({
      behind: isAlias ? behind(type.target) : index,
      hasBorrow: type.kind === 'borrow' || parts.some(hasBorrow),
      depth: parts.reduce<number>((deepest, part) => Math.max(deepest, depth(part)), 0) + (isAlias ? 0 : 1),
      extent: parts.reduce<number>((sum, part) => sum + extent(part), 1),
    })
    return index
  }

  return {
    types,
    define,
    intern(type) {
      const key = structuralKey(type)
      const known = anonymous.get(key)
      if (known !== undefined) return known
      const index = define({ name: null, owner: null, type })
      anonymous.set(key, index)
      return index
    },
    behind,
    isResource(index) {
      const target = behind(index)
      return typeof target === 'number' && types[target]?.type.kind === 'resource'
    },
    hasBorrow,
    depth,
    extent,
  }
}

/** What a type refers to, in order. A handle's resource is not part of its value. */
export function partsOf(type: Type): readonly TypeRef[] {
  switch (type.kind) {
    case 'record':
      return type.fields.map(field => field.type)
    case 'variant':
      return type.cases.flatMap(({ type: payload }) => (payload === null ? [] : [payload]))
    case 'tuple':
      return type.types
    case 'list':
      return [type.element]
    case 'map':
      return [type.key, type.value]
    case 'option':
      return [type.some]
    case 'result':
      return [type.ok, type.err].filter(part => part !== null)
    case 'alias':
      return [type.target]
    case 'future':
    case 'stream':
      return type.element === null ? [] : [type.element]
    default:
      return []
  }
}

/** Equal for anonymous types that are alike, given that their parts have the same indices. */
function structuralKey(type: Type): string {
  switch (type.kind) {
    case 'own':
    case 'borrow':
      return `${type.kind} ${type.resource}`
    case 'list':
      return `list ${type.element} ${type.length ?? ''}`
    case 'result':
      return `result ${type.ok} ${type.err}`
    case 'future':
    case 'stream':
      return `${type.kind} ${type.element}`
    default:
      return `${type.kind} ${partsOf(type).join(' ')}`
  }
}

/** The same type with its references put through `map`. */
export function mapReferences(type: Type, map: (ref: TypeRef) => TypeRef): Type {
  const mapOptional = (ref: TypeRef | null): TypeRef | null => (ref === null ? null : map(ref))
  switch (type.kind) {
    case 'record':
      return { ...type, fields: type.fields.map(field => ({ ...field, type: map(field.type) })) }
    case 'variant':
      return { ...type, cases: type.cases.map(label => ({ ...label, type: mapOptional(label.type) })) }
    case 'tuple':
      return { ...type, types: type.types.map(map) }
    case 'list':
      return { ...type, element: map(type.element) }
    case 'map':
      return { ...type, key: map(type.key), value: map(type.value) }
    case 'option':
      return { ...type, some: map(type.some) }
    case 'result':
      return { ...type, ok: mapOptional(type.ok), err: mapOptional(type.err) }
    case 'alias':
      return { ...type, target: map(type.target) }
    case 'own':
    case 'borrow': {
      const resource = map(type.resource)
      return typeof resource === 'number' ? { ...type, resource } : type
    }
    case 'future':
    case 'stream':
      return { ...type, element: mapOptional(type.element) }
    default:
      return type
  }
}
