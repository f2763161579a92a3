import type { Issue } from '../../errors.ts'
import type { CustomSection } from '../../wasm/module.ts'
import type { CoreExport, CoreImport } from '../core-function.ts'

/** What recognition read off a core module that speaks the Canonical ABI: plain data. */
export interface CoreFacts {
  readonly functions: readonly CoreExport[]
  readonly imports: readonly CoreImport[]
  readonly hasMemory: boolean
  /** Custom sections that hold the world which bindings were made for; their bytes are copies. */
  readonly worldSections: readonly CustomSection[]
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
/** Before the id of an exported interface: the import module of what a guest does with its own resources. */
export const exportModulePrefix = '[export]'
