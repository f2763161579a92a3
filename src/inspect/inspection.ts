import type { DialectInfo } from '../dialects/dialect-info.ts'
import type { ImportRole } from '../dialects/import-role.ts'
import type { Issue } from '../errors.ts'

/**
 * What the bytes of a plugin say about it: plain data, ready for JSON.
 * All text in it but `issues` and `role` comes from the plugin and is untrusted.
 */
export interface Inspection {
  readonly kind: 'core' | 'component'
  /** Bytes of the whole file. */
  readonly size: number
  /** How the plugin passes strings, records and errors; absent when no convention left its marks. */
  readonly dialect?: DialectInfo
  /** The interface that the bytes carry by themselves, as WIT text. */
  readonly wit?: string
  readonly imports: readonly InspectedImport[]
  readonly exports: readonly InspectedExport[]
  /** All memories, of all core modules; in pages of 64 KiB. */
  readonly memories: readonly InspectedBounds[]
  /** All tables, of all core modules; in elements. */
  readonly tables: readonly InspectedBounds[]
  /** Number of functions that the plugin defines itself. */
  readonly functions: number
  readonly features: readonly NeededFeature[]
  readonly producers: readonly Producer[]
  /** In the order of the file. */
  readonly sections: readonly SectionSize[]
  /** What would keep hospes from loading the plugin, whatever the contract. */
  readonly issues: readonly Issue[]
}

/** What an import or export is, by the specification's word: of a core module, or of a component. */
export type InspectedKind =
  | 'func'
  | 'table'
  | 'memory'
  | 'global'
  | 'tag'
  | 'module'
  | 'component'
  | 'instance'
  | 'type'
  | 'value'

export interface InspectedExport {
  readonly name: string
  readonly kind: InspectedKind
  /**
   * `(i32, i32) -> i32`, `mut i32`, `17 pages`; in a component a function or type in WIT, and what stands in an
   * instance: `log, level`.
   */
  readonly signature: string
}

export interface InspectedImport extends InspectedExport {
  /** A core import's first name; absent in a component. */
  readonly module?: string
  readonly role: ImportRole
  /** How the plugin's source calls it, where the bytes say: `console.log`. */
  readonly source?: string
}

export interface InspectedBounds {
  readonly min: number
  /** Absent when the plugin states none. */
  readonly max?: number
  readonly imported: boolean
}

/** A feature of WebAssembly beyond its first version. */
export interface NeededFeature {
  /** The proposal's usual name: `bulk-memory`, `reference-types`. */
  readonly name: string
  /** Whether the engine that runs `inspect` has it. */
  readonly supported: boolean
}

/** One line of the `producers` custom section. */
export interface Producer {
  /** `language`, `processed-by` or `sdk`. */
  readonly field: string
  readonly name: string
  readonly version: string
}

export interface SectionSize {
  /** `code`; for a custom section its own name in quotes: `"name"`. */
  readonly name: string
  /** Bytes of the content, without id and length. */
  readonly size: number
}
