import { PluginError } from '../errors.ts'
import type { RemotePorts } from './channel.ts'
import { toWire } from './error-wire.ts'
import type { HostAnswer, HostRequest } from './messages.ts'
import type { TierFunction } from './tier.ts'

/** What a guest behind a boundary may ask the host for. */
export interface HostSide {
  readonly ports: RemotePorts
  /** For the world's imports, by slot. They may return promises: the guest's thread waits. */
  readonly hostFunctions: readonly TierFunction[]
  readonly clock: (() => bigint) | undefined
  /** Milliseconds; `undefined`: as long as it takes. */
  readonly hostCallMs: number | undefined
}

/**
 * Runs what the guest asks for. A failure is an answer too; what was thrown comes beside it, for the host alone.
 * `owner` marks the plugin, so that a call back into it from inside can be told.
 */
export async function answerRequest(
  host: HostSide,
  owner: object,
  request: HostRequest,
): Promise<{ readonly answer: HostAnswer; readonly cause?: unknown }> {
  const { context } = host.ports
  let cancel: (() => void) | undefined
  try {
    const run = (): unknown => callHost(host, request)
    const value = Promise.resolve(context === undefined ? run() : context.run(owner, run))
    const { hostCallMs } = host
    if (hostCallMs === undefined) return { answer: { value: await value } }
    const late = new Promise<never>((_, reject) => {
      const message = `expected the host function to answer within ${hostCallMs} ms (hostCallMs)`
      cancel = host.ports.after(hostCallMs, () => reject(new PluginError('deadline-exceeded', message)))
    })
    return { answer: { value: await Promise.race([value, late]) } }
  } catch (cause) {
    return { answer: { error: toWire(cause) }, cause }
  } finally {
    cancel?.()
  }
}

function callHost({ clock, hostFunctions }: HostSide, request: HostRequest): unknown {
  if (request.kind === 'clock') return clock?.()
  if (request.kind === 'settle') return undefined
  const target = hostFunctions[request.slot]
  if (target !== undefined) return target(...request.args)
  throw new PluginError('crashed', `expected an import of the contract, found slot ${request.slot}`)
}
