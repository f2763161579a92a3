import { upperCamelCase } from '../../wit/names.ts'
import { partsOf } from '../../wit/type-table.ts'
import type { TypeDef, World } from '../../wit/world.ts'
import { scopeOf, type Way } from './way.ts'

/**
 * Names for definitions, one for each form that TypeScript has of them: a type that holds lists is another on its way
 * into the guest, one that holds resources another where they are the host's.
 */
export interface Forms {
  /** The name of a form, and whether nobody has asked for it before. */
  nameOf(type: number, way: Way): { readonly name: string; readonly isNew: boolean }
}

/** Names that mean something else where they are used. */
const TAKEN = [
  ...['Imports', 'Exports', 'Types', 'World', 'Contract', 'Failure', 'Promise', 'AsyncIterable', 'Error', 'Symbol'],
  ...['ArrayBuffer', 'Uint8Array', 'Uint16Array', 'Uint32Array', 'BigUint64Array', 'Int8Array', 'Int16Array'],
  ...['Int32Array', 'BigInt64Array', 'Float32Array', 'Float64Array'],
]

export function createForms(world: World): Forms {
  const traits = traitsOf(world.types)
  const names = new Map<string, string>()
  const taken = new Set<string>(TAKEN)
  return {
    nameOf(type, { into, guest }) {
      const { hasWays, hasOwners } = traits[type] ?? { hasWays: false, hasOwners: false }
      const form = `${type} ${hasWays && into} ${hasOwners && guest}`
      const known = names.get(form)
      if (known !== undefined) return { name: known, isNew: false }
      const host = hasOwners && !guest ? 'Host' : ''
      const base = `${host}${prefixOf(world, type)}${upperCamelCase(world.types[type]?.name ?? '')}`
      const label = hasWays && into ? `${base}Input` : base
      let name = label
      for (let count = 2; taken.has(name); count++) name = `${label}${count}`
      taken.add(name)
      names.set(form, name)
      return { name, isNew: true }
    },
  }
}

/** What a type depends on besides itself. */
interface Traits {
  /** On the way of its values: into the guest or out of it. */
  readonly hasWays: boolean
  /** On whose its resources are. */
  readonly hasOwners: boolean
}

/** Of all entries in one go, since each refers to entries before it only. */
function traitsOf(types: readonly TypeDef[]): readonly Traits[] {
  const traits: Traits[] = []
  for (const { type } of types) {
    const parts = partsOf(type).flatMap(part => (typeof part === 'number' ? (traits[part] ?? []) : []))
    traits.push({
      hasWays: ['list', 'map', 'tuple', 'flags'].includes(type.kind) || parts.some(part => part.hasWays),
      hasOwners: ['resource', 'own', 'borrow'].includes(type.kind) || parts.some(part => part.hasOwners),
    })
  }
  return traits
}

/** The interface of a definition, as the first part of its name. */
function prefixOf(world: World, type: number): string {
  const scope = scopeOf(world.types[type])
  if (scope === null) return ''
  const items = [...world.imports, ...world.exports]
  const inline = items.find(item => item.kind === 'interface' && item.interface === scope)?.name ?? ''
  return upperCamelCase(world.interfaces[scope]?.name ?? inline)
}
