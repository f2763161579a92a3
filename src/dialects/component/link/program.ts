import type { StringEncoding } from '../../../canonical/types/string.ts'
import type { TypeDef, TypeRef } from '../../../wit/world.ts'

/**
 * A component with everything in it linked, as plain data: components in components are taken apart into one flat
 * list of core instances, index spaces and names are gone, all references are numbers into these tables.
 */
export interface Program {
  /** Component instances, the root first, each behind its parent. */
  readonly instances: readonly { readonly parent: number | null }[]
  /** Core instances in the order in which they are made. */
  readonly coreInstances: readonly CoreInstantiation[]
  /** Core functions that are made, not exported by a module. */
  readonly coreFunctions: readonly MadeFunction[]
  readonly functions: readonly ComponentFunction[]
  /** One table for all functions of all instances; a resource of it is one of `resources`. */
  readonly types: readonly TypeDef[]
  readonly resources: readonly ResourceDefinition[]
  readonly exports: readonly ProgramExport[]
}

/** Of the module at the same place in the list that came with the program. */
export interface CoreInstantiation {
  /** Only what the module imports. */
  readonly imports: readonly { readonly module: string; readonly name: string; readonly item: CoreItem }[]
}

/** A core function, memory, table, global or tag: an export of a core instance, or a function that is made. */
export type CoreItem = { readonly instance: number; readonly name: string } | { readonly made: number }

/** `instance`: the component instance in which the function was defined. */
export type MadeFunction = { readonly instance: number } & (
  | { readonly kind: 'lower'; readonly func: number; readonly options: Options }
  | { readonly kind: 'resource.new' | 'resource.rep' | 'resource.drop'; readonly resource: number }
  | { readonly kind: 'context.get' | 'context.set'; readonly slot: number }
  | { readonly kind: 'backpressure.inc' | 'backpressure.dec' }
  /** A built-in of concurrency, by its name: it may be imported, and ends the guest when it is called. */
  | { readonly kind: 'unsupported'; readonly name: string }
)

export type ComponentFunction = { readonly type: FunctionType } & (
  | {
      readonly kind: 'lift'
      readonly instance: number
      readonly core: CoreItem
      readonly options: Options
      readonly postReturn: CoreItem | null
    }
  /** An import of the root component: its name, or the names of the instance and of the function in it. */
  | { readonly kind: 'import'; readonly path: readonly string[] }
)

export interface FunctionType {
  readonly params: readonly { readonly name: string; readonly type: TypeRef }[]
  readonly result: TypeRef | null
}

/** Canonical options of a lift or lower. */
export interface Options {
  readonly encoding: StringEncoding
  readonly memory: CoreItem | null
  readonly realloc: CoreItem | null
  readonly async: boolean
}

export type ResourceDefinition = {
  /** Its entry in `types`. */
  readonly type: number
} & (
  | { readonly kind: 'defined'; readonly instance: number; readonly destructor: CoreItem | null }
  | { readonly kind: 'import'; readonly path: readonly string[] }
)

/** What the root component exports, with its name, or the names of the instance and of the item in it. */
export type ProgramExport = { readonly path: readonly string[] } & (
  | { readonly kind: 'func'; readonly func: number }
  | { readonly kind: 'resource'; readonly resource: number }
)
