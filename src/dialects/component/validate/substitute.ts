import type { Effort } from './fail.ts'
import {
  type ComponentType,
  type DefinedType,
  deeper,
  defineType,
  depthsOf,
  type Extern,
  type FuncType,
  factsOf,
  type InstanceType,
  type Resource,
  type ResourceType,
  type Shape,
  sizeOf,
  type Type,
  type ValueType,
} from './types.ts'

/** Replaces resources, and named types as a whole, wherever they occur; what holds none of them stays the same object. */
export interface Substitution {
  extern(item: Extern): Extern
  /** Resources that were made for those of `fresh`, in the order in which they were met. */
  readonly created: readonly Resource[]
}

export interface Replacements {
  /** Types that were imported, and what was given for them. */
  readonly types?: ReadonlyMap<Type, Type>
  readonly resources?: ReadonlyMap<Resource, Resource>
  /** Each of these becomes a new resource. */
  readonly fresh?: ReadonlySet<Resource>
}

export function createSubstitution(replacements: Replacements, effort: Effort): Substitution {
  const { types, fresh } = replacements
  const resources = new Map(replacements.resources)
  const created: Resource[] = []
  // A type that occurs twice stays one type, and is walked once.
  const done = new Map<object, unknown>()

  const once = <T extends object>(from: T, substitute: () => T): T => {
    const found = done.get(from)
    if (found !== undefined) return found as T
    effort.spend()
    const to = substitute()
    done.set(from, to)
    return to
  }

  function resource(from: ResourceType): ResourceType {
    const given = types?.get(from)
    if (given !== undefined) return given as ResourceType
    let to = resources.get(from.resource)
    if (to === undefined && fresh?.has(from.resource)) {
      to = Symbol('resource')
      resources.set(from.resource, to)
      created.push(to)
    }
    if (to === undefined || to === from.resource) return from
    const replaced = to
    return once(from, () => ({ kind: 'resource', resource: replaced }))
  }

  const optional = (from: ValueType | null): ValueType | null => (from === null ? null : value(from))

  function value(from: ValueType): ValueType {
    if (typeof from === 'string') return from
    const given = types?.get(from)
    if (given !== undefined) return given as ValueType
    return once(from, () => {
      effort.spend(sizeOf(from))
      const to = shape(from)
      return to === from ? from : defineType(to)
    })
  }

  function shape(from: DefinedType): Shape {
    switch (from.kind) {
      case 'record': {
        const fields = map(from.fields, field => typed(field, value(field.type)))
        return fields === from.fields ? from : { kind: from.kind, fields }
      }
      case 'variant': {
        const cases = map(from.cases, one => typed(one, optional(one.type)))
        return cases === from.cases ? from : { kind: from.kind, cases }
      }
      case 'tuple': {
        const parts = map(from.types, value)
        return parts === from.types ? from : { kind: from.kind, types: parts }
      }
      case 'list': {
        const element = value(from.element)
        return element === from.element ? from : { kind: from.kind, element, length: from.length }
      }
      case 'map': {
        const to = value(from.value)
        return to === from.value ? from : { kind: from.kind, key: from.key, value: to }
      }
      case 'option': {
        const some = value(from.some)
        return some === from.some ? from : { kind: from.kind, some }
      }
      case 'result': {
        const ok = optional(from.ok)
        const err = optional(from.err)
        return ok === from.ok && err === from.err ? from : { kind: from.kind, ok, err }
      }
      case 'own':
      case 'borrow': {
        const to = resource(from.resource)
        return to === from.resource ? from : { kind: from.kind, resource: to }
      }
      case 'stream':
      case 'future': {
        const element = optional(from.element)
        return element === from.element ? from : { kind: from.kind, element }
      }
      case 'flags':
      case 'enum':
        return from
    }
  }

  function func(from: FuncType): FuncType {
    return once(from, () => {
      effort.spend(from.params.length)
      const params = map(from.params, param => typed(param, value(param.type)))
      const result = optional(from.result)
      if (params === from.params && result === from.result) return from
      const parts = params.map(({ type }) => factsOf(type).depth)
      return { ...from, params, result, depth: deeper(result === null ? parts : [...parts, factsOf(result).depth]) }
    })
  }

  function externs(from: ReadonlyMap<string, Extern>): ReadonlyMap<string, Extern> {
    let isSame = true
    const to = new Map<string, Extern>()
    for (const [name, item] of from) {
      const replaced = extern(item)
      if (replaced !== item) isSame = false
      to.set(name, replaced)
    }
    return isSame ? from : to
  }

  function instance(from: InstanceType): InstanceType {
    return once(from, () => {
      const exports = externs(from.exports)
      return exports === from.exports ? from : { ...from, exports, depth: deeper(depthsOf(exports.values())) }
    })
  }

  function component(from: ComponentType): ComponentType {
    return once(from, () => {
      const imports = externs(from.imports)
      const exports = externs(from.exports)
      if (imports === from.imports && exports === from.exports) return from
      const depth = deeper([...depthsOf(imports.values()), ...depthsOf(exports.values())])
      return { ...from, imports, exports, depth }
    })
  }

  function type(from: Type): Type {
    if (typeof from === 'string') return from
    const given = types?.get(from)
    if (given !== undefined) return given
    switch (from.kind) {
      case 'resource':
        return resource(from)
      case 'func':
        return func(from)
      case 'instance':
        return instance(from)
      case 'component':
        return component(from)
      default:
        return value(from)
    }
  }

  function extern(item: Extern): Extern {
    effort.spend()
    switch (item.sort) {
      case 'core module':
        return item
      case 'func':
        return typed(item, func(item.type))
      case 'type':
        return typed(item, type(item.type))
      case 'instance':
        return typed(item, instance(item.type))
      case 'component':
        return typed(item, component(item.type))
    }
  }

  return { extern, created }
}

/** The item itself when its type is this one already, else one with this type. */
function typed<T extends { readonly type: unknown }>(item: T, type: T['type']): T {
  return type === item.type ? item : { ...item, type }
}

/** The array itself when nothing in it changes. */
function map<T>(from: readonly T[], substitute: (item: T) => T): readonly T[] {
  const to = from.map(substitute)
  return to.every((item, i) => item === from[i]) ? from : to
}
