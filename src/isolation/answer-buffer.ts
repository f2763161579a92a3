import { encodeAnswer } from './encode-answer.ts'
import type { FromGuest, HostAnswer, HostRequest } from './messages.ts'
import { decodeValue } from './wire.ts'

/**
 * Memory that both threads see, through which the host answers a guest's thread that stands still. It grows with the
 * longest answer.
 *
 * Words 0 and 1 hold how many answers were given, and the bytes of the last; the answer follows.
 */
export type AnswerBuffer = SharedArrayBuffer

const headerBytes = 8
const initialBytes = 64 * 1024
/** Address space only; pages are taken when they are written. */
const maximumBytes = 512 * 1024 * 1024

/** Not in the type library of this language level. */
type Growable = SharedArrayBuffer & { grow(byteLength: number): void }

export function createAnswerBuffer(): AnswerBuffer {
  const Constructor: new (byteLength: number, options: { maxByteLength: number }) => SharedArrayBuffer =
    SharedArrayBuffer
  return new Constructor(initialBytes, { maxByteLength: maximumBytes })
}

/** The host's side: puts an answer there and wakes the guest's thread. One that cannot cross becomes an error. */
export function putAnswer(buffer: AnswerBuffer, answer: HostAnswer): void {
  const bytes = encodeAnswer(answer, maximumBytes - headerBytes)
  const needed = headerBytes + bytes.length
  if (needed > buffer.byteLength) (buffer as Growable).grow(needed)
  new Uint8Array(buffer, headerBytes).set(bytes)
  const header = new Int32Array(buffer, 0, 2)
  Atomics.store(header, 1, bytes.length)
  Atomics.add(header, 0, 1)
  Atomics.notify(header, 0)
}

/** The guest's side: sends a request and stands still until it is answered. */
export function askThrough(buffer: AnswerBuffer, post: (message: FromGuest) => void, request: HostRequest): HostAnswer {
  const header = new Int32Array(buffer, 0, 2)
  // Before the request is sent: the answer may be there at once.
  const given = Atomics.load(header, 0)
  post({ type: 'request', request })
  while (Atomics.load(header, 0) === given) Atomics.wait(header, 0, given)
  const length = Atomics.load(header, 1)
  return decodeValue(new Uint8Array(buffer, headerBytes, length).slice()) as HostAnswer
}
