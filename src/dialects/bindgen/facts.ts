import type { CoreExport, CoreImport } from '../core-function.ts'
import type { DescribedExport, Description } from './described/describe.ts'
import type { EnumCheck } from './enum-checks.ts'

/**
 * What recognition read off a wasm-bindgen module: plain data, all that binding and instantiating need.
 * Every fact stands by itself: a new release may well have an old result mode.
 */
export interface BindgenFacts {
  /** Whether the wasm-bindgen CLI has processed the module, or it comes straight from cargo. */
  readonly stage: 'cli' | 'cargo'
  readonly release: ReleaseRange
  /** How JavaScript values travel: as indices into an array of the host, or as references and a table. */
  readonly values: 'heap' | 'externref'
  /** The first slots of that array or table, which nothing allocates; `undefined`, `null`, `true`, `false` follow. */
  readonly reservedSlots: number
  /** Name of the exported memory. */
  readonly memory: string | undefined
  /** Name of the exported externref table. */
  readonly externrefTable: string | undefined
  readonly helpers: Helpers
  /** What else is exported as a function: the user's own. */
  readonly functions: readonly BindgenFunction[]
  /** Exported structs by their lower-case names, as they stand in the names of their functions. */
  readonly classes: readonly Class[]
  readonly imports: readonly CoreImport[]
  /** What the module says of itself, where it comes straight from cargo. */
  readonly description: Description | undefined
  /** What keeps this module from being loaded, whatever the contract: one sentence each. */
  readonly refusals: readonly string[]
}

/** An export by the name that the CLI gives it, or would give it. */
export interface BindgenFunction extends CoreExport {
  /** Name of the core export. */
  readonly export: string
  readonly described?: DescribedExport
  /** What its code says about enums among its parameters. */
  readonly enumChecks?: readonly EnumCheck[]
}

/** The releases 0.2.`from` to 0.2.`to` that the module can come from; equal when it says so itself. */
export interface ReleaseRange {
  readonly from: number
  readonly to: number
}

export interface Class {
  /** In lower case, with its namespace: `fruit__basket`. */
  readonly name: string
  /** The export that frees one object. */
  readonly free: string
}

/** Names of the exports that serve the calling convention itself; absent when the module has none. */
export interface Helpers {
  readonly malloc?: string
  readonly realloc?: string
  readonly free?: string
  /** Takes the handle of what a host function threw. */
  readonly exnStore?: string
  readonly tableAlloc?: string
  readonly tableDealloc?: string
  readonly dropSlice?: string
  /** To be called once, before anything else. */
  readonly start?: string
  readonly addToStackPointer?: string
  /** A fixed area for results (up to 0.2.47). */
  readonly globalArgumentPtr?: string
  /** The stack pointer as an exported global (0.2.66 to 0.2.69). */
  readonly stackPointer?: string
}
