import type { Boundary } from '../../host/platform.ts'
import { type AnswerBuffer, createAnswerBuffer, putAnswer } from '../../isolation/answer-buffer.ts'
import type { Channel, ChannelEvents } from '../../isolation/channel.ts'
import type { FromGuest } from '../../isolation/messages.ts'
import { tight } from '../../isolation/tight.ts'

/** What a worker hears first. */
export interface WorkerStart {
  /** Absent where threads share no memory: then the guest cannot wait for the host. */
  readonly answers: AnswerBuffer | undefined
}

/** A thread for each plugin. */
export const browserWorker: Boundary = {
  open: openWorker,
  refuse({ asksHost }) {
    if (!asksHost || crossOriginIsolated) return undefined
    return (
      'the plugin calls functions of the host, for which its thread has to share memory with the page: serve the page ' +
      'with the headers Cross-Origin-Opener-Policy (COOP): same-origin and Cross-Origin-Embedder-Policy (COEP): require-corp'
    )
  },
}

function openWorker(events: ChannelEvents): Channel {
  const answers = crossOriginIsolated ? createAnswerBuffer() : undefined
  const worker = new Worker(new URL('./worker-browser.js', import.meta.url), { type: 'module', name: 'hospes plugin' })
  worker.addEventListener('message', ({ data }: MessageEvent<FromGuest>) => events.message(data))
  worker.addEventListener('messageerror', () => events.died('a message that cannot be read'))
  worker.addEventListener('error', event => {
    // Else it is one of the page's, too.
    event.preventDefault()
    events.died(`an error in its thread: ${event.message ?? 'its script could not be loaded'}`)
  })
  const start: WorkerStart = { answers }
  worker.postMessage(start)
  return {
    post: message => worker.postMessage('plan' in message ? message : tight(message)),
    answer: answer => answers && putAnswer(answers, answer),
    // Nothing keeps a page alive.
    hold: () => undefined,
    async terminate() {
      worker.terminate()
    },
  }
}
