import type { AnyFunction } from '../contract/any-function.ts'
import { bareKeys, contractKeys, type Keys } from '../contract/keys.ts'
import { readImports } from '../contract/read-imports.ts'
import { createResources, type Resources } from '../contract/resources.ts'
import { PluginError } from '../errors.ts'
import { inspect } from '../inspect/inspect.ts'
import { makePlan } from '../plan/make.ts'
import type { Plan } from '../plan/plan.ts'
import type { World } from '../wit/world.ts'
import { throwIfAborted } from './abort.ts'
import type { PluginParts } from './create-plugin.ts'
import { locate } from './locate.ts'
import { openTier } from './open-tier.ts'
import type { ParsedOptions, PluginInfo } from './options.ts'
import type { Platform, SourceFile } from './platform.ts'
import type { Source } from './source.ts'

/** What loads: one source, a name for it (`undefined`: its own), the expected world. */
export interface LoadRequest {
  readonly source: Source
  readonly name: string | undefined
  readonly world: World | undefined
  readonly options: ParsedOptions
}

/**
 * The way of one plugin: read, hash, plan, instantiate. Every error says which plugin and, where it has one, which file.
 * @throws PluginError of phase `load` or `link`
 */
export async function load(platform: Platform, request: LoadRequest): Promise<PluginParts> {
  const { options } = request
  const file = await read(platform, request)
  const name = request.name ?? file.name ?? 'plugin'
  try {
    const digest = once(await platform.sha256(file.bytes))
    throwIfAborted(options.signal)
    const plan = makePlan(file.bytes, { ...options, world: request.world })
    const info: PluginInfo = {
      name,
      source: file.label,
      get digest() {
        return digest()
      },
    }
    const keys = request.world === undefined ? bareKeys : contractKeys
    const tier = await openTier(platform, plan, readHostFunctions(plan, options, info, keys), options, info)
    if (options.signal?.aborted) await tier.close()
    throwIfAborted(options.signal)
    const { dialect, world } = plan
    const resources = (): Resources =>
      createResources(world, handle => tier.drop(handle), options.isolation !== 'inline')
    return { name, digest, dialect, world, keys, resources, tier, inspect: once(() => inspect(file.bytes)) }
  } catch (error) {
    throw locate(error, 'load', name, file.label === 'bytes' ? undefined : file.label)
  }
}

/** Made when it is first asked for, and kept. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

async function read(platform: Platform, request: LoadRequest): Promise<SourceFile> {
  try {
    return await platform.read(request.source, request.options.limits.moduleBytes, request.options.signal)
  } catch (error) {
    throw locate(error, 'load', request.name)
  }
}

function readHostFunctions(
  { world }: Plan,
  options: ParsedOptions,
  info: PluginInfo,
  keys: Keys,
): readonly AnyFunction[] {
  const given: unknown = typeof options.imports === 'function' ? callImports(options.imports, info) : options.imports
  return readImports(world, given, keys)
}

function callImports(make: unknown, info: PluginInfo): unknown {
  try {
    return (make as (info: PluginInfo) => unknown)(info)
  } catch (cause) {
    throw new PluginError('host-error', 'the function given as imports threw', { cause })
  }
}
