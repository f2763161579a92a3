import { answerError } from '../canonical/mismatch.ts'
import type { AnyFunction } from '../contract/any-function.ts'
import { messageOf, PluginError } from '../errors.ts'
import type { RemotePorts } from './channel.ts'
import { toWire } from './error-wire.ts'
import type { HostAnswer, HostRequest, Output, Told } from './messages.ts'
import type { HostEnd } from './resources/host-end.ts'

/** What a guest behind a boundary may ask the host for. */
export interface HostSide {
  readonly ports: RemotePorts
  /** For the world's imports, by slot. They may return promises: the guest's thread waits. */
  readonly hostFunctions: readonly AnyFunction[]
  /** Their names, for messages. */
  readonly importNames: readonly string[]
  /** Takes output; what is not in it is dropped in the guest's thread. */
  readonly outputs: Readonly<Partial<Record<Output, (chunk: Uint8Array) => void>>>
  readonly clock: (() => bigint) | undefined
  /** Milliseconds; `undefined`: as long as it takes. */
  readonly hostCallMs: number | undefined
}

/** `cause`: what the host's own code threw, for the host alone. */
export interface Answered {
  readonly answer: HostAnswer
  readonly cause?: unknown
}

type Asked = HostRequest | Told

/**
 * Runs what the guest asks for, or tells. It never rejects: a failure is an answer too, in a whole sentence. `owner`
 * marks the plugin, so that a call back into it from inside can be told.
 */
export async function answer(host: HostSide, owner: object, end: HostEnd, asked: Asked): Promise<Answered> {
  const { context } = host.ports
  const crossing = asked.kind === 'import' ? end.imports[asked.slot] : undefined
  try {
    const run = prepare(host, end, asked)
    let value: unknown
    try {
      value = context === undefined ? run() : context.run(owner, run)
      if (isThenable(value)) value = await inTime(host, value)
    } catch (cause) {
      return { answer: { error: toWire(hostError(host, asked, cause)) }, cause }
    }
    return { answer: { value: crossing === undefined ? value : crossing.result(value) } }
  } catch (thrown) {
    return { answer: { error: toWire(answerError(thrown)) } }
  }
}

/** The host's own code that has to run. @throws PluginError for what makes no sense */
function prepare(host: HostSide, end: HostEnd, asked: Asked): () => unknown {
  switch (asked.kind) {
    case 'import': {
      const { slot } = asked
      const target = host.hostFunctions[slot]
      if (target === undefined)
        throw new PluginError('crashed', `expected an import of the contract, found slot ${slot}`)
      const args = end.imports[slot]?.args(asked.args) ?? asked.args
      return () => target(...args)
    }
    case 'clock':
      return () => host.clock?.()
    case 'output':
      return () => host.outputs[asked.output]?.(asked.chunk)
    case 'dropped':
      return () => end.drop(asked.object)
    case 'lost':
      return () => end.forget()
    case 'settle':
      return () => undefined
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** A host function that has not answered in time. */
class Late extends Error {}

/** Passed, the promise is left to itself: what it comes to is nobody's any more. */
function inTime({ hostCallMs, ports }: HostSide, value: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Late(`did not answer within ${hostCallMs} ms (limits.hostCallMs)`))
    const cancel = hostCallMs === undefined ? () => undefined : ports.after(hostCallMs, late)
    value.then(
      result => {
        cancel()
        resolve(result)
      },
      (cause: unknown) => {
        cancel()
        reject(cause)
      },
    )
  })
}

function hostError({ importNames }: HostSide, asked: Asked, cause: unknown): PluginError {
  if (asked.kind === 'dropped')
    return new PluginError('host-error', 'the host threw while it disposed of a resource', { cause })
  const text = messageOf(cause)
  const name =
    asked.kind === 'import'
      ? importNames[asked.slot]
      : asked.kind === 'clock'
        ? 'that tells the time'
        : 'that takes output'
  return new PluginError('host-error', `the host function ${name} ${cause instanceof Late ? text : `threw: ${text}`}`, {
    cause,
  })
}
