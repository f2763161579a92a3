import { Worker } from 'node:worker_threads'
import type { Boundary } from '../../host/platform.ts'
import { type AnswerBuffer, createAnswerBuffer, putAnswer } from '../../isolation/answer-buffer.ts'
import type { Channel, ChannelEvents } from '../../isolation/channel.ts'
import type { FromGuest } from '../../isolation/messages.ts'
import { tight } from '../../isolation/tight.ts'
import { refuseEntry } from './entry.ts'
import { runtime } from './runtime.ts'

/** What a worker is started with. */
export interface WorkerStart {
  readonly answers: AnswerBuffer
}

/** A thread for each plugin: no environment, no streams of the host's. */
export const nodeWorker: Boundary = {
  open: openWorker,
  refuse({ isMetered }) {
    if (runtime !== 'node' && !isMetered)
      return `on ${runtime} nothing ends a thread in an endless loop: limits.fuel and limits.startFuel must be numbers`
    return refuseEntry(new URL('./worker.js', import.meta.url))
  },
}

function openWorker(events: ChannelEvents): Channel {
  const answers = createAnswerBuffer()
  const workerData: WorkerStart = { answers }
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData,
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    name: 'hospes plugin',
  })
  let ended: Promise<void> | undefined
  worker.on('message', (message: FromGuest) => events.message(message))
  worker.on('messageerror', error => events.died(`a message that cannot be read: ${error.message}`))
  worker.on('error', error => events.died(`an error in its thread: ${(error as Error).message}`))
  worker.on('exit', code => events.died(`its thread ended with code ${code}`))
  return {
    post: message => worker.postMessage('plan' in message ? message : tight(message)),
    answer: answer => putAnswer(answers, answer),
    hold: on => (on ? worker.ref() : worker.unref()),
    terminate() {
      ended ??= worker.terminate().then(() => undefined)
      return ended
    },
  }
}
