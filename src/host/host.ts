import type { Contract } from '../contract/contract.ts'
import type { Isolation } from '../contract/exports.ts'
import type { ImportsOption, RestOptions } from '../contract/imports.ts'
import type { CommonOptions, PluginInfo } from './options.ts'
import type { Plugin } from './plugin.ts'
import type { Plugins, Sources } from './plugins.ts'
import type { Source } from './source.ts'

/** What `loadPlugin` and `openPlugins` take besides a contract; `imports` is required where the contract needs some. */
export type LoadOptions<C = Contract, I extends Isolation = Isolation> = CommonOptions & {
  /** Where the plugin runs; default `inline`. */
  readonly isolation?: I | undefined
} & ImportsOption<C, I, PluginInfo>

/** The two functions that load, on one platform. */
export interface Host {
  /**
   * Loads one plugin. Without a contract (`undefined`) the interface that the bytes carry decides, and the exports are
   * untyped.
   * @throws PluginError of phase `load` or `link`
   */
  loadPlugin<C extends Contract = Contract, const I extends Isolation = 'inline'>(
    source: Source,
    contract?: C,
    ...rest: RestOptions<C, LoadOptions<C, I>>
  ): Promise<Plugin<C, I>>
  /**
   * Loads many plugins of one contract. One that can't be used is a failure in the list, and the others go on.
   * @throws PluginError `not-found` for a folder that isn't there, `invalid-option`, `aborted`
   */
  openPlugins<C extends Contract, const I extends Isolation = 'inline'>(
    sources: Sources,
    contract: C,
    ...rest: RestOptions<C, LoadOptions<C, I>>
  ): Promise<Plugins<C, I>>
}
