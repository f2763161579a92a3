import { uniqueKey } from '../names.ts'
import { dependencyOrder } from '../order.ts'
import type { Owner } from '../resolution.ts'
import type {
  FuncNode,
  Id,
  InterfaceItemNode,
  ResourceFuncNode,
  TypeItemNode,
  UseNode,
  WorldItemNode,
} from '../syntax/ast.ts'
import { namesIn } from '../syntax/ast.ts'
import type { Func, Interface, TypeRef } from '../world.ts'
import { attributes, type Context, description, type FileScope, findIndex, gatedBy, type Scope } from './scope.ts'
import { checkUnique, report, resolveDefinition, resolveTypeRef, type TypeScope } from './types.ts'

/** What the types and uses of an interface or world amount to. */
export interface ResolvedTypes {
  readonly scope: TypeScope
  /** Uses first, then definitions, each in source order. */
  readonly types: readonly { readonly name: string; readonly type: number }[]
  /** The functions of its resources, in the order of the resources. */
  readonly resourceFunctions: readonly Func[]
}

/** Resolves the items of an interface and adds it to the context; its index. */
export function resolveInterface(
  context: Context,
  file: FileScope,
  items: readonly InterfaceItemNode[],
  head: Omit<Interface, 'types' | 'functions'>,
): number {
  const index = context.interfaces.length
  const resolved = resolveTypes(context, file, { interface: index }, items)
  const { names } = resolved.scope
  const functions: Func[] = [...resolved.resourceFunctions]
  const keys = new Set([...names.keys()].map(uniqueKey))
  for (const item of items) {
    if (item.kind !== 'function') continue
    defineOnce(resolved.scope, keys, item.name)
    const feature = gatedBy(context, file, item.gate, item.name.at)
    if (feature === undefined) names.set(item.name.name, { kind: 'function' })
    else names.set(item.name.name, { kind: 'gated', feature })
  }
  for (const item of items) {
    if (item.kind !== 'function' || names.get(item.name.name)?.kind !== 'function') continue
    const func = resolveFunc(resolved.scope, item.func, item.name)
    functions.push({ name: item.name.name, kind: 'freestanding', ...func, ...description(item) })
  }
  context.interfaces.push({ ...head, types: resolved.types, functions })
  context.scopes.push(names)
  return index
}

/** Resolves the types, uses and resources among the items of an interface or world. */
export function resolveTypes(
  context: Context,
  file: FileScope,
  owner: Owner,
  items: readonly (InterfaceItemNode | WorldItemNode)[],
): ResolvedTypes {
  const names: Scope = new Map()
  const scope: TypeScope = { context, file, names }
  const keys = new Set<string>()
  const types: { name: string; type: number }[] = []

  for (const item of items) if (item.kind === 'use') resolveUse(scope, owner, item, keys, types)

  const definitions: TypeItemNode[] = []
  for (const item of items) {
    if (item.kind !== 'type') continue
    defineOnce(scope, keys, item.name)
    const feature = gatedBy(context, file, item.gate, item.name.at)
    if (feature === undefined) definitions.push(item)
    else names.set(item.name.name, { kind: 'gated', feature })
    if (feature !== undefined && item.definition.kind === 'resource') checkGatedFunctions(scope, item)
  }
  const indices = defineInOrder(scope, owner, definitions)
  const resourceFunctions: Func[] = []
  for (const { name, definition } of definitions) {
    const index = indices.get(name.name)
    if (index === undefined) continue
    types.push({ name: name.name, type: index })
    if (definition.kind === 'resource') {
      resourceFunctions.push(...resolveResource(scope, name.name, index, definition.functions))
    }
  }
  return { scope, types, resourceFunctions }
}

function resolveUse(
  scope: TypeScope,
  owner: Owner,
  item: UseNode,
  keys: Set<string>,
  types: { name: string; type: number }[],
): void {
  const { context, file, names } = scope
  const feature = gatedBy(context, file, item.gate, item.path.name.at)
  const from = feature === undefined ? findIndex(context, file, item.path, 'interface') : undefined
  for (const { name, as } of item.names) {
    defineOnce(scope, keys, as)
    if (feature !== undefined) names.set(as.name, { kind: 'gated', feature })
    else {
      const target = from === undefined ? undefined : findUsed(scope, from, name, item.path.name.name)
      if (target === undefined) names.set(as.name, { kind: 'broken' })
      else {
        const type = { kind: 'alias', target } as const
        const index = context.table.define({ name: as.name, owner, type, ...attributes(item.gate) })
        names.set(as.name, { kind: 'type', index })
        types.push({ name: as.name, type: index })
      }
    }
  }
}

function findUsed(scope: TypeScope, from: number, name: Id, interfaceName: string): number | undefined {
  const entry = scope.context.scopes[from]?.get(name.name)
  switch (entry?.kind) {
    case 'type':
      return entry.index
    case 'function':
      report(scope, name.at, `'${name.name}' is a function; only types can be used`)
      return undefined
    case 'gated':
      report(scope, name.at, `the type '${name.name}' belongs to the feature '${entry.feature}', which is not on`)
      return undefined
    case 'broken':
      return undefined
    case undefined:
      report(scope, name.at, `the interface '${interfaceName}' has no type '${name.name}'`)
      return undefined
  }
}

