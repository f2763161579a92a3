import { PluginError } from '../errors.ts'
import { decodeValue, encodeValue } from './wire.ts'

/** Messages on a pipe: four bytes of length, little endian, then the value. */

const headerBytes = 4
/** No message of ours is longer: lifted bytes and module bytes are limited far below. */
export const maximumBytes: number = 1 << 30

/** @throws PluginError `invalid-argument` for what is no value of a contract, or too long */
export function encodeFrame(message: unknown): Uint8Array<ArrayBuffer> {
  const bytes = encodeValue(message)
  if (bytes.length <= maximumBytes) return frameOf(bytes)
  throw new PluginError('invalid-argument', `expected at most ${maximumBytes} bytes, found ${bytes.length}`)
}

/** A frame around what is encoded already. */
export function frameOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(headerBytes + bytes.length)
  new DataView(frame.buffer).setUint32(0, bytes.length, true)
  frame.set(bytes, headerBytes)
  return frame
}

/**
 * Reads one frame by a function that fills a buffer, or says that the pipe has ended.
 * @returns `undefined` at the end of the pipe
 */
export function readFrame(fill: (bytes: Uint8Array) => boolean): { readonly message: unknown } | undefined {
  const header = new Uint8Array(headerBytes)
  if (!fill(header)) return undefined
  const bytes = new Uint8Array(frameLength(header, 0))
  return fill(bytes) ? { message: decodeValue(bytes) } : undefined
}

/** Cuts chunks as they come from a pipe into messages. */
export function createFrameReader(receive: (message: unknown) => void): (chunk: Uint8Array) => void {
  let chunks: Uint8Array[] = []
  let length = 0
  let needed = headerBytes
  return chunk => {
    chunks.push(chunk)
    length += chunk.length
    if (length < needed) return
    const bytes = joined(chunks, length)
    let at = 0
    for (;;) {
      needed = headerBytes
      if (length - at < needed) break
      needed += frameLength(bytes, at)
      if (length - at < needed) break
      receive(decodeValue(bytes.subarray(at + headerBytes, at + needed)))
      at += needed
    }
    chunks = at === length ? [] : [bytes.subarray(at)]
    length -= at
  }
}

function frameLength(bytes: Uint8Array, at: number): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
  if (length <= maximumBytes) return length
  throw new PluginError('crashed', `expected a message of at most ${maximumBytes} bytes, found ${length}`)
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
