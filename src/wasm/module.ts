import type { Feature } from './features.ts'

/**
 * A core module as plain data, as `decode` reads it and `encode` writes it.
 * Instructions stay bytes: they have been walked to their end, but only the guard looks into them.
 * The terms are those of the core specification.
 */
export interface CoreModule {
  /** Recursion groups in order; `types` of all groups together make the type index space. */
  readonly types: readonly SubType[]
  /** Number of types in each recursion group, in order; their sum is `types.length`. */
  readonly recursionGroups: readonly number[]
  readonly imports: readonly Import[]
  /** Type index of each function that the module defines itself. */
  readonly functions: readonly number[]
  readonly tables: readonly Table[]
  readonly memories: readonly MemoryType[]
  readonly tags: readonly TagType[]
  readonly globals: readonly Global[]
  readonly exports: readonly Export[]
  /** Index of the start function. */
  readonly start: number | undefined
  readonly elements: readonly ElementSegment[]
  /** What the data count section says, where there is one. */
  readonly dataCount: number | undefined
  readonly code: readonly Body[]
  readonly data: readonly DataSegment[]
  readonly customSections: readonly CustomSection[]
  /** What the module uses beyond the first version of WebAssembly, in the order of `featureNames`. */
  readonly features: readonly Feature[]
}

export type NumericType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128'
export type ValueType = NumericType | ReferenceType
export interface ReferenceType {
  readonly nullable: boolean
  readonly heap: HeapType
}
/** An abstract heap type by its name, or a type index. */
export type HeapType =
  | 'func'
  | 'extern'
  | 'any'
  | 'eq'
  | 'i31'
  | 'struct'
  | 'array'
  | 'exn'
  | 'none'
  | 'noextern'
  | 'nofunc'
  | 'noexn'
  | number

export interface SubType {
  readonly final: boolean
  readonly supertypes: readonly number[]
  readonly composite: CompositeType
}
export type CompositeType =
  | FunctionType
  | { readonly kind: 'struct'; readonly fields: readonly FieldType[] }
  | { readonly kind: 'array'; readonly element: FieldType }
export interface FunctionType {
  readonly kind: 'func'
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}
export interface FieldType {
  readonly type: ValueType | 'i8' | 'i16'
  readonly mutable: boolean
}

/** Bounds of a memory (in pages) or table (in elements). 64-bit bounds above 2^53 are rounded to a double. */
export interface Bounds {
  readonly min: number
  readonly max: number | undefined
  /** Addresses are i64 (memory64, table64). */
  readonly is64: boolean
}
export interface MemoryType extends Bounds {
  readonly shared: boolean
  /** log2 of the page size in bytes, where the module states one (custom page sizes). */
  readonly pageSizeLog2: number | undefined
}
export interface TableType extends Bounds {
  readonly element: ReferenceType
}
export interface Table extends TableType {
  /** The initial value's expression, where the module states one. */
  readonly init: Expression | undefined
}
export interface GlobalType {
  readonly type: ValueType
  readonly mutable: boolean
}
export interface Global extends GlobalType {
  readonly init: Expression
}
/** A tag's function type, by index. */
export interface TagType {
  readonly type: number
}

export interface Import {
  readonly module: string
  readonly name: string
  readonly item:
    | { readonly kind: 'func'; readonly type: number }
    | ({ readonly kind: 'table' } & TableType)
    | ({ readonly kind: 'memory' } & MemoryType)
    | ({ readonly kind: 'global' } & GlobalType)
    | ({ readonly kind: 'tag' } & TagType)
}
export type ItemKind = 'func' | 'table' | 'memory' | 'global' | 'tag'
export interface Export {
  readonly name: string
  readonly kind: ItemKind
  /** In the index space of its kind, imports first. */
  readonly index: number
}

/** Instructions up to and with the final `end`. A view into the module's bytes. */
export interface Expression {
  readonly bytes: Uint8Array
  /** Bytes from the start of the file. */
  readonly offset: number
}
export interface Body {
  /** Runs of locals, as the binary groups them. */
  readonly locals: readonly { readonly count: number; readonly type: ValueType }[]
  readonly instructions: Expression
}
export interface ElementSegment {
  readonly mode:
    | { readonly kind: 'passive' }
    | { readonly kind: 'declarative' }
    | { readonly kind: 'active'; readonly table: number; readonly offset: Expression }
  readonly type: ReferenceType
  /** Function indices, or so many expressions, one behind the other. */
  readonly items:
    | { readonly kind: 'functions'; readonly indices: readonly number[] }
    | { readonly kind: 'expressions'; readonly count: number; readonly expressions: Expression }
  /** The flag word (0–7) it was written with, so that encoding gives the same bytes. */
  readonly flags: number
}
export interface DataSegment {
  readonly mode:
    | { readonly kind: 'passive' }
    | { readonly kind: 'active'; readonly memory: number; readonly offset: Expression }
  readonly bytes: Uint8Array
  readonly flags: number
}
export interface CustomSection {
  readonly name: string
  /** A view of the content behind the name. */
  readonly bytes: Uint8Array
  /** Bytes from the start of the file to the content. */
  readonly offset: number
  /** Id of the last non-custom section before it; 0 at the start of the module. */
  readonly after: number
}
