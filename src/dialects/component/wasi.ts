import type { Issue } from '../../errors.ts'
import { preview2World } from '../../wasi/preview2/world.ts'
import { compareWorlds } from '../../wit/compare.ts'
import { compatibilityKey, parseInterfaceId } from '../../wit/names.ts'
import type { World } from '../../wit/world.ts'

/** The packages of WASI 0.2. */
const packages = ['cli', 'clocks', 'filesystem', 'http', 'io', 'random', 'sockets'].map(name => `wasi:${name}`)

/**
 * What hospes gives by itself, whatever the contract says: all interfaces of WASI 0.2. A call of a function that serves
 * what nobody is granted ends the guest.
 */
export function isWasi(interfaceId: string): boolean {
  const id = parseInterfaceId(interfaceId)
  return id !== undefined && packages.includes(id.package) && compatibilityKey(id).endsWith('@0.2')
}

/** The world of a component, as it is to a host that leaves WASI to hospes: it asks for its types at most. */
export function withoutWasi(world: World): World {
  const imports = world.imports.map(item =>
    item.kind === 'interface' && isWasi(item.name) ? { ...item, typesOnly: true } : item,
  )
  return { ...world, imports }
}

/** What a component wrongly takes WASI's functions for: of those imports that the host does not give by the contract. */
export function wasiIssues(own: World, isGiven: (interfaceId: string) => boolean): Issue[] {
  const imports = own.imports.filter(item => item.kind === 'interface' && isWasi(item.name) && !isGiven(item.name))
  if (imports.length === 0) return []
  const { issues } = compareWorlds({ ...preview2World(), exports: [] }, { ...own, imports, exports: [] })
  return issues.filter(({ code }) => code !== 'unknown-import')
}
