import { parentPort, workerData } from 'node:worker_threads'
import { askThrough } from './isolation/answer-buffer.ts'
import type { FromGuest, ToGuest } from './isolation/messages.ts'
import { createResident } from './isolation/resident.ts'
import { clocks } from './platform/clocks.ts'
import type { WorkerStart } from './platform/node/worker.ts'

/** The entry of a plugin's thread on Node, Deno and Bun. */

const { answers } = workerData as WorkerStart
const host = parentPort
if (host !== null) {
  const post = (message: FromGuest): void => host.postMessage(message)
  const receive = createResident({ post, ask: request => askThrough(answers, post, request), ...clocks })
  host.on('message', (message: ToGuest) => void receive(message))
}
