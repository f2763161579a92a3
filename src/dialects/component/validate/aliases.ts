import type { Alias } from '../../../wasm/component/component.ts'
import type { Context } from './context.ts'
import { invalid } from './fail.ts'
import { hasFreeResource } from './resources.ts'
import { append, appendCore, lookUp, lookUpExtern, outwards, type Scope } from './scope.ts'
import type { Extern } from './types.ts'

/** Adds what an alias definition stands for. */
export function addAlias(alias: Alias, scope: Scope, context: Context): void {
  switch (alias.target) {
    case 'export':
      append(scope, exportOf(alias, scope))
      break
    case 'core export':
      addCoreExport(alias, scope)
      break
    case 'outer':
      addOuter(alias, scope, context)
  }
}

/** Adds what an alias in a component or instance type stands for: only types and what leads to them. */
export function addDeclaredAlias(alias: Alias, scope: Scope, context: Context): void {
  const { sort } = alias
  const isAllowed =
    alias.target === 'outer' ? sort === 'type' || sort === 'core type' : sort === 'type' || sort === 'instance'
  if (!isAllowed || alias.target === 'core export')
    invalid(`an alias in a type may only refer to types or instances, found one of a ${sort}`)
  addAlias(alias, scope, context)
}

function exportOf({ sort, instance, name }: Extract<Alias, { target: 'export' }>, scope: Scope): Extern {
  const { exports } = lookUp(scope, 'instance', instance)
  const item = exports.get(name) ?? invalid(`instance ${instance} has no export named "${name}"`)
  return item.sort === sort
    ? item
    : invalid(`export "${name}" of instance ${instance} is not a ${sort}, found a ${item.sort}`)
}

function addCoreExport({ sort, instance, name }: Extract<Alias, { target: 'core export' }>, scope: Scope): void {
  const item =
    lookUp(scope, 'core instance', instance).get(name) ??
    invalid(`core instance ${instance} has no export named ${JSON.stringify(name)}`)
  if (sort !== `core ${item.kind}`)
    invalid(`export ${JSON.stringify(name)} of core instance ${instance} is not a ${sort}, found a core ${item.kind}`)
  appendCore(scope, item)
}

function addOuter({ sort, count, index }: Extract<Alias, { target: 'outer' }>, scope: Scope, context: Context): void {
  const target = outwards(scope, count)
  if (sort === 'core type') {
    scope.spaces['core type'].push(lookUp(target, sort, index))
    return
  }
  const item = lookUpExtern(target, sort, index)
  if (item.sort === 'type' && leavesComponent(scope, count) && hasFreeResource(item.type, context.effort))
    invalid(`outer type ${index} transitively refers to resources, which cannot cross a component boundary`)
  append(scope, item)
}

function leavesComponent(scope: Scope, count: number): boolean {
  let at: Scope | undefined = scope
  for (let i = 0; i < count && at !== undefined; i++, at = at.parent) if (at.kind === 'component') return true
  return false
}
