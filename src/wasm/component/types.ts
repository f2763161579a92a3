import type { Alias } from './component.ts'
import { type CoreTypeDefinition, readCoreType } from './core-types.ts'
import { type ExternDescription, type ExternName, readExternDescription, readExternName } from './externs.ts'
import { readAlias } from './instances.ts'
import type { Scope } from './scope.ts'
import { type PrimitiveType, primitiveTypes, readValType, type ValType } from './val-types.ts'

/** An entry of the type index space. All types in it are indices into the space as it is at that place. */
export type TypeDefinition =
  | { readonly kind: 'primitive'; readonly type: PrimitiveType }
  | { readonly kind: 'record'; readonly fields: readonly NamedType[] }
  | { readonly kind: 'variant'; readonly cases: readonly { readonly name: string; readonly type: ValType | null }[] }
  /** `length` is `null` but for a list of fixed length. */
  | { readonly kind: 'list'; readonly element: ValType; readonly length: number | null }
  | { readonly kind: 'map'; readonly key: ValType; readonly value: ValType }
  | { readonly kind: 'tuple'; readonly types: readonly ValType[] }
  | { readonly kind: 'flags' | 'enum'; readonly labels: readonly string[] }
  | { readonly kind: 'option'; readonly some: ValType }
  | { readonly kind: 'result'; readonly ok: ValType | null; readonly err: ValType | null }
  | { readonly kind: 'own' | 'borrow'; readonly resource: number }
  | { readonly kind: 'stream' | 'future'; readonly element: ValType | null }
  | ({ readonly kind: 'func' } & FuncType)
  | { readonly kind: 'component' | 'instance'; readonly declarations: readonly Declaration[] }
  | ({ readonly kind: 'resource' } & ResourceType)

export interface NamedType {
  readonly name: string
  readonly type: ValType
}

export interface FuncType {
  readonly async: boolean
  readonly params: readonly NamedType[]
  readonly result: ValType | null
}

export interface ResourceType {
  /** Core value type of its representation, as the byte states it; 0x7f is i32. */
  readonly representation: number
  /** Index of a core function. */
  readonly destructor: number | null
  /** Written by older producers: a destructor that may block, with its callback. */
  readonly asyncDestructor?: { readonly callback: number | null }
}

/** One part of a component type or instance type; `offset` counts bytes from the start of the file. */
export type Declaration = { readonly offset: number } & (
  | { readonly kind: 'core type'; readonly type: CoreTypeDefinition }
  | { readonly kind: 'type'; readonly type: TypeDefinition }
  | { readonly kind: 'alias'; readonly alias: Alias }
  /** Only in a component type. */
  | { readonly kind: 'import'; readonly name: ExternName; readonly type: ExternDescription }
  | { readonly kind: 'export'; readonly name: ExternName; readonly type: ExternDescription }
)

export function readType(scope: Scope): TypeDefinition {
  const { reader } = scope
  const valType = () => readValType(scope)
  const field = () => ({ name: reader.name(), type: readValType(scope) })
  const from = reader.offset
  const opcode = reader.u8()
  switch (opcode) {
    case 0x72:
      return { kind: 'record', fields: scope.vector('fields', field) }
    case 0x71:
      return { kind: 'variant', cases: scope.vector('cases', () => readCase(scope)) }
    case 0x70:
      return { kind: 'list', element: valType(), length: null }
    case 0x67:
      return { kind: 'list', element: valType(), length: reader.u32() }
    case 0x63:
      return { kind: 'map', key: valType(), value: valType() }
    case 0x6f:
      return { kind: 'tuple', types: scope.vector('types', valType) }
    case 0x6e:
      return { kind: 'flags', labels: scope.vector('labels', reader.name) }
    case 0x6d:
      return { kind: 'enum', labels: scope.vector('labels', reader.name) }
    case 0x6b:
      return { kind: 'option', some: valType() }
    case 0x6a:
      return {
        kind: 'result',
        ok: scope.optional('an ok type', valType),
        err: scope.optional('an error type', valType),
      }
    case 0x69:
      return { kind: 'own', resource: reader.u32() }
    case 0x68:
      return { kind: 'borrow', resource: reader.u32() }
    case 0x66:
      return { kind: 'stream', element: scope.optional('an element type', valType) }
    case 0x65:
      return { kind: 'future', element: scope.optional('an element type', valType) }
    case 0x40:
    case 0x43:
      return {
        kind: 'func',
        async: opcode === 0x43,
        params: scope.vector('parameters', field),
        result: readResult(scope),
      }
    case 0x41:
      return { kind: 'component', declarations: readDeclarations(scope.nested(), 'component') }
    case 0x42:
      return { kind: 'instance', declarations: readDeclarations(scope.nested(), 'instance') }
    case 0x3f:
    case 0x3e:
      return { kind: 'resource', ...readResource(scope, opcode === 0x3e) }
    default: {
      const primitive = primitiveTypes.get(opcode - 0x80)
      if (primitive === undefined) reader.fail(`expected a type, found the opcode 0x${opcode.toString(16)}`, from)
      return { kind: 'primitive', type: primitive as PrimitiveType }
    }
  }
}

/** 0x00 and a type, or 0x01 0x00 for none. */
export function readResult(scope: Scope): ValType | null {
  if (!scope.flag('the result of a function')) return readValType(scope)
  scope.expect(0x00, 'no result')
  return null
}

function readCase(scope: Scope): { readonly name: string; readonly type: ValType | null } {
  const name = scope.reader.name()
  const type = scope.optional('a payload', () => readValType(scope))
  scope.expect(0x00, 'the end of a case')
  return { name, type }
}

function readResource(scope: Scope, isAsync: boolean): ResourceType {
  const { reader } = scope
  const representation = reader.u8()
  if (!isAsync) return { representation, destructor: scope.optional('a destructor', reader.u32) }
  return {
    representation,
    destructor: reader.u32(),
    asyncDestructor: { callback: scope.optional('a callback', reader.u32) },
  }
}

const declarationKinds: ReadonlyMap<number, Declaration['kind']> = new Map([
  [0x00, 'core type'],
  [0x01, 'type'],
  [0x02, 'alias'],
  [0x04, 'export'],
])
const componentDeclarationKinds: ReadonlyMap<number, Declaration['kind']> = new Map([
  ...declarationKinds,
  [0x03, 'import'],
])

function readDeclarations(scope: Scope, of: 'component' | 'instance'): Declaration[] {
  const kinds = of === 'component' ? componentDeclarationKinds : declarationKinds
  return scope.vector('declarations', (): Declaration => {
    const { offset } = scope.reader
    const kind = scope.choice(`a declaration of ${of === 'component' ? 'a component' : 'an instance'} type`, kinds)
    switch (kind) {
      case 'core type':
        return { kind, offset, type: readCoreType(scope) }
      case 'type':
        return { kind, offset, type: readType(scope) }
      case 'alias':
        return { kind, offset, alias: readAlias(scope) }
      default:
        return { kind, offset, name: readExternName(scope), type: readExternDescription(scope) }
    }
  })
}
