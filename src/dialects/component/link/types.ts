import type { TypeDefinition } from '../../../wasm/component/types.ts'
import type { ValType } from '../../../wasm/component/val-types.ts'
import type { Type, TypeRef } from '../../../wit/world.ts'
import type { Draft } from './draft.ts'
import { type Environment, type LinkedType, lookUp } from './environment.ts'
import type { FunctionType } from './program.ts'

/** Gives what a type definition makes the next index. */
export function addType(definition: TypeDefinition, environment: Environment, draft: Draft): void {
  draft.visit(partsIn(definition))
  environment.spaces.type.push(
    definition.kind === 'resource'
      ? { kind: 'resource', resource: addResource(definition.destructor, environment, draft) }
      : linkType(definition, environment, draft),
  )
}

function partsIn(definition: TypeDefinition): number {
  switch (definition.kind) {
    case 'record':
      return definition.fields.length
    case 'variant':
      return definition.cases.length
    case 'flags':
    case 'enum':
      return definition.labels.length
    case 'tuple':
      return definition.types.length
    case 'func':
      return definition.params.length
    default:
      return 1
  }
}

function addResource(destructor: number | null, environment: Environment, draft: Draft): number {
  const { instance } = environment
  const core = destructor === null ? null : lookUp(environment, 'core func', destructor)
  return draft.addResource(type => ({ type, kind: 'defined', instance, destructor: core }))
}

function linkType(
  definition: Exclude<TypeDefinition, { kind: 'resource' }>,
  environment: Environment,
  { table, resourceType }: Draft,
): LinkedType {
  const value = (type: ValType): TypeRef => valueRef(type, environment)
  const optional = (type: ValType | null): TypeRef | null => (type === null ? null : value(type))
  const add = (type: Type): LinkedType => ({ kind: 'value', type: table.add(type) })
  switch (definition.kind) {
    case 'primitive':
      return { kind: 'value', type: definition.type }
    case 'record':
      return add({
        kind: 'record',
        fields: definition.fields.map(({ name, type }) => ({ name, type: value(type) })),
      })
    case 'variant':
      return add({
        kind: 'variant',
        cases: definition.cases.map(({ name, type }) => ({ name, type: optional(type) })),
      })
    case 'enum':
      return add({ kind: 'enum', cases: definition.labels.map(name => ({ name })) })
    case 'flags':
      return add({ kind: 'flags', flags: definition.labels.map(name => ({ name })) })
    case 'tuple':
      return add({ kind: 'tuple', types: definition.types.map(value) })
    case 'list': {
      const element = value(definition.element)
      return add(
        definition.length === null ? { kind: 'list', element } : { kind: 'list', element, length: definition.length },
      )
    }
    case 'map':
      return add({ kind: 'map', key: value(definition.key), value: value(definition.value) })
    case 'option':
      return add({ kind: 'option', some: value(definition.some) })
    case 'result':
      return add({ kind: 'result', ok: optional(definition.ok), err: optional(definition.err) })
    case 'own':
    case 'borrow':
      return add({ kind: definition.kind, resource: resourceType(resourceAt(definition.resource, environment)) })
    case 'stream':
    case 'future':
      return add({ kind: definition.kind, element: optional(definition.element) })
    case 'func':
      return {
        kind: 'func',
        type: {
          params: definition.params.map(({ name, type }) => ({ name, type: value(type) })),
          result: optional(definition.result),
        },
      }
    case 'instance':
      return { kind: 'instance', declarations: definition.declarations, environment }
    case 'component':
      return { kind: 'component' }
  }
}

export function functionType(index: number, environment: Environment): FunctionType {
  const found = lookUp(environment, 'type', index)
  if (found.kind !== 'func') throw notOfKind('func', found)
  return found.type
}

function valueRef(type: ValType, environment: Environment): TypeRef {
  if (typeof type === 'string') return type
  const found = lookUp(environment, 'type', type)
  if (found.kind !== 'value') throw notOfKind('value', found)
  return found.type
}

/** Validation has checked the kinds: that one is wrong is a fault of ours. */
export function notOfKind(expected: LinkedType['kind'], { kind }: LinkedType): RangeError {
  return new RangeError(`a component that is valid has a ${kind} type where a ${expected} type must be`)
}

export function resourceAt(index: number, environment: Environment): number {
  const found = lookUp(environment, 'type', index)
  if (found.kind !== 'resource') throw notOfKind('resource', found)
  return found.resource
}
