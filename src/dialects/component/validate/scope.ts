import { emptySpaces, type Sort } from '../../../wasm/component/sorts.ts'
import type { CoreExtern, CoreType, ModuleType } from './core-types.ts'
import { invalid } from './fail.ts'
import { createNames, type Names } from './names.ts'
import type { ComponentType, Extern, FuncType, InstanceType, Resource, Type } from './types.ts'
import { createVisibility, type Visibility } from './visibility.ts'

/** One component, component type or instance type while it is checked: its index spaces as they are so far. */
export interface Scope {
  readonly kind: 'component' | 'component type' | 'instance type'
  readonly parent: Scope | undefined
  readonly spaces: Spaces
  readonly imports: Map<string, Extern>
  readonly exports: Map<string, Extern>
  readonly names: { readonly import: Names; readonly export: Names }
  readonly visibility: Visibility
  /** Resources that imports brought. */
  readonly imported: Set<Resource>
  /** Resources that are new in here: defined, exported abstractly, or made by an instance in here. */
  readonly fresh: Set<Resource>
  /** Those of `fresh` that are defined in here, whose representation is known. */
  readonly defined: Set<Resource>
}

/** What each index of a sort stands for. */
export interface Spaces {
  readonly 'core func': CoreItem<'func'>[]
  readonly 'core table': CoreItem<'table'>[]
  readonly 'core memory': CoreItem<'memory'>[]
  readonly 'core global': CoreItem<'global'>[]
  readonly 'core tag': CoreItem<'tag'>[]
  readonly 'core type': (CoreType | ModuleType)[]
  readonly 'core module': ModuleType[]
  /** Exports by name. */
  readonly 'core instance': ReadonlyMap<string, CoreExtern>[]
  readonly func: FuncType[]
  /** Values are a gated feature that hospes does not have. */
  readonly value: never[]
  readonly type: Type[]
  readonly component: ComponentType[]
  readonly instance: InstanceType[]
}

type CoreItem<K extends CoreExtern['kind']> = Extract<CoreExtern, { readonly kind: K }>

export function createScope(kind: Scope['kind'], parent: Scope | undefined, visit: (parts?: number) => void): Scope {
  return {
    kind,
    parent,
    spaces: emptySpaces(),
    imports: new Map(),
    exports: new Map(),
    names: { import: createNames('import'), export: createNames('export') },
    // What an instance type exports is looked at where an instance of it is imported or exported.
    visibility: createVisibility(kind === 'instance type', visit),
    imported: new Set(),
    fresh: new Set(),
    defined: new Set(),
  }
}

/** @throws PluginError `invalid` when there is no such index yet */
export function lookUp<S extends Sort>(scope: Scope, sort: S, index: number): Spaces[S][number] {
  const space: Spaces[S] = scope.spaces[sort]
  if (index < space.length) return space[index] as Spaces[S][number]
  return invalid(`${sort} index out of bounds: expected one below ${space.length}, found ${index}`)
}

/** The scope `count` scopes out of this one. */
export function outwards(scope: Scope, count: number): Scope {
  let at: Scope | undefined = scope
  for (let i = 0; i < count && at !== undefined; i++) at = at.parent
  return at ?? invalid(`invalid outer alias count: expected fewer enclosing scopes, found ${count}`)
}

/** What a component-level index refers to, with its sort. */
export function lookUpExtern(scope: Scope, sort: Sort, index: number): Extern {
  switch (sort) {
    case 'core module':
      return { sort, type: lookUp(scope, sort, index) }
    case 'func':
      return { sort, type: lookUp(scope, sort, index) }
    case 'type':
      return { sort, type: lookUp(scope, sort, index) }
    case 'component':
      return { sort, type: lookUp(scope, sort, index) }
    case 'instance':
      return { sort, type: lookUp(scope, sort, index) }
    default:
      lookUp(scope, sort, index)
      return invalid(`expected what a component can import or export, found a ${sort}`)
  }
}

/** Gives the item the next index of its sort. */
export function append(scope: Scope, item: Extern): void {
  const { spaces } = scope
  switch (item.sort) {
    case 'core module':
      spaces['core module'].push(item.type)
      break
    case 'func':
      spaces.func.push(item.type)
      break
    case 'type':
      spaces.type.push(item.type)
      break
    case 'component':
      spaces.component.push(item.type)
      break
    case 'instance':
      spaces.instance.push(item.type)
  }
}

export function appendCore(scope: Scope, item: CoreExtern): void {
  const { spaces } = scope
  switch (item.kind) {
    case 'func':
      spaces['core func'].push(item)
      break
    case 'table':
      spaces['core table'].push(item)
      break
    case 'memory':
      spaces['core memory'].push(item)
      break
    case 'global':
      spaces['core global'].push(item)
      break
    case 'tag':
      spaces['core tag'].push(item)
  }
}
