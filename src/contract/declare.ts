import { camelCase, itemId, parseExternName, upperCamelCase } from '../wit/names.ts'
import { slots } from '../wit/slots.ts'
import type { Func, TypeRef, World, WorldItem } from '../wit/world.ts'
import { behind, key, mayBeAbsent, quote, scopeOf, typeText, union, type Way, waysOf } from './declare-type.ts'
import { contractKeys } from './keys.ts'
import type { Role } from './literal/functions.ts'

/**
 * A contract's types as TypeScript declarations: `Imports`, `Exports` and `Types`, equal to those that the compiler
 * reads from the text. They stand by themselves but for `Failure`, which comes from hospes.
 */
export function declareWorld(world: World): string {
  const page: Page = { world, names: new Map(), resources: new Map() }
  const parts = [
    `export interface Imports ${itemsText(page, world.imports, 'import')}`,
    `export interface Exports ${itemsText(page, world.exports, 'export')}`,
    `export interface Types ${typesText(page)}`,
  ]
  const declarations = [...parts, ...page.resources.values()].join('\n\n')
  const imports = declarations.includes('Failure<') ? "import type { Failure } from 'hospes'\n\n" : ''
  return `${imports}${declarations}\n`
}

/** A page of declarations while it is written. */
interface Page {
  readonly world: World
  /** Names of resources' instances, by table index and side. */
  readonly names: Map<string, string>
  /** Their declarations, by name. */
  readonly resources: Map<string, string>
}

/** What documents a member. */
interface Documented {
  readonly docs?: string
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
      return isFree ? [member(name, functionText(page, item.function, role, null), item.function)] : []
    }
    case 'interface': {
      if (item.typesOnly) return []
      const isLeftOut = item.name.startsWith('wasi:') || slots([item], page.world).length === 0
      const mark = side === 'import' && isLeftOut ? '?' : ''
      return [member(name + mark, interfaceText(page, item.interface, side), item)]
    }
  }
}

function worldFunctions(world: World): Func[] {
  return world.imports.flatMap(item => (item.kind === 'function' ? [item.function] : []))
}

function interfaceText(page: Page, index: number, role: Role): string {
  const { types = [], functions = [] } = page.world.interfaces[index] ?? {}
  const free = functions.filter(func => func.kind === 'freestanding')
  return block([
    ...types.flatMap(({ type }) => classMembers(page, type, index, functions, role)),
    ...free.map(func => member(key(camelCase(func.name)), functionText(page, func, role, index), func)),
  ])
}

/** The class of a resource, where this entry of the table is one. */
function classMembers(
  page: Page,
  type: number,
  scope: number | null,
  functions: readonly Func[],
  role: Role,
): string[] {
  const entry = page.world.types[type]
  if (entry?.type.kind !== 'resource' || entry.name === null) return []
  const own = functions.filter(func => func.resource === type)
  const instance = instanceName(page, type, waysOf(role, scope).result)
  const maker = own.find(func => func.kind === 'constructor')
  const parameters = maker === undefined ? '...args: never' : parametersText(page, maker, role, scope)
  const statics = own.filter(func => func.kind === 'static').map(func => memberOfResource(page, func, role, scope))
  const construct = `(${maker === undefined ? 'abstract ' : ''}new (${parameters}) => ${instance})`
  const mark = role === 'import' && own.length === 0 ? '?' : ''
  const text = statics.length === 0 ? construct : `${block(statics)} & ${construct}`
  return [member(`${upperCamelCase(entry.name)}${mark}`, text, entry)]
}

function memberOfResource(page: Page, func: Func, role: Role, scope: number | null): string {
  const extern = parseExternName(func.name)
  const label = extern !== undefined && 'label' in extern ? extern.label : func.name
  return member(key(camelCase(label)), functionText(page, func, role, scope), func)
}

