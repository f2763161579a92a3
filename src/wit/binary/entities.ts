import type { Component } from '../../wasm/component/component.ts'
import type { Attribute } from '../../wasm/component/externs.ts'
import type { TypeDefinition } from '../../wasm/component/types.ts'

/**
 * What the index spaces of components hold, as far as types go: evaluating a component gives these, with all indices
 * looked up. A type keeps its identity, because a name in WIT belongs to one place where a type is imported or exported.
 */
export type Entity = TypeEntity | FuncEntity | InstanceEntity | ComponentEntity | OtherEntity

export interface TypeEntity {
  readonly kind: 'type'
  readonly definition: TypeDefinition
  /** Where the indices in the definition are looked up. */
  readonly space: Space
  /** The type that an import or export gave this new name to. */
  readonly of: TypeEntity | null
}

export interface FuncEntity {
  readonly kind: 'func'
  readonly type: TypeEntity
}

export interface InstanceEntity {
  readonly kind: 'instance'
  readonly exports: ReadonlyMap<string, Extern>
}

/** One that is defined, or one of which only the type is known. */
export type ComponentEntity =
  | { readonly kind: 'component'; readonly component: Component; readonly space: Space }
  | { readonly kind: 'component'; readonly type: TypeEntity }

/** Core modules and values: they have no WIT. */
export interface OtherEntity {
  readonly kind: 'other'
}

/** An import or export with what it is. */
export interface Extern {
  readonly name: string
  readonly attributes: readonly Attribute[]
  readonly entity: Entity
}

/** The index spaces of one component, or of one component or instance type. They only grow. */
export interface Space {
  readonly parent: Space | null
  readonly types: TypeEntity[]
  readonly funcs: FuncEntity[]
  readonly instances: InstanceEntity[]
  readonly components: ComponentEntity[]
}

export function createSpace(parent: Space | null): Space {
  return { parent, types: [], funcs: [], instances: [], components: [] }
}
