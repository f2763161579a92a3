import { uniqueKey } from '../names.ts'
import type { DefinitionNode, Id, TypeNode } from '../syntax/ast.ts'
import { unknownType } from '../syntax/parse-type.ts'
import type { Primitive, Type, TypeRef } from '../world.ts'
import { type Context, type FileScope, placeOf, type Scope } from './scope.ts'

/** How deep types may stand in each other over all declarations: whoever walks a type may do so recursively. */
const MAX_DEPTH = 500

/** Where a type is written: what is needed to look its names up. */
export interface TypeScope {
  readonly context: Context
  readonly file: FileScope
  readonly names: Scope
}

/** Stands for a type that could not be resolved, after the fault is reported. */
const BROKEN: Primitive = 'bool'

/** A type where values are meant: the name of a resource is an owned handle. */
export function resolveTypeRef(scope: TypeScope, node: TypeNode): TypeRef {
  const { table } = scope.context
  if (node.kind === 'primitive') return node.name
  if (node.kind !== 'name') return limitDepth(scope, node, table.intern(resolveStructure(scope, node)))
  const index = findType(scope, node.id)
  if (index === undefined) return BROKEN
  return table.isResource(index) ? table.intern({ kind: 'own', resource: index }) : index
}

function limitDepth(scope: TypeScope, node: TypeNode, ref: number): TypeRef {
  if (scope.context.table.depth(ref) <= MAX_DEPTH) return ref
  report(scope, node.at, `types stand in each other more than ${MAX_DEPTH} deep`)
  return BROKEN
}

/** What `type a = …` defines: a name makes an alias, all else a type of its own. */
function resolveAlias(scope: TypeScope, node: TypeNode): Type {
  if (node.kind === 'primitive') return { kind: 'alias', target: node.name }
  if (node.kind === 'name') return { kind: 'alias', target: findType(scope, node.id) ?? BROKEN }
  return resolveStructure(scope, node)
}

function resolveStructure(scope: TypeScope, node: Exclude<TypeNode, { kind: 'primitive' | 'name' }>): Type {
  const resolve = (part: TypeNode): TypeRef => resolveTypeRef(scope, part)
  const resolveOptional = (part: TypeNode | null): TypeRef | null => (part === null ? null : resolve(part))
  switch (node.kind) {
    case 'own':
    case 'borrow':
      return resolveHandle(scope, node.kind, node.id)
    case 'option':
      return { kind: 'option', some: resolve(node.some) }
    case 'list': {
      const element = resolve(node.element)
      return node.length === null ? { kind: 'list', element } : { kind: 'list', element, length: node.length }
    }
    case 'map':
      return { kind: 'map', key: resolveKey(scope, node.key), value: resolve(node.value) }
    case 'tuple':
      return { kind: 'tuple', types: node.types.map(resolve) }
    case 'result':
      return { kind: 'result', ok: resolveOptional(node.ok), err: resolveOptional(node.err) }
    case 'future':
    case 'stream': {
      const element = resolveOptional(node.element)
      if (node.element !== null && element !== null) checkSent(scope, node.kind, node.element, element)
      return { kind: node.kind, element }
    }
  }
}

function resolveHandle(scope: TypeScope, kind: 'own' | 'borrow', id: Id): Type {
  const index = findType(scope, id)
  if (index === undefined) return { kind: 'alias', target: BROKEN }
  if (scope.context.table.isResource(index)) return { kind, resource: index }
  report(scope, id.at, `${kind}<...> wants a resource, and '${id.name}' is none`)
  return { kind: 'alias', target: BROKEN }
}

/** What a stream or future carries outlives the call, and the encoding of a stream of characters is still undecided. */
function checkSent(scope: TypeScope, kind: 'future' | 'stream', node: TypeNode, element: TypeRef): void {
  const { table } = scope.context
  if (table.hasBorrow(element)) report(scope, node.at, `a ${kind} cannot carry a borrow, which ends with the call`)
  if (kind === 'stream' && table.behind(element) === 'char') report(scope, node.at, 'write stream<u8> for stream<char>')
}

const KEYS: ReadonlySet<TypeRef> = new Set<Primitive>([
  ...(['bool', 'u8', 'u16', 'u32', 'u64', 's8', 's16', 's32', 's64'] as const),
  ...(['char', 'string'] as const),
])

function resolveKey(scope: TypeScope, node: TypeNode): TypeRef {
  const key = resolveTypeRef(scope, node)
  if (KEYS.has(key)) return key
  report(scope, node.at, "a map's keys are integers, bool, char or string")
  return BROKEN
}

/** The entry that a name stands for; `undefined` after a fault. */
function findType(scope: TypeScope, id: Id): number | undefined {
  const entry = scope.names.get(id.name)
  switch (entry?.kind) {
    case 'type':
      return entry.index
    case 'function':
      report(scope, id.at, `'${id.name}' is a function, and a type is wanted`)
      return undefined
    case 'gated':
      report(scope, id.at, `the type '${id.name}' belongs to the feature '${entry.feature}', which is not on`)
      return undefined
    case 'broken':
      return undefined
    case undefined:
      report(scope, id.at, unknownType(id.name, id.name))
      return undefined
  }
}

/** The type of a definition. */
export function resolveDefinition(scope: TypeScope, node: DefinitionNode): Type {
  switch (node.kind) {
    case 'alias':
      return resolveAlias(scope, node.type)
    case 'record': {
      checkUnique(scope, node.fields, 'field')
      return {
        kind: 'record',
        fields: node.fields.map(field => ({ ...label(field), type: resolveTypeRef(scope, field.type) })),
      }
    }
    case 'variant': {
      checkUnique(scope, node.cases, 'case')
      const cases = node.cases.map(({ type, ...rest }) => ({
        ...label(rest),
        type: type === null ? null : resolveTypeRef(scope, type),
      }))
      return { kind: 'variant', cases }
    }
    case 'enum':
      checkUnique(scope, node.labels, 'case')
      return { kind: 'enum', cases: node.labels.map(label) }
    case 'flags':
      checkUnique(scope, node.labels, 'flag')
      return { kind: 'flags', flags: node.labels.map(label) }
    case 'resource':
      return { kind: 'resource' }
  }
}

function label({ name, docs }: { readonly name: Id; readonly docs: string | undefined }): {
  name: string
  docs?: string
} {
  return docs === undefined ? { name: name.name } : { name: name.name, docs }
}

/** Reports names that are the same but for the case of their letters; whether there were none. */
export function checkUnique(scope: TypeScope, named: readonly { readonly name: Id }[], what: string): boolean {
  const seen = new Set<string>()
  let isUnique = true
  for (const { name } of named) {
    const key = uniqueKey(name.name)
    if (seen.has(key)) {
      report(scope, name.at, `there are two ${what}s '${name.name}'`)
      isUnique = false
    }
    seen.add(key)
  }
  return isUnique
}

export function report(
  scope: { readonly context: Context; readonly file: FileScope },
  at: number,
  message: string,
): void {
  scope.context.faults.report(placeOf(scope.file, at), message)
}