/** The name of a resource's instances; they are declared when they are first spoken of. */
function instanceName(page: Page, resource: number, way: Way): string {
  const { world, names, resources } = page
  const id = `${way.guest ? 'guest' : 'host'} ${resource}`
  const known = names.get(id)
  if (known !== undefined) return known
  const scope = scopeOf(world.types[resource])
  const of = scope === null ? '' : upperCamelCase(world.interfaces[scope]?.name ?? inlineName(world, scope))
  const label = `${way.guest ? '' : 'Host'}${of}${upperCamelCase(world.types[resource]?.name ?? '')}`
  let name = label
  for (let count = 2; resources.has(name); count++) name = `${label}${count}`
  names.set(id, name)
  // The place is kept first: what stands in a resource may lead back to it.
  resources.set(name, '')
  resources.set(name, `export type ${name} = ${instanceText(page, resource, scope, way)}`)
  return name
}

function inlineName(world: World, index: number): string {
  const items = [...world.imports, ...world.exports]
  return items.find(item => item.kind === 'interface' && item.interface === index)?.name ?? ''
}

function instanceText(page: Page, resource: number, scope: number | null, { guest }: Way): string {
  const { world } = page
  const functions = scope === null ? worldFunctions(world) : (world.interfaces[scope]?.functions ?? [])
  const methods = functions.filter(func => func.resource === resource && func.kind === 'method')
  const members = methods.map(func => memberOfResource(page, func, guest ? 'export' : 'import', scope))
  if (!guest) return members.length === 0 ? 'object' : block(members)
  const tag = `readonly [Symbol.toStringTag]: ${quote(upperCamelCase(world.types[resource]?.name ?? ''))}`
  return block([...members, ...(methods.length === 0 ? [tag] : []), '[Symbol.dispose](): void'])
}

function functionText(page: Page, func: Func, role: Role, scope: number | null): string {
  const result = resultText(page, func, role, scope)
  const promised = func.async ? union([`Promise<${result}>`, ...(role === 'import' ? [result] : [])]) : result
  return `(${parametersText(page, func, role, scope)}) => ${promised}`
}

function parametersText(page: Page, func: Func, role: Role, scope: number | null): string {
  const way = waysOf(role, scope).params
  const params = func.kind === 'method' ? func.params.slice(1) : func.params
  const needed = params.findLastIndex(({ type }) => !mayBeAbsent(page.world, type))
  return params
    .map(({ name, type }, at) => `${parameterName(name)}${at > needed ? '?' : ''}: ${text(page, type, way)}`)
    .join(', ')
}

const reserved: ReadonlySet<string> = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)

function parameterName(label: string): string {
  const name = camelCase(label)
  return reserved.has(name) ? `${name}_` : name
}

/** A `result` that is the whole result: its ok side is returned, a host answers the other by a `Failure`. */
function resultText(page: Page, { result, resource, kind }: Func, role: Role, scope: number | null): string {
  const way = waysOf(role, scope).result
  if (kind === 'constructor' && resource !== undefined) return instanceName(page, resource, way)
  if (result === null) return 'void'
  const [type, there] = behind(page.world, result, way)
  if (typeof type === 'string' || type.kind !== 'result') return text(page, result, way)
  const side = (ref: TypeRef | null): string => (ref === null ? 'void' : text(page, ref, there))
  return role === 'import' ? union([side(type.ok), `Failure<${side(type.err)}>`]) : side(type.ok)
}

function text(page: Page, ref: TypeRef, way: Way): string {
  return typeText(page.world, ref, way, (resource, at) => instanceName(page, resource, at))
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
      if (own.length > 0) members.set(name, member(key(name), block(own), {}))
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
  return [member(upperCamelCase(entry.name), text(page, type, way), entry)]
}

function member(name: string, type: string, { docs }: Documented): string {
  return `${comment(docs)}${name}: ${type}`
}

function comment(docs: string | undefined): string {
  if (docs === undefined) return ''
  const lines = docs.replaceAll('*/', '* /').split('\n')
  return lines.length === 1
    ? `/** ${lines[0]} */\n`
    : `/**\n${lines.map(line => ` * ${line}`.trimEnd()).join('\n')}\n */\n`
}

function block(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{\n${members.map(one => one.replace(/^(?=.)/gm, '  ')).join('\n')}\n}`
}
