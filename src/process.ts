import { readSync, writeSync } from 'node:fs'
import { encodeFrame, readFrame } from './isolation/frames.ts'
import type { HostAnswer, ToGuest } from './isolation/messages.ts'
import { createResident } from './isolation/resident.ts'
import { clocks } from './platform/clocks.ts'

/** The entry of a plugin's process: everything on its main thread, one message after the other, by blocking reads. */

/** Standard input and output, which nobody else uses here. */
const fromHost = 0
const toHost = 1

const nap = new Int32Array(new SharedArrayBuffer(4))

/** Some runtimes open inherited pipes so that they don't block: then a moment's sleep does. */
function again(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
  Atomics.wait(nap, 0, 0, 1)
}

function fill(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    try {
      const read = readSync(fromHost, bytes, at, bytes.length - at, null)
      if (read === 0) return false
      at += read
    } catch (error) {
      again(error)
    }
  }
  return true
}

function write(message: unknown): void {
  const bytes = encodeFrame(message)
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(toHost, bytes, at)
    } catch (error) {
      again(error)
    }
  }
}

const receive = createResident({
  post: write,
  ask(request) {
    write({ type: 'request', request })
    const answer = readFrame(fill)
    // The host is gone, and with it everything this process was for.
    if (answer === undefined) process.exit()
    return answer.message as HostAnswer
  },
  ...clocks,
})

for (let frame = readFrame(fill); frame !== undefined; frame = readFrame(fill)) await receive(frame.message as ToGuest)
process.exit()
