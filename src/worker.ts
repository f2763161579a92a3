import { parentPort, workerData } from 'node:worker_threads'
import { answersGiven, awaitAnswer } from './isolation/answer-buffer.ts'
import type { ToGuest } from './isolation/messages.ts'
import { createResident } from './isolation/resident.ts'
import { clocks } from './platform/clocks.ts'
import type { WorkerStart } from './platform/node/worker.ts'

/** The entry of a plugin's thread on Node, Deno and Bun. */

const { answers } = workerData as WorkerStart
const host = parentPort
if (host !== null) {
  const receive = createResident({
    post: message => host.postMessage(message),
    ask(request) {
      const given = answersGiven(answers)
      host.postMessage({ type: 'request', request })
      return awaitAnswer(answers, given)
    },
    ...clocks,
  })
  host.on('message', (message: ToGuest) => void receive(message))
}
