import type { FuncType as FuncDefinition, TypeDefinition } from '../../../wasm/component/types.ts'
import type { ValType } from '../../../wasm/component/val-types.ts'
import { invalid } from './fail.ts'
import { checkLabels } from './names.ts'
import { lookUp, type Scope } from './scope.ts'
import { deeper, defineType, type FuncType, factsOf, type ResourceType, type ValueType } from './types.ts'

/** Definitions of component, instance and resource types are not among these. */
type ValueDefinition = Exclude<TypeDefinition, { kind: 'func' | 'component' | 'instance' | 'resource' }>

const maxFlags = 32

/** The value type of a definition, whose indices refer to types of the scope. */
export function defineValueType(definition: ValueDefinition, scope: Scope): ValueType {
  const value = (type: ValType): ValueType => valueType(type, scope)
  const optional = (type: ValType | null): ValueType | null => (type === null ? null : value(type))
  switch (definition.kind) {
    case 'primitive':
      return definition.type
    case 'record': {
      const { kind, fields } = definition
      checkSome(fields, 'record type', 'field')
      checkLabels(fields.map(nameOf), 'record field')
      return defineType({ kind, fields: fields.map(({ name, type }) => ({ name, type: value(type) })) })
    }
    case 'variant': {
      const { kind, cases } = definition
      checkSome(cases, 'variant type', 'case')
      checkLabels(cases.map(nameOf), 'variant case')
      return defineType({ kind, cases: cases.map(({ name, type }) => ({ name, type: optional(type) })) })
    }
    case 'tuple': {
      const { kind, types } = definition
      checkSome(types, 'tuple type', 'type')
      return defineType({ kind, types: types.map(value) })
    }
    case 'flags': {
      const { kind, labels } = definition
      checkSome(labels, 'flags', 'entry')
      if (labels.length > maxFlags) invalid(`cannot have more than ${maxFlags} flags, found ${labels.length}`)
      checkLabels(labels, 'flag')
      return defineType({ kind, labels })
    }
    case 'enum': {
      const { kind, labels } = definition
      checkSome(labels, 'enum type', 'case')
      checkLabels(labels, 'enum tag')
      return defineType({ kind, labels })
    }
    case 'list': {
      const { kind, element, length } = definition
      if (length === 0) invalid('a list of fixed length must have at least one element, found none')
      return defineType({ kind, element: value(element), length })
    }
    case 'map':
      return defineType({ kind: definition.kind, key: keyType(value(definition.key)), value: value(definition.value) })
    case 'option':
      return defineType({ kind: definition.kind, some: value(definition.some) })
    case 'result':
      return defineType({ kind: definition.kind, ok: optional(definition.ok), err: optional(definition.err) })
    case 'own':
    case 'borrow':
      return defineType({ kind: definition.kind, resource: resourceType(definition.resource, scope) })
    case 'stream':
    case 'future':
      return defineType({ kind: definition.kind, element: elementType(optional(definition.element), definition.kind) })
  }
}

export function defineFuncType({ async, params, result: resultType }: FuncDefinition, scope: Scope): FuncType {
  checkLabels(params.map(nameOf), 'function parameter')
  const types = params.map(({ name, type }) => ({ name, type: valueType(type, scope) }))
  const result = resultType === null ? null : valueType(resultType, scope)
  if (result !== null && factsOf(result).hasBorrow) invalid('function result cannot contain a `borrow` type')
  const parts = types.map(({ type }) => type).concat(result ?? [])
  return { kind: 'func', async, params: types, result, depth: deeper(parts.map(type => factsOf(type).depth)) }
}

/** @throws PluginError `invalid` when the index is of a type, but not of a value type */
export function valueType(type: ValType, scope: Scope): ValueType {
  if (typeof type === 'string') return type
  const found = lookUp(scope, 'type', type)
  if (typeof found === 'string' || 'facts' in found) return found
  return invalid(`type index ${type} is not a defined type: expected a value type, found a ${found.kind} type`)
}

export function resourceType(index: number, scope: Scope): ResourceType {
  const found = lookUp(scope, 'type', index)
  if (typeof found === 'object' && found.kind === 'resource') return found
  return invalid(`type index ${index} is not a resource type`)
}

function keyType(key: ValueType): ValueType {
  if (typeof key === 'string' && key !== 'f32' && key !== 'f64' && key !== 'error-context') return key
  return invalid('the key of a map must be an integer, a bool, a char or a string, found another type')
}

function elementType(element: ValueType | null, kind: 'stream' | 'future'): ValueType | null {
  if (element === 'char' && kind === 'stream') invalid('`stream<char>` is not valid at this time')
  if (element !== null && factsOf(element).hasBorrow) invalid(`a ${kind} cannot contain a \`borrow\` type`)
  return element
}

function checkSome(items: readonly unknown[], what: string, part: string): void {
  if (items.length === 0) invalid(`${what} must have at least one ${part}`)
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}
