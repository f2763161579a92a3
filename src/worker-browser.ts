import { answersGiven, awaitAnswer } from './isolation/answer-buffer.ts'
import type { ToGuest } from './isolation/messages.ts'
import { createResident } from './isolation/resident.ts'
import type { WorkerStart } from './platform/browser/worker.ts'
import { clocks } from './platform/clocks.ts'

/** The entry of a plugin's thread in browsers. */

addEventListener(
  'message',
  ({ data: { answers } }: MessageEvent<WorkerStart>) => {
    const receive = createResident({
      post: message => postMessage(message),
      ask:
        answers &&
        (request => {
          const given = answersGiven(answers)
          postMessage({ type: 'request', request })
          return awaitAnswer(answers, given)
        }),
      ...clocks,
    })
    addEventListener('message', ({ data }: MessageEvent<ToGuest>) => void receive(data))
  },
  { once: true },
)
