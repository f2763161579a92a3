import { Worker } from 'node:worker_threads'
import { type AnswerBuffer, createAnswerBuffer, putAnswer } from '../../isolation/answer-buffer.ts'
import type { Channel, ChannelEvents } from '../../isolation/channel.ts'
import { toWire } from '../../isolation/error-wire.ts'
import type { FromGuest } from '../../isolation/messages.ts'

/** What a worker is started with. */
export interface WorkerStart {
  readonly answers: AnswerBuffer
}

/** A thread for one plugin: no environment, no streams of the host's. */
export function openWorker(events: ChannelEvents): Channel {
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
  worker.unref()
  let ended: Promise<void> | undefined
  worker.on('message', (message: FromGuest) => events.message(message))
  worker.on('messageerror', error => events.died(`a message that cannot be read: ${error.message}`))
  worker.on('error', error => events.died(`an error in its thread: ${(error as Error).message}`))
  worker.on('exit', code => events.died(`its thread ended with code ${code}`))
  return {
    post: message => worker.postMessage(message),
    answer(answer) {
      try {
        putAnswer(answers, answer)
      } catch (error) {
        putAnswer(answers, { error: toWire(error) })
      }
    },
    hold: on => (on ? worker.ref() : worker.unref()),
    terminate() {
      ended ??= worker.terminate().then(() => undefined)
      return ended
    },
  }
}
