import type { TypeDef, World } from '../wit/world.ts'

/** The definition behind a resource's index into the type table, which may be that of an alias. */
export function definitionOf(types: readonly TypeDef[], resource: number): number {
  for (let at = resource; ; ) {
    const type = types[at]?.type
    if (type?.kind !== 'alias' || typeof type.target !== 'number') return at
    at = type.target
  }
}

/** The resources that a plugin of this world defines, by index into its type table; all others are the host's. */
export function guestResources({ types, interfaces, exports }: World): number[] {
  return exports.flatMap(item =>
    item.kind === 'interface' && !item.typesOnly
      ? (interfaces[item.interface]?.types ?? [])
          .map(({ type }) => type)
          .filter(type => types[type]?.type.kind === 'resource')
      : [],
  )
}
