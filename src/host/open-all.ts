import type { Isolation } from '../contract/exports.ts'
import { PluginError } from '../errors.ts'
import type { World } from '../wit/world.ts'
import { throwIfAborted } from './abort.ts'
import { createPlugin } from './create-plugin.ts'
import { load } from './load.ts'
import type { ParsedOptions } from './options.ts'
import type { Platform } from './platform.ts'
import type { Plugin } from './plugin.ts'
import type { PluginFailure, Plugins, Sources } from './plugins.ts'
import type { Source } from './source.ts'

interface Named {
  /** `undefined`: the source's own name, or its number. */
  readonly name: string | undefined
  readonly source: Source
}

/** How many are read and compiled at the same time. */
const concurrency = 4

export async function openAll<C, I extends Isolation>(
  platform: Platform,
  sources: Sources,
  world: World | undefined,
  options: ParsedOptions,
): Promise<Plugins<C, I>> {
  const named = await nameSources(platform, sources)
  const outcomes = await mapLimited(named, async ({ name, source }, index): Promise<Plugin<C, I> | PluginFailure> => {
    try {
      const unnamed = source instanceof Uint8Array || source instanceof ArrayBuffer ? `plugin-${index + 1}` : undefined
      return createPlugin<C, I>(await load(platform, { source, name: name ?? unnamed, world, options }))
    } catch (error) {
      if (!(error instanceof PluginError)) throw error
      return { name: error.plugin ?? name ?? label(source), source: label(source), error }
    }
  })
  const { signal } = options
  if (signal?.aborted) await Promise.all(outcomes.map(outcome => ('error' in outcome ? undefined : outcome.close())))
  throwIfAborted(signal)
  return collect(named, outcomes)
}

function collect<C, I extends Isolation>(
  named: readonly Named[],
  outcomes: readonly (Plugin<C, I> | PluginFailure)[],
): Plugins<C, I> {
  const plugins = new Map<string, Plugin<C, I>>()
  const failures: PluginFailure[] = []
  const closing: Promise<void>[] = []
  for (const [index, outcome] of outcomes.entries()) {
    if ('error' in outcome) failures.push(outcome)
    else if (!plugins.has(outcome.name)) plugins.set(outcome.name, outcome)
    else {
      closing.push(outcome.close())
      const { name } = outcome
      const message = `plugin ${JSON.stringify(name)}: expected one plugin of this name, found another`
      const error = new PluginError('invalid-argument', message, { phase: 'load', plugin: name })
      failures.push({ name, source: label(named[index]?.source), error })
    }
  }
  const ordered = [...plugins.values()].sort(byName)
  failures.sort(byName)
  const close = async (): Promise<void> => {
    await Promise.all([...closing, ...ordered.map(plugin => plugin.close())])
  }
  return {
    size: ordered.length,
    get: name => plugins.get(name),
    failures,
    close,
    [Symbol.iterator]: () => ordered.values(),
    [Symbol.asyncDispose]: close,
  }
}

async function nameSources(platform: Platform, sources: Sources): Promise<readonly Named[]> {
  if (typeof sources === 'string' || sources instanceof URL) return platform.list(sources)
  if (typeof sources !== 'object' || sources === null)
    throw new PluginError('invalid-argument', `sources: expected a folder, a list or a record, found ${typeof sources}`)
  if (sources instanceof Uint8Array || sources instanceof ArrayBuffer)
    throw new PluginError(
      'invalid-argument',
      'sources: expected a folder, a list or a record, found the bytes of one plugin',
    )
  if (Symbol.iterator in sources)
    return Array.from(sources as Iterable<Source>, source => ({ name: undefined, source }))
  return Object.entries(sources).map(([name, source]) => ({ name, source }))
}

function label(source: unknown): string {
  if (typeof source === 'string') return source
  if (source instanceof URL) return source.href
  return source instanceof Response && source.url !== '' ? source.url : 'bytes'
}

/** By code units, as the order of names is promised. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

async function mapLimited<T, R>(items: readonly T[], map: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await map(item, index)
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return results
}
