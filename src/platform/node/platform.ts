import { AsyncLocalStorage } from 'node:async_hooks'
import type { Stats } from 'node:fs'
import { constants, open, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
// Not the global ones, whose timers are numbers on Deno.
import { clearTimeout, setTimeout } from 'node:timers'
import { fileURLToPath } from 'node:url'
import { PluginError } from '../../errors.ts'
import { throwIfAborted } from '../../host/abort.ts'
import type { Platform, SourceFile } from '../../host/platform.ts'
import type { Source } from '../../host/source.ts'
import { clocks } from '../clocks.ts'
import { readBytes, readResponse, stem, tooLarge } from '../source.ts'
import { foundInstead } from './found.ts'

/** Node, Deno and Bun. */
export const nodePlatform: Platform = {
  async read(source: Source, limit: number, signal: AbortSignal | undefined): Promise<SourceFile> {
    throwIfAborted(signal)
    if (typeof source === 'string') return readFile(source, limit, signal)
    if (source instanceof Uint8Array || source instanceof ArrayBuffer) return readBytes(source, limit)
    if (source instanceof URL) return readURL(source, limit, signal)
    // The last to be asked for: at the first mention of it Node loads its whole HTTP client, which takes 15 ms.
    if (source instanceof Response) return readResponse(source, limit, signal)
    throw new PluginError(
      'invalid-argument',
      'source: expected a path, URL, Uint8Array, ArrayBuffer or Response, found something else',
    )
  },

  async list(folder) {
    const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
    let names: string[]
    try {
      names = await readdir(path)
    } catch (cause) {
      throw new PluginError('not-found', `expected a folder at ${path}, found ${foundInstead(cause)}`, { cause })
    }
    return names
      .filter(name => /\.wasm$/i.test(name))
      .sort()
      .map(name => ({ name: stem(name), source: join(path, name) }))
  },

  async sha256(bytes) {
    return () => loadCrypto().createHash('sha256').update(bytes).digest('hex')
  },
  ...clocks,

  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, longestTimer))
    return () => clearTimeout(timer)
  },
  alarm(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, longestTimer)).unref()
    return () => clearTimeout(timer)
  },
  context: {
    run: (owner, body) => insideHostFunction.run(owner, body),
    current: () => insideHostFunction.getStore(),
  },
  worker: async () => (await import('./worker.ts')).nodeWorker,
  process: async () => (await import('./process.ts')).nodeProcess,
}

/** It takes longer to load than a small plugin, and most hosts never ask for a digest. */
function loadCrypto(): typeof import('node:crypto') {
  return createRequire(import.meta.url)('node:crypto')
}

/** A timer of more milliseconds would run at once. */
const longestTimer = 2 ** 31 - 1

/** Which plugin's host function is running, also behind its awaits. */
const insideHostFunction = new AsyncLocalStorage<object>()

async function readURL(url: URL, limit: number, signal: AbortSignal | undefined): Promise<SourceFile> {
  if (url.protocol === 'file:') return readFile(fileURLToPath(url), limit, signal)
  if (url.protocol === 'https:' || url.protocol === 'http:' || url.protocol === 'data:')
    return readResponse(await fetchSource(url, signal), limit, signal)
  const message = `source: expected a file:, data:, http: or https: URL, found ${url.protocol}`
  throw new PluginError('invalid-argument', message)
}

async function fetchSource(url: URL, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url, signal === undefined ? {} : { signal })
  } catch (cause) {
    throwIfAborted(signal)
    throw new PluginError('not-found', `expected an answer from ${url.href}, found ${foundInstead(cause)}`, { cause })
  }
}

/** Opens without waiting (a pipe would block until somebody writes), and looks at what was opened, not at the name. */
async function readFile(path: string, limit: number, signal: AbortSignal | undefined): Promise<SourceFile> {
  let file: Awaited<ReturnType<typeof open>>
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    throw new PluginError('not-found', `expected a file at ${path}, found ${foundInstead(cause)}`, { cause })
  }
  try {
    const stats = await file.stat()
    if (!stats.isFile())
      throw new PluginError('not-wasm', `${path}: expected a WebAssembly file, found ${kindOf(stats)}`)
    if (stats.size > limit) throw tooLarge(path, limit, stats.size)
    // One byte more than promised, so that a file that grows meanwhile is noticed.
    const bytes = new Uint8Array(stats.size + 1)
    let length = 0
    while (length < bytes.length) {
      throwIfAborted(signal)
      const { bytesRead } = await file.read(bytes, length, bytes.length - length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    if (length > stats.size) throw new PluginError('malformed', `${path}: the file grew while it was read`)
    return { label: path, name: stem(path), bytes: bytes.slice(0, length) }
  } finally {
    await file.close()
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}
