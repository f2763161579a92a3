import type { Issue } from '../../errors.ts'
import type { CoreFunction, CoreImport } from '../core-function.ts'

/** What recognition read off a core module that speaks the Canonical ABI: plain data. */
export interface CoreFacts {
  readonly functions: readonly CoreFunction[]
  readonly imports: readonly CoreImport[]
  readonly hasMemory: boolean
  /** What keeps this module from being loaded, whatever the contract. */
  readonly refusals: readonly Issue[]
}

/** The names of the convention (`wit-component`'s legacy names, in general use). */
export const memoryName = 'memory'
export const reallocName = 'cabi_realloc'
export const initializeName = '_initialize'
export const postReturnPrefix = 'cabi_post_'
/** The import module of a world's own functions. */
export const rootModule = '$root'
