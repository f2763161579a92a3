import { PluginError } from '../errors.ts'
import { throwIfAborted } from '../host/abort.ts'
import type { SourceFile } from '../host/platform.ts'

/** What both platforms do alike with sources that are not files. */

/** The last part of a path or URL without its `.wasm`. */
export function stem(path: string): string {
  const last = path.split(/[/\\]/).findLast(part => part !== '') ?? path
  return last.replace(/\.wasm$/i, '')
}

/** A private copy: the caller may go on writing into the original while the plugin loads. */
export function readBytes(source: Uint8Array | ArrayBuffer, limit: number): SourceFile {
  if (source.byteLength > limit) throw tooLarge('bytes', limit, source.byteLength)
  // `new Uint8Array` copies an array, but only looks at a buffer.
  const bytes = source instanceof Uint8Array ? new Uint8Array(source) : new Uint8Array(source.slice(0))
  return { label: 'bytes', name: undefined, bytes }
}

/** Reads a response's body, at most one chunk beyond the limit, and gives up the connection there. */
export async function readResponse(
  response: Response,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<SourceFile> {
  const label = response.url === '' ? 'response' : response.url
  if (!response.ok) throw new PluginError('not-found', `${label}: expected an answer of 200, found ${response.status}`)
  const chunks: Uint8Array[] = []
  let length = 0
  if (response.body !== null) {
    const reader = response.body.getReader()
    const cancel = (): void => void reader.cancel().catch(() => undefined)
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      for (;;) {
        throwIfAborted(signal)
        const { done, value } = await reader.read()
        throwIfAborted(signal)
        if (done) break
        chunks.push(value)
        length += value.length
        if (length > limit) {
          cancel()
          throw tooLarge(label, limit, undefined)
        }
      }
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  const path = response.url.split(/[?#]/)[0] ?? ''
  return { label, name: path === '' ? undefined : stem(path), bytes }
}

export function tooLarge(label: string, limit: number, size: number | undefined): PluginError {
  const found = size === undefined ? 'more' : `${size}`
  return new PluginError('too-large', `${label}: expected at most ${limit} bytes (limits.moduleBytes), found ${found}`)
}
