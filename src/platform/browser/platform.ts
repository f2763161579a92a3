import { PluginError } from '../../errors.ts'
import { throwIfAborted } from '../../host/abort.ts'
import type { Platform } from '../../host/platform.ts'
import { clocks } from '../clocks.ts'
import { readBytes, readResponse } from '../source.ts'

/** Browsers: sources are URLs and bytes, and there are no folders. */
export const browserPlatform: Platform = {
  async read(source, limit, signal) {
    throwIfAborted(signal)
    if (source instanceof Uint8Array || source instanceof ArrayBuffer) return readBytes(source, limit)
    if (source instanceof Response) return readResponse(source, limit, signal)
    let response: Response
    try {
      response = await fetch(source, signal === undefined ? {} : { signal })
    } catch (cause) {
      throwIfAborted(signal)
      throw new PluginError('not-found', `expected an answer from ${String(source)}, found none`, { cause })
    }
    return readResponse(response, limit, signal)
  },

  async list() {
    throw new PluginError('unsupported', 'a browser has no folders: give openPlugins a list or a record of sources')
  },

  async sha256(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    return () => Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
  },

  ...clocks,
  after,
  // Nothing keeps a page alive.
  alarm: after,
  worker: async () => (await import('./worker.ts')).browserWorker,
}

/** A timer of more milliseconds would run at once. */
const longestTimer = 2 ** 31 - 1

function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, Math.min(milliseconds, longestTimer))
  return () => clearTimeout(timer)
}
