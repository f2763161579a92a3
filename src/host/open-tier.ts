import type { AnyFunction } from '../contract/any-function.ts'
import { PluginError } from '../errors.ts'
import type { OpenChannel } from '../isolation/channel.ts'
import { openInline } from '../isolation/inline.ts'
import type { RemoteOptions } from '../isolation/remote.ts'
import type { Tier } from '../isolation/tier.ts'
import { unitsOf } from '../limits.ts'
import { wrapHostFunctions } from '../plan/host-functions.ts'
import { instantiator } from '../plan/instantiate.ts'
import type { Plan } from '../plan/plan.ts'
import { slots } from '../wit/slots.ts'
import type { WorldItem } from '../wit/world.ts'
import { unlessAborted } from './abort.ts'
import { locate } from './locate.ts'
import type { LogEntry, ParsedOptions, PluginInfo } from './options.ts'
import type { Platform } from './platform.ts'

/** Puts a plan behind the boundary that the options ask for, and starts it. @throws PluginError of phase `link` */
export async function openTier(
  platform: Platform,
  plan: Plan,
  hostFunctions: readonly AnyFunction[],
  options: ParsedOptions,
  info: PluginInfo,
): Promise<Tier> {
  const exports = slots(plan.world.exports, plan.world)
  const policy = {
    restarts: options.restarts,
    onRestart: (cause: PluginError) => options.onRestart?.(info, cause),
    locate: (error: PluginError, slot: number | undefined) =>
      locate(error, 'call', info.name, undefined, slot === undefined ? 'dispose' : exports[slot]?.path.join('.')),
  }
  const log = logOf(options, info)
  if (options.isolation === 'inline') {
    const lines = log === undefined ? undefined : (fd: 1 | 2, text: string) => log(fd === 1 ? 'info' : 'error', text)
    const wasi = { ...options.wasi, ports: platform, log: lines }
    const wrapped = wrapHostFunctions(plan.world, hostFunctions)
    const instantiate = await unlessAborted(instantiator(plan, { hostFunctions: wrapped, wasi }), options.signal)
    return openInline({
      ...policy,
      instantiate,
      fuel: unitsOf(plan.limits.fuel),
      arities: exports.map(slot => slot.function.params.length),
    })
  }
  const { grants, host } = options.wasi
  const { deadlineMs, startDeadlineMs, hostCallMs } = plan.limits
  const open = await channelOf(platform, options, plan)
  const { openRemote } = await import('../isolation/remote.ts')
  return openRemote({
    ...policy,
    open,
    ports: platform,
    plan,
    wasi: grants,
    hostFunctions,
    importNames: slots(plan.world.imports, plan.world).map(({ path }) => path.join('.')),
    clock: host.clock,
    outputs: outputsOf(host, log),
    signal: options.signal,
    deadlineMs,
    startDeadlineMs,
    hostCallMs,
  })
}

async function channelOf(
  platform: Platform,
  { isolation, wasi }: ParsedOptions,
  { world, limits }: Plan,
): Promise<OpenChannel> {
  const boundary = await (isolation === 'worker' ? platform.worker : platform.process)?.()
  const needs = {
    asksHost: wasi.grants.clock === 'host' || world.imports.some(isAskedOfHost),
    isMetered: limits.fuel !== 'unlimited' && limits.startFuel !== 'unlimited',
  }
  const reason = boundary === undefined ? 'this platform has none' : boundary.refuse(needs)
  if (boundary !== undefined && reason === undefined) return boundary.open
  throw new PluginError('unsupported', `isolation "${isolation}": ${reason}`)
}

/** What comes from WASI is in the guest's thread. */
function isAskedOfHost(item: WorldItem): boolean {
  return item.kind === 'function' || (item.kind === 'interface' && !item.typesOnly && !item.name.startsWith('wasi:'))
}

type Log = (level: LogEntry['level'], text: string) => void

function logOf({ log }: ParsedOptions, plugin: PluginInfo): Log | undefined {
  return log === undefined ? undefined : (level, text) => log({ plugin, level, text })
}

function outputsOf(host: ParsedOptions['wasi']['host'], log: Log | undefined): RemoteOptions['outputs'] {
  const text = new TextDecoder()
  return {
    ...(host.stdout === undefined ? {} : { stdout: host.stdout }),
    ...(host.stderr === undefined ? {} : { stderr: host.stderr }),
    ...(log === undefined
      ? {}
      : { info: chunk => log('info', text.decode(chunk)), error: chunk => log('error', text.decode(chunk)) }),
  }
}
