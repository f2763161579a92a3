import { compatibilityKey, itemId, parseInterfaceId } from './names.ts'
import { showTypeRef } from './show.ts'
import type { Case, Label, Type, TypeDef, TypeRef, World } from './world.ts'

/** Where two types part, in words, and what stands there on each side. */
export interface Difference {
  /** From the outside in: `field 'age' of person`. */
  readonly where: readonly string[]
  readonly expected: string
  readonly found: string
}

/** Says where a type of one world differs from a type of another; `undefined` when it does not. */
export type TypeComparer = (expected: TypeRef | null, found: TypeRef | null) => Difference | undefined

/** Aliases and the names of types don't matter; the names of fields, cases and flags do, and their order. */
export function createTypeComparer(expected: World, found: World): TypeComparer {
  // Types form a graph without circles; each pair is compared once, however often it is met.
  const known = new Map<string, Difference | undefined>()

  function compare(a: TypeRef | null, b: TypeRef | null): Difference | undefined {
    const left = behind(expected.types, a)
    const right = behind(found.types, b)
    const key = `${left} ${right}`
    if (!known.has(key)) known.set(key, compareRefs(left, right))
    return known.get(key)
  }

  function compareRefs(a: TypeRef | null, b: TypeRef | null): Difference | undefined {
    const left = entryAt(expected.types, a)
    const right = entryAt(found.types, b)
    if (left === undefined || right === undefined) return a === b ? undefined : different(a, b)
    return compareTypes(a, b, left, right)
  }

  function different(a: TypeRef | null, b: TypeRef | null): Difference {
    return { where: [], expected: show(expected.types, a), found: show(found.types, b) }
  }

  function compareTypes(a: TypeRef | null, b: TypeRef | null, left: TypeDef, right: TypeDef): Difference | undefined {
    const [x, y] = [left.type, right.type]
    if (x.kind === 'record' && y.kind === 'record') return compareMembers('field', left, x.fields, y.fields)
    if (x.kind === 'variant' && y.kind === 'variant') return compareMembers('case', left, x.cases, y.cases)
    if (x.kind === 'enum' && y.kind === 'enum') return compareMembers('case', left, x.cases, y.cases)
    if (x.kind === 'flags' && y.kind === 'flags') return compareMembers('flag', left, x.flags, y.flags)
    if (x.kind === 'resource' && y.kind === 'resource') {
      const isSame = left.name === right.name && isSameHome(left, right)
      return isSame ? undefined : different(a, b)
    }
    const parts = shapeOf(x)
    const others = shapeOf(y)
    if (parts.shape !== others.shape) return different(a, b)
    for (const [i, part] of parts.refs.entries()) {
      const difference = compare(part, others.refs[i] ?? null)
      if (difference !== undefined) return inside(`${parts.names?.[i] ?? x.kind}`, difference)
    }
    return undefined
  }

  function compareMembers(
    what: string,
    { name }: TypeDef,
    left: readonly (Label & Partial<Case>)[],
    right: readonly (Label & Partial<Case>)[],
  ): Difference | undefined {
    const [wanted, given] = [left, right].map(members => members.map(member => member.name).join(', '))
    const whole = name ?? 'it'
    if (wanted !== given) {
      return { where: [`the ${what}s of ${whole}`], expected: wanted || 'none', found: given || 'none' }
    }
    for (const [i, member] of left.entries()) {
      const difference = compare(member.type ?? null, right[i]?.type ?? null)
      if (difference !== undefined) return inside(`${what} '${member.name}' of ${whole}`, difference)
    }
    return undefined
  }

  /** Whether two resources come from interfaces that can stand for one another. */
  function isSameHome(left: TypeDef, right: TypeDef): boolean {
    const [a, b] = [homeOf(expected, left), homeOf(found, right)]
    return a === undefined || b === undefined || a === b
  }

  return compare
}

function inside(where: string, difference: Difference): Difference {
  return { ...difference, where: [where, ...difference.where] }
}

/** A type that is made of others: what must be equal, and the types that are to be compared. */
function shapeOf(type: Type): { shape: string; refs: readonly (TypeRef | null)[]; names?: readonly string[] } {
  const { kind } = type
  switch (kind) {
    case 'tuple':
      return { shape: `${kind} ${type.types.length}`, refs: type.types }
    case 'list':
      return { shape: `${kind} ${type.length ?? ''}`, refs: [type.element] }
    case 'map':
      return { shape: kind, refs: [type.key, type.value], names: ['key', 'value'] }
    case 'option':
      return { shape: kind, refs: [type.some] }
    case 'result':
      return { shape: kind, refs: [type.ok, type.err], names: ['ok', 'err'] }
    case 'own':
    case 'borrow':
      return { shape: kind, refs: [type.resource] }
    case 'future':
    case 'stream':
      return { shape: kind, refs: [type.element] }
    default:
      return { shape: kind, refs: [] }
  }
}

function behind(types: World['types'], ref: TypeRef | null): TypeRef | null {
  let at = ref
  for (let entry = entryAt(types, at); entry?.type.kind === 'alias'; entry = entryAt(types, at)) at = entry.type.target
  return at
}

function entryAt(types: World['types'], ref: TypeRef | null): TypeDef | undefined {
  return typeof ref === 'number' ? types[ref] : undefined
}

function show(types: World['types'], ref: TypeRef | null): string {
  return ref === null ? 'nothing' : showTypeRef(types, ref)
}

function homeOf(world: World, { owner }: TypeDef): string | undefined {
  if (owner === null || owner === 'world') return undefined
  const one = world.interfaces[owner.interface]
  if (one?.name == null || one.package === null) return undefined
  const id = parseInterfaceId(itemId(one.package, one.name))
  return id && compatibilityKey(id)
}
