import { type Issue, PluginError } from '../../../errors.ts'
import type { Component, Definition } from '../../../wasm/component/component.ts'
import type { CoreModule } from '../../../wasm/module.ts'
import { addAlias } from './aliases.ts'
import { addCanon } from './canon.ts'
import type { Context } from './context.ts'
import { createCoreTypes, moduleTypeOf } from './core-types.ts'
import { addCoreType, componentTypeOf, defineType } from './declarations.ts'
import { declare, describeExtern, open, renamed } from './externs.ts'
import { createEffort, invalid, unsupported, within } from './fail.ts'
import { addCoreInstance, addInstance } from './instances.ts'
import { createScope, lookUp, lookUpExtern, type Scope } from './scope.ts'
import { createSubtyping } from './subtype.ts'
import type { ComponentType, Type } from './types.ts'

/** Parts of types that checking one component may look at; one of an interpreter with eleven modules takes 2,700. */
const maxParts = 200_000

/** Decodes an embedded core module that begins at `offset` of the file, and judges it. @throws PluginError */
export type ModuleDecoder = (bytes: Uint8Array, offset: number) => CoreModule

/**
 * What makes a decoded component invalid by the specification: empty, or the first fault in the order of the file,
 * with its offset.
 */
export function validateComponent(component: Component, decode: ModuleDecoder): Issue[] {
  const coreTypes = createCoreTypes()
  const effort = createEffort(maxParts)
  const context: Context = {
    coreTypes,
    effort,
    subtyping: createSubtyping(coreTypes, effort),
    module: (bytes, offset) => moduleTypeOf(decode(bytes, offset), coreTypes),
  }
  try {
    checkComponent(component, undefined, context)
    return []
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    const { code, message, offset } = error
    return [{ code, message, ...(offset !== undefined && { offset }) }]
  }
}

function checkComponent(component: Component, parent: Scope | undefined, context: Context): ComponentType {
  const scope = createScope('component', parent, context.effort.spend)
  for (const definition of component.definitions)
    within(definition.offset, () => addDefinition(definition, scope, context))
  return componentTypeOf(scope)
}

function addDefinition(definition: Definition, scope: Scope, context: Context): void {
  const { spaces } = scope
  switch (definition.kind) {
    case 'core module':
      spaces['core module'].push(context.module(definition.bytes, definition.offset))
      break
    case 'core instance':
      addCoreInstance(definition, scope, context)
      break
    case 'core type':
      addCoreType(definition.type, scope, context)
      break
    case 'component':
      spaces.component.push(checkComponent(definition.component, scope, context))
      break
    case 'instance':
      addInstance(definition, scope, context)
      break
    case 'alias':
      addAlias(definition.alias, scope, context)
      break
    case 'type':
      spaces.type.push(
        definition.type.kind === 'resource'
          ? defineResource(definition.type, scope, context)
          : defineType(definition.type, scope, context),
      )
      break
    case 'canon':
      addCanon(definition.canon, scope, context)
      break
    case 'import':
      declare('import', definition.name, open(describeExtern(definition.type, scope), scope.imported, context), scope)
      break
    case 'export':
      addExport(definition, scope, context)
      break
    case 'start':
    case 'value':
      unsupported('expected a component without values and a start function, found one')
  }
}

const i32 = 0x7f

function defineResource(
  { representation, destructor, asyncDestructor }: Extract<Definition, { kind: 'type' }>['type'] & { kind: 'resource' },
  scope: Scope,
  { coreTypes }: Context,
): Type {
  if (representation !== i32) invalid('expected a resource represented by an i32, found another')
  if (asyncDestructor !== undefined) unsupported('expected a destructor that does not block, found an async one')
  if (destructor !== null) {
    const { type } = lookUp(scope, 'core func', destructor)
    if (!coreTypes.matches(type, coreTypes.func(['i32'], [])))
      invalid('wrong signature for a destructor: expected (i32) -> (), found another')
  }
  const resource = Symbol('resource')
  scope.fresh.add(resource)
  scope.defined.add(resource)
  return { kind: 'resource', resource }
}

function addExport(
  { name, sort, index, type }: Extract<Definition, { kind: 'export' }>,
  scope: Scope,
  context: Context,
): void {
  const item = lookUpExtern(scope, sort, index)
  if (type === null) {
    declare('export', name, item.sort === 'type' ? { sort: 'type', type: renamed(item.type) } : item, scope)
    return
  }
  const ascribed = describeExtern(type, scope)
  context.subtyping.checkAscription(item, ascribed)
  declare('export', name, open(ascribed, scope.fresh, context), scope)
}
