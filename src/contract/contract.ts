import type { World } from '../wit/world.ts'

declare const types: unique symbol

/** Any type at all: what a contract is made of whose text is not known before run time. */
// biome-ignore lint/suspicious/noExplicitAny: nothing else can be called, constructed and read in every way
export type Untyped = any

/**
 * An expected interface: the World that its text says, and, for the compiler only, the types that stand for it.
 * Plain data that can be sent to a thread.
 */
export interface Contract<I = Untyped, E = Untyped, T = Untyped> {
  readonly world: World
  readonly [types]?: { readonly imports: I; readonly exports: E; readonly types: T }
}

/** The types of a contract: `imports`, `exports`, `types`. */
export type TypesIn<C> = C extends Contract<infer I, infer E, infer T> ? { imports: I; exports: E; types: T } : never