function defineOnce(scope: TypeScope, keys: Set<string>, name: Id): void {
  const key = uniqueKey(name.name)
  if (keys.has(key)) report(scope, name.at, `the name '${name.name}' is defined twice`)
  keys.add(key)
}

/** Defines types after those they need; the index of each by its name. */
function defineInOrder(scope: TypeScope, owner: Owner, definitions: readonly TypeItemNode[]): Map<string, number> {
  const places = new Map(definitions.map(({ name }, place) => [name.name, place]))
  const edges = definitions.map(({ definition }) =>
    neededBy(definition).flatMap(by => {
      const to = places.get(by.name)
      return to === undefined ? [] : [{ to, by }]
    }),
  )
  const { order, cycle } = dependencyOrder(edges)
  if (cycle !== undefined)
    report(scope, cycle.by.at, `the type '${cycle.by.name}' contains itself; WIT has no recursive types`)
  for (const { name } of definitions) scope.names.set(name.name, { kind: 'broken' })
  const indices = new Map<string, number>()
  for (const place of order) {
    const item = definitions[place]
    if (item === undefined) continue
    const type = resolveDefinition(scope, item.definition)
    const index = scope.context.table.define({ name: item.name.name, owner, type, ...description(item) })
    scope.names.set(item.name.name, { kind: 'type', index })
    indices.set(item.name.name, index)
  }
  return indices
}

function neededBy(definition: TypeItemNode['definition']): readonly Id[] {
  switch (definition.kind) {
    case 'alias':
      return namesIn(definition.type)
    case 'record':
      return definition.fields.flatMap(({ type }) => namesIn(type))
    case 'variant':
      return definition.cases.flatMap(({ type }) => (type === null ? [] : namesIn(type)))
    default:
      return []
  }
}

/** A resource that is off takes its functions with it, which must say so themselves. */
function checkGatedFunctions(scope: TypeScope, item: TypeItemNode): void {
  if (item.definition.kind !== 'resource') return
  for (const { name, gate } of item.definition.functions) {
    if (gatedBy(scope.context, scope.file, gate, name.at) !== undefined) continue
    report(scope, name.at, `'${name.name}' is on, but its resource '${item.name.name}' is behind a feature that is not`)
  }
}

function resolveResource(
  scope: TypeScope,
  resource: string,
  index: number,
  nodes: readonly ResourceFuncNode[],
): Func[] {
  const constructors = nodes.filter(({ role }) => role === 'constructor')
  const named = nodes.filter(({ role }) => role !== 'constructor')
  checkUnique(scope, constructors, 'constructor')
  const namesake = named.find(({ name }) => uniqueKey(name.name) === uniqueKey(resource))
  if (checkUnique(scope, named, 'function') && namesake !== undefined) {
    report(scope, namesake.name.at, `the function '${namesake.name.name}' has the name of its resource`)
  }
  const functions: Func[] = []
  for (const node of nodes) {
    if (gatedBy(scope.context, scope.file, node.gate, node.name.at) !== undefined) continue
    const func = resolveFunc(scope, node.func, node.name, node.role === 'method' ? selfOf(scope, index) : undefined)
    const name =
      node.role === 'constructor' ? `[constructor]${resource}` : `[${node.role}]${resource}.${node.name.name}`
    const result = node.role === 'constructor' ? constructed(scope, index, node, func.result) : func.result
    functions.push({ name, kind: node.role, resource: index, ...func, result, ...description(node) })
  }
  return functions
}

function selfOf(scope: TypeScope, resource: number): Func['params'][number] {
  return { name: 'self', type: scope.context.table.intern({ kind: 'borrow', resource }) }
}

/** What a constructor gives: the resource, or a result with the resource where it may fail. */
function constructed(scope: TypeScope, resource: number, node: ResourceFuncNode, given: TypeRef | null): TypeRef {
  const { table } = scope.context
  const own = table.intern({ kind: 'own', resource })
  const written = node.func.result
  if (written === null || given === null) return own
  if (written.kind !== 'result') report(scope, written.at, 'a constructor gives its resource, or a result with it')
  else {
    const type = typeof given === 'number' ? table.types[given]?.type : undefined
    const isOwn = type?.kind === 'result' && type.ok === own
    if (!isOwn) report(scope, written.ok?.at ?? written.at, 'the ok type of a constructor is the resource itself')
  }
  return given
}

/** Parameters and result of a function; `self` stands first where there is one. */
export function resolveFunc(
  scope: TypeScope,
  node: FuncNode,
  name: Id,
  self?: Func['params'][number],
): Pick<Func, 'async' | 'params' | 'result'> {
  const selfName = self === undefined ? [] : [{ name: { name: 'self', at: name.at } }]
  checkUnique(scope, [...selfName, ...node.params], 'parameter')
  const params = node.params.map(param => ({ name: param.name.name, type: resolveTypeRef(scope, param.type) }))
  const result = node.result === null ? null : resolveTypeRef(scope, node.result)
  if (result !== null && scope.context.table.hasBorrow(result)) {
    report(scope, name.at, `the result of '${name.name}' contains a borrow, which ends with the call`)
  }
  return { async: node.async, params: self === undefined ? params : [self, ...params], result }
}
