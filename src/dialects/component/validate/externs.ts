import type { ExternDescription, ExternName } from '../../../wasm/component/externs.ts'
import type { Context } from './context.ts'
import { invalid, unsupported } from './fail.ts'
import { append, lookUp, type Scope } from './scope.ts'
import { createSubstitution } from './substitute.ts'
import type { Extern, Resource, Type } from './types.ts'

/** What an import or export says it is, before anything is made of it. */
export interface Described {
  readonly item: Extern
  /** The resource of a type that says no more than that it is one. */
  readonly abstract: Resource | undefined
}

export function describeExtern(description: ExternDescription, scope: Scope): Described {
  const closed = (item: Extern): Described => ({ item, abstract: undefined })
  switch (description.kind) {
    case 'core module': {
      const type = lookUp(scope, 'core type', description.type)
      if (typeof type === 'number') return invalid(`core type index ${description.type} is not a module type`)
      return closed({ sort: 'core module', type })
    }
    case 'func':
      return closed({ sort: 'func', type: typeOfKind('func', description.type, scope) })
    case 'component':
      return closed({ sort: 'component', type: typeOfKind('component', description.type, scope) })
    case 'instance':
      return closed({ sort: 'instance', type: typeOfKind('instance', description.type, scope) })
    case 'type': {
      if (description.equals !== null)
        return closed({ sort: 'type', type: renamed(lookUp(scope, 'type', description.equals)) })
      const resource = Symbol('resource')
      return { item: { sort: 'type', type: { kind: 'resource', resource } }, abstract: resource }
    }
    case 'value':
      return unsupported('expected a component without imports or exports of values, found one')
  }
}

function typeOfKind<K extends 'func' | 'component' | 'instance'>(
  kind: K,
  index: number,
  scope: Scope,
): Extract<Type, { readonly kind: K }> {
  const found = lookUp(scope, 'type', index)
  if (typeof found === 'object' && found.kind === kind) return found as Extract<Type, { readonly kind: K }>
  const article = kind === 'instance' ? 'an' : 'a'
  return invalid(`type index ${index} is not ${article} ${kind === 'func' ? 'function' : kind} type`)
}

/** The same type, as a new name of it. */
export function renamed(type: Type): Type {
  return typeof type === 'object' && (type.kind === 'resource' || 'facts' in type) ? { ...type } : type
}

/** One item of that description: each has resources of its own, which are added to `resources`. */
export function open({ item, abstract }: Described, resources: Set<Resource>, { effort }: Context): Extern {
  if (abstract !== undefined) resources.add(abstract)
  if (item.sort !== 'instance' || item.type.fresh.size === 0) return item
  const substitution = createSubstitution({ fresh: item.type.fresh }, effort)
  const exports = new Map(Array.from(item.type.exports, ([name, inner]) => [name, substitution.extern(inner)]))
  for (const resource of substitution.created) resources.add(resource)
  return { sort: 'instance', type: { ...item.type, exports, fresh: new Set() } }
}

/** Adds an import or export under its name, and gives it the next index. */
export function declare(kind: 'import' | 'export', name: ExternName, item: Extern, scope: Scope): void {
  scope.names[kind].add(name, item)
  if (!scope.visibility.admit(kind, item))
    invalid(`${item.sort} not valid to be used as ${kind}: "${name.name}" uses a type that has no name outside`)
  scope[`${kind}s`].set(name.name, item)
  append(scope, item)
}
