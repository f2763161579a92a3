import type { CustomSection } from '../module.ts'
import type { Canon } from './canon.ts'
import type { CoreTypeDefinition } from './core-types.ts'
import type { ExternDescription, ExternName } from './externs.ts'
import type { CoreSort, Sort } from './sorts.ts'
import type { TypeDefinition } from './types.ts'
import type { ValType } from './val-types.ts'

/**
 * A component as plain data, as the binary states it: every index still means a place in an index space,
 * and the order of the definitions decides which. The terms are those of the component model's explainer.
 */
export interface Component {
  /** In the order of the file, whatever sections they stood in. */
  readonly definitions: readonly Definition[]
  readonly customSections: readonly CustomSection[]
}

/** One definition; `offset` counts bytes from the start of the file to it. */
export type Definition = {
  readonly offset: number
} /** An embedded core module, not decoded: a view of its bytes, which begin at `offset`. */ & (
  | { readonly kind: 'core module'; readonly bytes: Uint8Array }
  | ({ readonly kind: 'core instance' } & CoreInstance)
  | { readonly kind: 'core type'; readonly type: CoreTypeDefinition }
  | { readonly kind: 'component'; readonly component: Component }
  | ({ readonly kind: 'instance' } & Instance)
  | { readonly kind: 'alias'; readonly alias: Alias }
  | { readonly kind: 'type'; readonly type: TypeDefinition }
  | { readonly kind: 'canon'; readonly canon: Canon }
  /** A start function's call, and a value: both belong to the gated value imports. */
  | { readonly kind: 'start'; readonly func: number; readonly args: readonly number[]; readonly results: number }
  | { readonly kind: 'value'; readonly type: ValType; readonly bytes: Uint8Array }
  | ({ readonly kind: 'import' } & Import)
  | ({ readonly kind: 'export' } & Export)
)

export type CoreInstance =
  | {
      readonly form: 'instantiate'
      readonly module: number
      /** Each gives all exports of a core instance under one module name. */
      readonly args: readonly { readonly name: string; readonly instance: number }[]
    }
  | {
      readonly form: 'exports'
      readonly exports: readonly { readonly name: string; readonly sort: CoreSort; readonly index: number }[]
    }

export type Instance =
  | {
      readonly form: 'instantiate'
      readonly component: number
      readonly args: readonly { readonly name: string; readonly sort: Sort; readonly index: number }[]
    }
  | {
      readonly form: 'exports'
      readonly exports: readonly { readonly name: ExternName; readonly sort: Sort; readonly index: number }[]
    }

export type Alias = { readonly sort: Sort } & (
  | { readonly target: 'export'; readonly instance: number; readonly name: string }
  | { readonly target: 'core export'; readonly instance: number; readonly name: string }
  /** `count` scopes outwards: 0 is the scope the alias stands in. */
  | { readonly target: 'outer'; readonly count: number; readonly index: number }
)

export interface Import {
  readonly name: ExternName
  readonly type: ExternDescription
}

/** Makes a new index in the space of its sort, an alias of what it exports. */
export interface Export {
  readonly name: ExternName
  readonly sort: Sort
  readonly index: number
  /** The ascribed type, where there is one. */
  readonly type: ExternDescription | null
}
