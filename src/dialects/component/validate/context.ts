import type { CoreTypes, ModuleType } from './core-types.ts'
import type { Effort } from './fail.ts'
import type { Subtyping } from './subtype.ts'

/** What all checks of one file share. */
export interface Context {
  readonly coreTypes: CoreTypes
  readonly effort: Effort
  readonly subtyping: Subtyping
  /** Decodes and validates an embedded core module that begins at `offset`. */
  readonly module: (bytes: Uint8Array, offset: number) => ModuleType
}
