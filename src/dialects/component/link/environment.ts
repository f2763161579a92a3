import type { Component } from '../../../wasm/component/component.ts'
import { type CoreSort, emptySpaces, type Sort } from '../../../wasm/component/sorts.ts'
import type { Declaration } from '../../../wasm/component/types.ts'
import type { TypeRef } from '../../../wit/world.ts'
import type { EmbeddedModule } from './draft.ts'
import type { CoreItem, FunctionType } from './program.ts'

/** The index spaces of one component instance, or of an instance type that is walked, as they are so far. */
export interface Environment {
  /** Outer aliases reach where the definition stands, not where it is instantiated. */
  readonly outer: Environment | undefined
  /** Number of the component instance that this is. */
  readonly instance: number
  readonly spaces: Spaces
}

export interface Spaces {
  readonly 'core func': CoreItem[]
  readonly 'core table': CoreItem[]
  readonly 'core memory': CoreItem[]
  readonly 'core global': CoreItem[]
  readonly 'core tag': CoreItem[]
  /** Stays empty: validation alone looks at core types. */
  readonly 'core type': never[]
  readonly 'core module': EmbeddedModule[]
  readonly 'core instance': CoreExports[]
  /** By number. */
  readonly func: number[]
  readonly value: never[]
  readonly type: LinkedType[]
  readonly component: LinkedComponent[]
  readonly instance: LinkedInstance[]
}

/** The item that a core instance has under a name. */
export type CoreExports = (name: string) => CoreItem | undefined

/** What is known of a type: values have an entry in the table, the others don't. */
export type LinkedType =
  | { readonly kind: 'value'; readonly type: TypeRef }
  | { readonly kind: 'resource'; readonly resource: number }
  | { readonly kind: 'func'; readonly type: FunctionType }
  /** Walked where an instance of it is imported. */
  | { readonly kind: 'instance'; readonly declarations: readonly Declaration[]; readonly environment: Environment }
  | { readonly kind: 'component' }

/** A component with the place where it was defined. */
export interface LinkedComponent {
  readonly component: Component
  readonly environment: Environment
}

export type LinkedInstance = ReadonlyMap<string, LinkedItem>

export type LinkedItem =
  | { readonly sort: 'core module'; readonly item: EmbeddedModule }
  | { readonly sort: 'func'; readonly item: number }
  | { readonly sort: 'type'; readonly item: LinkedType }
  | { readonly sort: 'component'; readonly item: LinkedComponent }
  | { readonly sort: 'instance'; readonly item: LinkedInstance }

export function createEnvironment(instance: number, outer: Environment | undefined): Environment {
  return {
    outer,
    instance,
    spaces: emptySpaces(),
  }
}

/** What an index stands for. Validation has checked that it is there. */
export function lookUp<S extends Sort>({ spaces }: Environment, sort: S, index: number): Spaces[S][number] {
  return found(spaces[sort][index], `${sort} ${index}`) as Spaces[S][number]
}

/** The environment `count` scopes out. */
export function outwards(environment: Environment, count: number): Environment {
  let at = environment
  for (let i = 0; i < count; i++) at = found(at.outer, 'an enclosing scope')
  return at
}

/** What a valid component has: that it is missing is a fault of ours. */
export function found<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new RangeError(`a component that is valid lacks ${what}`)
  return item
}

export function lookUpItem(environment: Environment, sort: Sort, index: number): LinkedItem {
  const item = lookUp(environment, sort, index)
  return { sort, item } as LinkedItem
}

export function append({ spaces }: Environment, { sort, item }: LinkedItem): void {
  ;(spaces[sort] as (typeof item)[]).push(item)
}

export function lookUpCore(environment: Environment, sort: CoreSort, index: number): CoreItem {
  return lookUp(environment, `core ${sort}` as 'core func', index)
}
