import type { CoreInstance, Instance } from '../../../wasm/component/component.ts'
import type { CoreSort } from '../../../wasm/component/sorts.ts'
import type { Context } from './context.ts'
import { addExport, type CoreExtern, checkCoreExtern, show } from './core-types.ts'
import { renamed } from './externs.ts'
import { along, invalid } from './fail.ts'
import { createNames } from './names.ts'
import { lookUp, lookUpExtern, type Scope } from './scope.ts'
import { deeper, depthsOf, type Extern } from './types.ts'

/** Checks a core instance and gives it the next index. */
export function addCoreInstance(instance: CoreInstance, scope: Scope, context: Context): void {
  const exports =
    instance.form === 'instantiate' ? instantiateModule(instance, scope, context) : bundle(instance, scope)
  scope.spaces['core instance'].push(exports)
}

function instantiateModule(
  { module, args }: Extract<CoreInstance, { form: 'instantiate' }>,
  scope: Scope,
  { coreTypes, effort }: Context,
): ReadonlyMap<string, CoreExtern> {
  const type = lookUp(scope, 'core module', module)
  const given = new Map<string, ReadonlyMap<string, CoreExtern>>()
  for (const { name, instance } of args) {
    if (given.has(name)) invalid(`duplicate module instantiation argument named ${JSON.stringify(name)}`)
    given.set(name, lookUp(scope, 'core instance', instance))
  }
  for (const [from, items] of type.imports) {
    const instance = given.get(from) ?? invalid(`missing module instantiation argument named ${JSON.stringify(from)}`)
    for (const [name, expected] of items) {
      effort.spend()
      const item =
        instance.get(name) ??
        invalid(`argument ${JSON.stringify(from)} does not export an item named ${JSON.stringify(name)}`)
      along(`import ${show(from, name)}`, () => checkCoreExtern(item, expected, coreTypes))
    }
  }
  return type.exports
}

function bundle(
  { exports }: Extract<CoreInstance, { form: 'exports' }>,
  scope: Scope,
): ReadonlyMap<string, CoreExtern> {
  const items = new Map<string, CoreExtern>()
  for (const { name, sort, index } of exports) addExport(items, name, lookUpCore(scope, sort, index))
  return items
}

function lookUpCore(scope: Scope, sort: CoreSort, index: number): CoreExtern {
  if (sort === 'type' || sort === 'module' || sort === 'instance')
    return invalid(`expected what a core instance can export, found a core ${sort}`)
  return lookUp(scope, `core ${sort}`, index)
}

/** Checks an instance and gives it the next index. */
export function addInstance(instance: Instance, scope: Scope, context: Context): void {
  const exports =
    instance.form === 'instantiate' ? instantiateComponent(instance, scope, context) : bagOfExports(instance, scope)
  const depth = deeper(depthsOf(exports.values()))
  scope.spaces.instance.push({ kind: 'instance', exports, fresh: new Set(), depth })
}

function instantiateComponent(
  { component, args }: Extract<Instance, { form: 'instantiate' }>,
  scope: Scope,
  { subtyping }: Context,
): ReadonlyMap<string, Extern> {
  const type = lookUp(scope, 'component', component)
  const given = new Map<string, Extern>()
  for (const { name, sort, index } of args) {
    if (given.has(name)) invalid(`instantiation argument "${name}" conflicts with previous argument "${name}"`)
    given.set(name, lookUpExtern(scope, sort, index))
  }
  const { exports, created } = subtyping.instantiate(type, given)
  for (const resource of created) scope.fresh.add(resource)
  return exports
}

function bagOfExports({ exports }: Extract<Instance, { form: 'exports' }>, scope: Scope): ReadonlyMap<string, Extern> {
  const names = createNames('export')
  const items = new Map<string, Extern>()
  for (const { name, sort, index } of exports) {
    const item = lookUpExtern(scope, sort, index)
    // Its functions speak of types by the names these had before, not by those in here.
    names.add(name, item.sort === 'type' ? { ...item, type: renamed(item.type) } : item)
    items.set(name.name, item)
  }
  return items
}
