import type { Interface, Stability, TypeDef, WorldItem } from './world.ts'

/**
 * Several packages with all names looked up, as plain data. Everything refers to everything by index.
 * An entry of `types` refers to entries before it only; so do the interfaces, through their types.
 */
export interface Resolution {
  readonly packages: readonly ResolvedPackage[]
  readonly interfaces: readonly Interface[]
  readonly worlds: readonly ResolvedWorld[]
  readonly types: readonly ResolvedType[]
}

export interface ResolvedPackage {
  /** `ns:name`, or `ns:name@1.2.3`. */
  readonly id: string
  readonly docs?: string
  /** Indices of its named interfaces, and of its worlds, in the order in which they stand. */
  readonly interfaces: readonly number[]
  readonly worlds: readonly number[]
}

/** A world with its includes worked in and its imports made complete, in the order that `World` describes. */
export interface ResolvedWorld {
  readonly name: string
  /** Id of its package. */
  readonly package: string
  readonly docs?: string
  readonly stability?: Stability
  readonly imports: readonly WorldItem[]
  readonly exports: readonly WorldItem[]
}

export interface ResolvedType extends Omit<TypeDef, 'owner'> {
  /** Indices into `interfaces` and `worlds`; `null` for anonymous types. */
  readonly owner: Owner | null
}

export type Owner = { readonly interface: number } | { readonly world: number }
