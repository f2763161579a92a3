import type { Contract } from '../contract/contract.ts'
import type { Isolation } from '../contract/exports.ts'
import type { PluginError } from '../errors.ts'
import type { Plugin } from './plugin.ts'
import type { Source } from './source.ts'

/** Several plugins of one contract, in code-unit order of their names. */
export interface Plugins<C = Contract, I extends Isolation = 'inline'> extends Iterable<Plugin<C, I>>, AsyncDisposable {
  readonly size: number
  get(name: string): Plugin<C, I> | undefined
  /** Those that could not be used, in order of names; the others are not touched by it. */
  readonly failures: readonly PluginFailure[]
  /** Closes all. Idempotent. */
  close(): Promise<void>
}

export interface PluginFailure {
  readonly name: string
  /** Path, URL, or `bytes`. */
  readonly source: string
  readonly error: PluginError
}

/** A folder, sources, or sources by name. */
export type Sources = string | URL | Iterable<Source> | Readonly<Record<string, Source>>
