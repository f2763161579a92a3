import { type Contract, worldOf } from '../contract/contract.ts'
import type { Isolation } from '../contract/exports.ts'
import type { ImportsOption, RestOptions } from '../contract/imports.ts'
import type { World } from '../wit/world.ts'
import { load } from './load.ts'
import { type CommonOptions, type PluginInfo, parseOptions } from './options.ts'
import type { Platform, Source } from './platform.ts'
import { createPlugin, type Plugin } from './plugin.ts'
import { openAll, type Plugins, type Sources } from './plugins.ts'

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

export function createHost(platform: Platform): Host {
  return {
    async loadPlugin<C extends Contract, I extends Isolation>(source: Source, contract?: C, ...[options]: unknown[]) {
      const parsed = parseOptions(options)
      const parts = await load(platform, { source, name: undefined, world: expectedWorld(contract), options: parsed })
      return createPlugin<C, I>(parts)
    },
    async openPlugins<C extends Contract, I extends Isolation>(sources: Sources, contract: C, ...[options]: unknown[]) {
      return openAll<C, I>(platform, sources, expectedWorld(contract), parseOptions(options))
    },
  }
}

/** `undefined`: whatever the bytes say. */
function expectedWorld(contract: Contract | undefined): World | undefined {
  return contract === undefined ? undefined : worldOf(contract)
}
