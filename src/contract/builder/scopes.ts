import { PluginError } from '../../errors.ts'
import { inWords } from '../member.ts'
import type { AnyFunctionNode, NamedNode, Parameter, TypeNode } from './nodes.ts'
import { labelOf } from './spell.ts'

/** The body of an interface or of the world, while types find their places. */
export interface Scope {
  /** By which other scopes refer to it; `null` where none can: in an inline interface, in the world itself. */
  readonly path: string | null
  /** What it is, for people. */
  readonly title: string
  /** The types that it defines. */
  readonly types: NamedNode[]
  /** The types of other scopes that it uses. */
  readonly used: Set<NamedNode>
  readonly functions: readonly (readonly [label: string, AnyFunctionNode])[]
}

export type Entries = readonly (readonly [key: string, node: AnyFunctionNode | NamedNode])[]

export function createScope(path: string | null, title: string, entries: Entries): Scope {
  return {
    path,
    title,
    types: entries.flatMap(([, node]) => (node.kind === 'function' ? [] : [node])),
    used: new Set(),
    functions: entries.flatMap(([key, node]) => (node.kind === 'function' ? [[labelOf(key), node] as const] : [])),
  }
}

/**
 * Gives each named type its one place: where it is listed first, else in the first scope that speaks of it. Others
 * use it from there. The result: the scope of each type.
 * @throws PluginError `invalid-option` for a type that a scope speaks of and cannot reach
 */
export function settle(scopes: readonly Scope[]): ReadonlyMap<NamedNode, Scope> {
  const owners = new Map<NamedNode, Scope>()
  for (const scope of scopes) for (const node of scope.types) if (!owners.has(node)) owners.set(node, scope)
  for (const scope of scopes) {
    const listed = scope.types.splice(0)
    for (const node of listed) place(node, scope, owners)
    for (const [, func] of scope.functions) for (const node of namedIn(typesOf(func))) place(node, scope, owners)
  }
  return owners
}

function place(node: NamedNode, scope: Scope, owners: Map<NamedNode, Scope>): void {
  const owner = owners.get(node) ?? scope
  owners.set(node, owner)
  if (owner !== scope) {
    if (owner.path === null) throw outOfReach(node, owner, scope)
    scope.used.add(node)
  } else if (!scope.types.includes(node)) {
    // What a definition needs comes before it, as people write it.
    for (const part of namedIn(partsOf(node))) if (part !== node) place(part, scope, owners)
    scope.types.push(node)
  }
}

function outOfReach({ name }: NamedNode, owner: Scope, scope: Scope): PluginError {
  const message = `the type ${name} stands in ${owner.title}, where ${scope.title} can't use it: list it in an interface`
  return new PluginError('invalid-option', message, { phase: 'contract' })
}

/** The named types that types speak of, without those within the named ones. */
function namedIn(types: readonly TypeNode[]): NamedNode[] {
  return types.flatMap(node => {
    if (typeof node !== 'object' || node === null || !('kind' in node))
      throw new PluginError('invalid-option', `expected a type made by t, found ${inWords(node)}`, {
        phase: 'contract',
      })
    return 'name' in node && node.kind !== 'primitive' ? [node] : namedIn(partsOf(node))
  })
}

/** The types of which a type is made. */
function partsOf(node: TypeNode): readonly TypeNode[] {
  switch (node.kind) {
    case 'primitive':
    case 'enum':
    case 'flags':
    case 'self':
      return []
    case 'list':
      return [node.element]
    case 'map':
      return [node.key, node.value]
    case 'tuple':
      return node.types
    case 'option':
      return [node.some]
    case 'result':
      return [node.ok, node.err].filter(isType)
    case 'future':
    case 'stream':
      return [node.element].filter(isType)
    case 'borrow':
      return [node.resource]
    case 'alias':
      return [node.target]
    case 'record':
      return Object.values(node.fields)
    case 'variant':
      return Object.values(node.cases).filter(isType)
    case 'resource': {
      const { new: maker, methods = {}, statics = {} } = node.spec
      return [...(maker === undefined ? [] : [maker]), ...Object.values(methods), ...Object.values(statics)].flatMap(
        typesOf,
      )
    }
  }
}

function typesOf({ params, result }: AnyFunctionNode): TypeNode[] {
  return [...params.map(typeOf), result].filter(isType)
}

function typeOf(param: Parameter): TypeNode {
  return Array.isArray(param) ? param[1] : (param as TypeNode)
}

function isType(node: TypeNode | null): node is TypeNode {
  return node !== null
}
