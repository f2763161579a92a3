import { err, type Failure } from '../../contract/err.ts'
import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import type { Wasi } from '../wasi.ts'
import type { WasiFunctions } from './functions.ts'
import { InputStream, OutputStream, Pollable } from './streams.ts'

/** Bytes that a stream takes or gives at once. */
const mostBytes = 64 * 1024

type StreamResult<T> = T | Failure<{ readonly tag: 'closed' }>

/** wasi:io: the standard streams. They are always ready: input ends at once, and output is taken as it comes. */
export function io(guest: Guest, { streams }: Wasi): WasiFunctions {
  /** What a contract of the host gives as a stream is none of these. */
  function own<T extends object>(kind: new (...args: never) => T, stream: unknown): T {
    if (stream instanceof kind) return stream
    return guest.stop(new PluginError('host-error', `expected a ${kind.name} of WASI, found an object of the contract`))
  }

  function read(stream: unknown, length: bigint): StreamResult<Uint8Array> {
    own(InputStream, stream)
    const chunk = new Uint8Array(length < mostBytes ? Number(length) : mostBytes)
    const count = streams.read(chunk)
    return count === 0 && length > 0n ? err({ tag: 'closed' }) : chunk.subarray(0, count)
  }

  function skip(stream: unknown, length: bigint): StreamResult<bigint> {
    const chunk = read(stream, length)
    return chunk instanceof Uint8Array ? BigInt(chunk.length) : chunk
  }

  function write(stream: unknown, chunk: Uint8Array): void {
    streams.write(own(OutputStream, stream).fd, chunk)
  }

  function writeZeroes(stream: unknown, length: bigint): void {
    if (length > mostBytes)
      guest.stop(new PluginError('abi-violation', `expected at most ${mostBytes} zeroes, as allowed, found ${length}`))
    write(stream, new Uint8Array(Number(length)))
  }

  function splice(stream: unknown, source: unknown, length: bigint): StreamResult<bigint> {
    const chunk = read(source, length)
    if (!(chunk instanceof Uint8Array)) return chunk
    write(stream, chunk)
    return BigInt(chunk.length)
  }

  function poll(pollables: readonly unknown[]): Uint32Array {
    if (pollables.length === 0)
      guest.stop(new PluginError('abi-violation', 'expected something to wait for, found an empty list'))
    return Uint32Array.from(pollables.keys())
  }

  return {
    'wasi:io/poll@0.2': {
      '[method]pollable.ready': () => true,
      '[method]pollable.block': () => undefined,
      poll,
    },
    'wasi:io/streams@0.2': {
      '[method]input-stream.read': read,
      '[method]input-stream.blocking-read': read,
      '[method]input-stream.skip': skip,
      '[method]input-stream.blocking-skip': skip,
      '[method]input-stream.subscribe': () => new Pollable(),
      '[method]output-stream.check-write': () => BigInt(mostBytes),
      '[method]output-stream.write': write,
      '[method]output-stream.blocking-write-and-flush': write,
      '[method]output-stream.flush': () => undefined,
      '[method]output-stream.blocking-flush': () => undefined,
      '[method]output-stream.subscribe': () => new Pollable(),
      '[method]output-stream.write-zeroes': writeZeroes,
      '[method]output-stream.blocking-write-zeroes-and-flush': writeZeroes,
      '[method]output-stream.splice': splice,
      '[method]output-stream.blocking-splice': splice,
    },
  }
}
