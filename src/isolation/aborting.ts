import { PluginError } from '../errors.ts'
import type { QueuedCall } from './queued-call.ts'

/** Calls that a signal ends. */
export interface Aborting {
  /** The same call, under the signal until it is settled. */
  watch(call: QueuedCall): QueuedCall
}

/** One listener serves all calls, and only while there are any: runtimes complain about many. */
export function createAborting(signal: AbortSignal, abort: (call: QueuedCall, error: PluginError) => void): Aborting {
  const watched = new Set<QueuedCall>()
  const onAbort = (): void => {
    for (const call of watched) abort(call, aborted(signal))
  }
  const release = (call: QueuedCall): void => {
    watched.delete(call)
    if (watched.size === 0) signal.removeEventListener('abort', onAbort)
  }
  return {
    watch({ id, work, deadlineMs, resolve, reject }) {
      const call: QueuedCall = {
        id,
        work,
        deadlineMs,
        resolve(value) {
          release(call)
          resolve(value)
        },
        reject(error) {
          release(call)
          reject(error)
        },
      }
      if (watched.size === 0) signal.addEventListener('abort', onAbort)
      watched.add(call)
      return call
    },
  }
}

export function aborted({ reason }: AbortSignal): PluginError {
  return new PluginError('aborted', 'the call was aborted', { cause: reason })
}
