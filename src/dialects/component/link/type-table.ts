import type { Type, TypeDef } from '../../../wit/world.ts'

/** Collects types, each structure once: instances of one component bring the same types again and again. */
export interface TypeTable {
  readonly types: readonly TypeDef[]
  /** Index of the type, which refers to earlier entries only. */
  add(type: Type): number
  /** A new entry for a resource: no two are the same. */
  addResource(): number
}

export function createTypeTable(): TypeTable {
  const types: TypeDef[] = []
  const known = new Map<string, number>()

  const append = (type: Type): number => types.push({ name: null, owner: null, type }) - 1
  return {
    types,
    add: type => {
      const key = JSON.stringify(type)
      const index = known.get(key) ?? append(type)
      known.set(key, index)
      return index
    },
    addResource: () => append({ kind: 'resource' }),
  }
}
