import { camelCase, parseExternName, upperCamelCase } from '../../wit/names.ts'
import type { Func, World } from '../../wit/world.ts'
import type { Role } from '../literal/functions.ts'
import { functionText, parametersText } from './functions.ts'
import type { Page } from './page.ts'
import { block, comment, key, member, quote } from './syntax.ts'
import { scopeOf, type Way, waysOf } from './way.ts'

/** The functions of the world itself that the resources of the world have. */
export function worldFunctions(world: World): readonly Func[] {
  return world.imports.flatMap(item => (item.kind === 'function' ? [item.function] : []))
}

/** The class of a resource as a member of what it stands in; nothing where this entry of the table is none. */
export function classMembers(
  page: Page,
  type: number,
  scope: number | null,
  functions: readonly Func[],
  role: Role,
): string[] {
  const entry = page.world.types[type]
  if (entry?.type.kind !== 'resource' || entry.name === null) return []
  const own = functions.filter(func => func.resource === type)
  const instance = page.nameOf(type, waysOf(role, scope).result)
  const maker = own.find(func => func.kind === 'constructor')
  const parameters = maker === undefined ? '...args: never' : parametersText(page, maker, role, scope)
  const statics = own.filter(func => func.kind === 'static').map(func => resourceMember(page, func, role, scope))
  const construct = `(${maker === undefined ? 'abstract ' : ''}new (${parameters}) => ${instance})`
  const mark = role === 'import' && own.length === 0 ? '?' : ''
  const text = statics.length === 0 ? construct : `${block(statics)} & ${construct}`
  return [member(`${upperCamelCase(entry.name)}${mark}`, text, entry.docs)]
}

/** The declaration of a resource's instances: the guest's, or what a contract knows of the host's. */
export function instanceText(page: Page, name: string, resource: number, { guest }: Way): string {
  const { world } = page
  const entry = world.types[resource]
  const scope = scopeOf(entry)
  const functions = scope === null ? worldFunctions(world) : (world.interfaces[scope]?.functions ?? [])
  const methods = functions.filter(func => func.resource === resource && func.kind === 'method')
  const members = methods.map(func => resourceMember(page, func, guest ? 'export' : 'import', scope))
  const head = comment(entry?.docs)
  if (!guest && members.length === 0) return `${head}export type ${name} = object`
  if (guest && members.length === 0)
    members.push(`readonly [Symbol.toStringTag]: ${quote(upperCamelCase(entry?.name ?? ''))}`)
  if (guest) members.push('[Symbol.dispose](): void')
  return `${head}export interface ${name} ${block(members)}`
}

function resourceMember(page: Page, func: Func, role: Role, scope: number | null): string {
  const extern = parseExternName(func.name)
  const label = extern !== undefined && 'label' in extern ? extern.label : func.name
  return member(key(camelCase(label)), functionText(page, func, role, scope), func.docs)
}
