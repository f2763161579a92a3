import { PluginError } from '../errors.ts'

/** @throws PluginError `aborted` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PluginError('aborted', 'loading was aborted', { phase: 'load', cause: signal.reason })
}
