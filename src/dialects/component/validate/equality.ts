import { along, type Effort, invalid } from './fail.ts'
import {
  type DefinedType,
  type FuncType,
  type NamedType,
  type Resource,
  type ResourceType,
  sizeOf,
  type Type,
  type ValueType,
} from './types.ts'

/** Equality of value and function types: what is given (`a`) must be what is asked for (`b`). */
export interface Equality {
  /** @throws PluginError `invalid` with the place where they differ */
  value(a: ValueType, b: ValueType): void
  func(a: FuncType, b: FuncType): void
  resource(a: ResourceType, b: ResourceType): void
}

/** `resources` says what resources of the asked side stand for on the given one; it may grow between two questions. */
export function createEquality(resources: ReadonlyMap<Resource, Resource>, effort: Effort): Equality {
  // Types are graphs with shared parts: what was found equal once need not be walked again.
  const known = new Map<object, Set<object>>()

  function isKnown(a: object, b: object): boolean {
    effort.spend()
    const equals = known.get(a) ?? new Set()
    if (equals.has(b)) return true
    known.set(a, equals.add(b))
    return false
  }

  function value(a: ValueType, b: ValueType): void {
    if (typeof a === 'string' || typeof b === 'string') {
      if (a !== b) invalid(`expected ${describe(b)}, found ${describe(a)}`)
    } else if (a.kind !== b.kind) invalid(`expected ${b.kind}, found ${a.kind}`)
    else if (!isKnown(a, b)) {
      effort.spend(sizeOf(b))
      structure(a, b)
    }
  }

  function structure(given: DefinedType, b: DefinedType): void {
    switch (b.kind) {
      case 'record':
        fields((given as typeof b).fields, b.fields, 'field')
        break
      case 'variant': {
        const a = given as typeof b
        names(a.cases.map(nameOf), b.cases.map(nameOf), 'case')
        for (const [i, { name, type }] of b.cases.entries()) optional(a.cases[i]?.type ?? null, type, `case "${name}"`)
        break
      }
      case 'flags':
      case 'enum':
        names((given as typeof b).labels, b.labels, 'label')
        break
      case 'tuple': {
        const { types } = given as typeof b
        if (types.length !== b.types.length) invalid(`expected ${b.types.length} types, found ${types.length}`)
        for (const [i, type] of b.types.entries()) along(`field ${i}`, () => value(types[i] as ValueType, type))
        break
      }
      case 'list': {
        const a = given as typeof b
        if (a.length !== b.length) invalid(`expected a list of ${b.length ?? 'any'} items, found ${a.length ?? 'any'}`)
        along('element', () => value(a.element, b.element))
        break
      }
      case 'map': {
        const a = given as typeof b
        along('key', () => value(a.key, b.key))
        along('value', () => value(a.value, b.value))
        break
      }
      case 'option':
        along('option', () => value((given as typeof b).some, b.some))
        break
      case 'result':
        optional((given as typeof b).ok, b.ok, 'ok')
        optional((given as typeof b).err, b.err, 'error')
        break
      case 'own':
      case 'borrow':
        resource((given as typeof b).resource, b.resource)
        break
      case 'stream':
      case 'future':
        optional((given as typeof b).element, b.element, 'element')
    }
  }

  function func(a: FuncType, b: FuncType): void {
    if (a.async !== b.async) invalid(`expected a function that is ${b.async ? '' : 'not '}async, found another`)
    if (isKnown(a, b)) return
    effort.spend(b.params.length)
    fields(a.params, b.params, 'parameter')
    optional(a.result, b.result, 'result')
  }

  function resource(a: ResourceType, b: ResourceType): void {
    if (a.resource !== (resources.get(b.resource) ?? b.resource))
      invalid('expected the same resource, found another: resource types are not the same')
  }

  function fields(a: readonly NamedType[], b: readonly NamedType[], what: string): void {
    names(a.map(nameOf), b.map(nameOf), what)
    for (const [i, { name, type }] of b.entries())
      along(`${what} "${name}"`, () => value((a[i] as NamedType).type, type))
  }

  function optional(a: ValueType | null, b: ValueType | null, what: string): void {
    if (a !== null && b !== null) along(what, () => value(a, b))
    else if (a !== b)
      invalid(`expected ${b === null ? 'no type' : 'a type'} for ${what}, found ${a === null ? 'none' : 'one'}`)
  }

  return { value, func, resource }
}

function names(a: readonly string[], b: readonly string[], what: string): void {
  if (a.length !== b.length) invalid(`expected ${b.length} ${what}s, found ${a.length}`)
  const at = b.findIndex((name, i) => name !== a[i])
  if (at >= 0) invalid(`expected the ${what} "${b[at]}", found "${a[at]}"`)
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

/** The kind of a type, for a message. */
export function describe(type: Type): string {
  return typeof type === 'string' ? type : type.kind
}
