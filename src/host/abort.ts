import { PluginError } from '../errors.ts'

/** @throws PluginError `aborted` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal)
}

/** The same promise, given up as soon as the signal says so. @throws PluginError `aborted` */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(aborted(signal))
    signal.addEventListener('abort', onAbort, { once: true })
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function aborted({ reason }: AbortSignal): PluginError {
  return new PluginError('aborted', 'loading was aborted', { phase: 'load', cause: reason })
}
