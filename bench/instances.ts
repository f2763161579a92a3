import { defaultLimits } from '../src/limits.ts'
import { wrapHostFunctions } from '../src/plan/host-functions.ts'
import { instantiator, type PluginInstance } from '../src/plan/instantiate.ts'
import { makePlan } from '../src/plan/make.ts'
import { nodePlatform } from '../src/platform/node/platform.ts'
import { parseWasi } from '../src/wasi/grants.ts'
import type { World } from '../src/wit/world.ts'

// What `components.ts` measures, for a bundle.

/** What makes the instances of a plugin: the first, and another after each trap. */
export function instancesOf(
  bytes: Uint8Array<ArrayBuffer>,
  world: World,
  hostFunctions: readonly ((value: never) => unknown)[],
): Promise<() => PluginInstance> {
  const plan = makePlan(bytes, { world, names: {}, dialect: undefined, limits: defaultLimits })
  const wasi = { ...parseWasi(undefined), ports: nodePlatform, log: undefined }
  return instantiator(plan, { hostFunctions: wrapHostFunctions(world, hostFunctions as never), wasi })
}
