import { camelCase, itemId, upperCamelCase } from '../../wit/names.ts'
import { slots } from '../../wit/slots.ts'
import type { World, WorldItem } from '../../wit/world.ts'
import { contractKeys } from '../keys.ts'
import type { Role } from '../literal/functions.ts'
import { createForms } from './forms.ts'
import { functionText } from './functions.ts'
import type { Page } from './page.ts'
import { classMembers, instanceText, worldFunctions } from './resources.ts'
import { block, key, member } from './syntax.ts'
import { definitionText, isDeclared, typeText } from './types.ts'
import { scopeOf, type Way } from './way.ts'

/**
 * A contract's types as TypeScript declarations: `Imports`, `Exports` and `Types`, equal to those that the compiler
 * reads from the text, the definitions that they use, and `World`, the contract's own type. They stand by themselves
 * but for what hospes exports.
 */
export function declareWorld(world: World): string {
  const forms = createForms(world)
  const definitions = new Map<string, string>()
  const page: Page = {
    world,
    text: (type, way) => typeText(page, type, way),
    nameOf(type, way) {
      const { name, isNew } = forms.nameOf(type, way)
      if (!isNew) return name
      const isResource = world.types[type]?.type.kind === 'resource'
      // The place is kept first: what stands in a resource may lead back to it.
      definitions.set(name, '')
      definitions.set(name, (isResource ? instanceText : definitionText)(page, name, type, way))
      return name
    },
  }
  const parts = [
    `export interface Imports ${itemsText(page, world.imports, 'import')}`,
    `export interface Exports ${itemsText(page, world.exports, 'export')}`,
    `export interface Types ${typesText(page)}`,
    'export type World = Contract<Imports, Exports, Types>',
  ]
  const declarations = [...parts, ...definitions.values()].join('\n\n')
  const names = declarations.includes('Failure<') ? 'Contract, Failure' : 'Contract'
  return `import type { ${names} } from 'hospes'\n\n${declarations}\n`
}

function itemsText(page: Page, items: readonly WorldItem[], side: 'import' | 'export'): string {
  const keys = contractKeys(items, page.world)
  return block(items.flatMap((item, at) => itemMembers(page, item, key(keys[at]?.[0] ?? item.name), side)))
}

function itemMembers(page: Page, item: WorldItem, name: string, side: 'import' | 'export'): string[] {
  const role: Role = side === 'import' ? 'import' : 'world-export'
  switch (item.kind) {
    case 'type':
      return side === 'import' ? classMembers(page, item.type, null, worldFunctions(page.world), role) : []
    case 'function': {
      // Those of a resource stand in its class.
      const isFree = item.function.kind === 'freestanding'
      return isFree ? [member(name, functionText(page, item.function, role, null), item.function.docs)] : []
    }
    case 'interface': {
      if (item.typesOnly) return []
      const isLeftOut = item.name.startsWith('wasi:') || slots([item], page.world).length === 0
      const mark = side === 'import' && isLeftOut ? '?' : ''
      return [member(name + mark, interfaceText(page, item.interface, side), item.docs)]
    }
  }
}

function interfaceText(page: Page, index: number, role: Role): string {
  const { types = [], functions = [] } = page.world.interfaces[index] ?? {}
  const free = functions.filter(func => func.kind === 'freestanding')
  return block([
    ...types.flatMap(({ type }) => classMembers(page, type, index, functions, role)),
    ...free.map(func => member(key(camelCase(func.name)), functionText(page, func, role, index), func.docs)),
  ])
}

/** The types of each interface, and of the world itself, in the form that comes out of the guest. */
function typesText(page: Page): string {
  const { world } = page
  const items = [...world.exports, ...world.imports].map(item => ({ ...item, name: ownName(world, item) }))
  const keys = contractKeys(items, world)
  const exported = new Set(world.exports.map(item => (item.kind === 'interface' ? item.interface : undefined)))
  const members = new Map<string, string>()
  for (const [at, item] of items.entries()) {
    const [name] = keys[at] ?? [item.name]
    if (item.kind === 'interface' && !members.has(name)) {
      const way: Way = { into: false, guest: exported.has(item.interface), scope: item.interface }
      const types = world.interfaces[item.interface]?.types ?? []
      const own = types.flatMap(({ type }) => typeMember(page, type, way))
      if (own.length > 0) members.set(name, member(key(name), block(own), undefined))
    }
  }
  const way: Way = { into: false, guest: false, scope: null }
  const own = world.imports.flatMap(item => (item.kind === 'type' ? typeMember(page, item.type, way) : []))
  return block([...members.values(), ...own])
}

/** An interface by its own id, whatever name the world gives to it. */
function ownName(world: World, item: WorldItem): string {
  const found = item.kind === 'interface' ? world.interfaces[item.interface] : undefined
  return found?.name == null || found.package === null ? item.name : itemId(found.package, found.name)
}

/** A type that is defined where it stands, not brought there by `use`. */
function typeMember(page: Page, type: number, way: Way): string[] {
  const { types } = page.world
  const entry = types[type]
  if (entry === undefined || entry.name === null) return []
  const target =
    entry.type.kind === 'alias' && typeof entry.type.target === 'number' ? types[entry.type.target] : undefined
  if (target !== undefined && target.owner !== null && scopeOf(target) !== scopeOf(entry)) return []
  // What has a declaration of its own is documented there.
  const docs = isDeclared(entry.type) ? undefined : entry.docs
  return [member(upperCamelCase(entry.name), page.text(type, way), docs)]
}
