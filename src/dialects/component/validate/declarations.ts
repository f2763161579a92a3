import type { CoreTypeDefinition } from '../../../wasm/component/core-types.ts'
import type { Declaration, TypeDefinition } from '../../../wasm/component/types.ts'
import { addDeclaredAlias } from './aliases.ts'
import type { Context } from './context.ts'
import { addExport, addImport, type CoreExtern, type CoreType, canonicalExtern, type ModuleType } from './core-types.ts'
import { declare, describeExtern, open } from './externs.ts'
import { invalid, within } from './fail.ts'
import { createScope, outwards, type Scope } from './scope.ts'
import { type ComponentType, deeper, depthsOf, type InstanceType, type Type } from './types.ts'
import { defineFuncType, defineValueType } from './value-types.ts'

/** The type of a definition that stands in the scope. */
export function defineType(definition: TypeDefinition, scope: Scope, context: Context): Type {
  context.effort.spend()
  switch (definition.kind) {
    case 'func':
      return defineFuncType(definition, scope)
    case 'component':
      return componentTypeOf(declareAll('component type', definition.declarations, scope, context))
    case 'instance':
      return instanceTypeOf(declareAll('instance type', definition.declarations, scope, context))
    case 'resource':
      return invalid('resources can only be defined within a concrete component')
    default:
      return defineValueType(definition, scope)
  }
}

/** The type of a component of which the scope is all. */
export function componentTypeOf({ imports, exports, imported, fresh }: Scope): ComponentType {
  const depth = deeper([...depthsOf(imports.values()), ...depthsOf(exports.values())])
  return { kind: 'component', imports, exports, imported, fresh, depth }
}

function instanceTypeOf({ exports, fresh }: Scope): InstanceType {
  return { kind: 'instance', exports, fresh, depth: deeper(depthsOf(exports.values())) }
}

function declareAll(kind: Scope['kind'], declarations: readonly Declaration[], parent: Scope, context: Context): Scope {
  const scope = createScope(kind, parent, context.effort.spend)
  for (const declaration of declarations) within(declaration.offset, () => addDeclaration(declaration, scope, context))
  return scope
}

function addDeclaration(declaration: Declaration, scope: Scope, context: Context): void {
  switch (declaration.kind) {
    case 'core type':
      addCoreType(declaration.type, scope, context)
      break
    case 'type':
      scope.spaces.type.push(defineType(declaration.type, scope, context))
      break
    case 'alias':
      addDeclaredAlias(declaration.alias, scope, context)
      break
    case 'import':
    case 'export': {
      const resources = declaration.kind === 'import' ? scope.imported : scope.fresh
      const item = open(describeExtern(declaration.type, scope), resources, context)
      declare(declaration.kind, declaration.name, item, scope)
    }
  }
}

/** Gives the types of a core type definition the next indices. */
export function addCoreType(definition: CoreTypeDefinition, scope: Scope, context: Context): void {
  context.effort.spend()
  const space = scope.spaces['core type']
  if (definition.kind === 'module') space.push(moduleType(definition, scope, context))
  else addRecursionGroup(definition, space, context)
}

function addRecursionGroup(
  { types }: Extract<CoreTypeDefinition, { kind: 'types' }>,
  space: (CoreType | ModuleType)[],
  { coreTypes }: Context,
): void {
  for (const type of coreTypes.define(types, space.length, index => coreTypeAt(space, index))) space.push(type)
}

function coreTypeAt(space: readonly (CoreType | ModuleType)[], index: number): CoreType {
  const type =
    space[index] ?? invalid(`core type index out of bounds: expected one below ${space.length}, found ${index}`)
  return typeof type === 'number' ? type : invalid(`core type index ${index} is a module type, expected another`)
}

function moduleType(
  { declarations }: Extract<CoreTypeDefinition, { kind: 'module' }>,
  scope: Scope,
  context: Context,
): ModuleType {
  const { coreTypes } = context
  // A module type begins with no types of its own.
  const space: CoreType[] = []
  const imports = new Map<string, Map<string, CoreExtern>>()
  const exports = new Map<string, CoreExtern>()
  const canonical = (item: CoreExtern): CoreExtern =>
    canonicalExtern(item, coreTypes, index => coreTypeAt(space, index))
  for (const declaration of declarations)
    within(declaration.offset, () => {
      switch (declaration.kind) {
        case 'type':
          if (declaration.type.kind === 'module') invalid('a module type cannot be defined in a module type')
          else addRecursionGroup(declaration.type, space, context)
          break
        case 'alias': {
          const { count, index } = declaration
          const target = count === 0 ? space : outwards(scope, count - 1).spaces['core type']
          space.push(coreTypeAt(target, index))
          break
        }
        case 'import':
          addImport(imports, declaration.module, declaration.name, canonical(declaration.type))
          break
        case 'export':
          addExport(exports, declaration.name, canonical(declaration.type))
      }
    })
  return { kind: 'core module', imports, exports }
}
