import { instantiate, usesWasi } from './dialects/bindgen/instantiate.ts'
import { askThrough } from './isolation/answer-buffer.ts'
import type { FromGuest, ToGuest } from './isolation/messages.ts'
import { createResident, type ResidentPort } from './isolation/resident.ts'
import { type Code, codeOnDemand } from './plan/instantiate.ts'
import type { WorkerStart } from './platform/browser/worker.ts'
import { clocks } from './platform/clocks.ts'
import { giveWasi } from './wasi/give.ts'

/** The entry of a plugin's thread in browsers. */

/** Imported at once: some bundlers make one file of a thread's code or none. */
const code: Code = {
  runners: { ...codeOnDemand.runners, 'wasm-bindgen': () => ({ instantiate, usesWasi }) },
  wasi: () => giveWasi,
}

addEventListener(
  'message',
  ({ data: { answers } }: MessageEvent<WorkerStart>) => {
    const post = (message: FromGuest): void => postMessage(message)
    const ask: ResidentPort['ask'] = answers && (request => askThrough(answers, post, request))
    const receive = createResident({ post, ask, ...clocks }, code)
    addEventListener('message', ({ data }: MessageEvent<ToGuest>) => void receive(data))
  },
  { once: true },
)
