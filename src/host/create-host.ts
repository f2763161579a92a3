import { type Contract, worldOf } from '../contract/contract.ts'
import type { Isolation } from '../contract/exports.ts'
import type { World } from '../wit/world.ts'
import { createPlugin } from './create-plugin.ts'
import type { Host } from './host.ts'
import { load } from './load.ts'
import { openAll } from './open-all.ts'
import { parseOptions } from './options.ts'
import type { Platform } from './platform.ts'
import type { Sources } from './plugins.ts'
import type { Source } from './source.ts'

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
