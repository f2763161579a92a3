import { partsOf } from '../../wit/type-table.ts'
import { resolveType, type Type, type TypeDef, type TypeRef } from '../../wit/world.ts'

/** What a type is behind its aliases: a primitive's name, or the kind of its definition. */
export function typeKind(types: readonly TypeDef[], ref: TypeRef): string {
  const type = resolveType(types, ref)
  return typeof type === 'string' ? type : type.kind
}

/** Whether a payload may stand alone: one that is an option or result could be taken for the outer one. */
export function canBeBare(types: readonly TypeDef[], ref: TypeRef): boolean {
  const kind = typeKind(types, ref)
  return kind !== 'option' && kind !== 'result'
}

/** The kinds of types whose values have no notation, as people call them. */
const UNSPEAKABLE: Readonly<Record<string, string>> = {
  own: 'a resource',
  borrow: 'a resource',
  resource: 'a resource',
  future: 'a future',
  stream: 'a stream',
  'error-context': 'an error-context',
} satisfies Partial<Record<Type['kind'] | 'error-context', string>>

/** What in these types, or in the types that they are made of, has no notation; `undefined` if everything has one. */
export function unspeakable(types: readonly TypeDef[], refs: readonly TypeRef[]): string | undefined {
  const open = [...refs]
  const seen = new Set<TypeRef>(open)
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const type = resolveType(types, ref)
    const found = UNSPEAKABLE[typeof type === 'string' ? type : type.kind]
    if (found !== undefined) return found
    for (const part of typeof type === 'string' ? [] : partsOf(type))
      if (!seen.has(part)) {
        seen.add(part)
        open.push(part)
      }
  }
  return undefined
}
