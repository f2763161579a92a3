import { messageOf } from '../errors.ts'
import type { FromGuest, HostAnswer, ToGuest } from './messages.ts'

/** One started thread or process with a guest's side in it, as a platform gives it. */
export interface Channel {
  post(message: ToGuest): void
  /** Answers the request that the guest's thread waits for. */
  answer(answer: HostAnswer): void
  /** Whether it keeps the host's process alive: while it starts, as it does from the beginning, and during calls. */
  hold(on: boolean): void
  /** Ends it at once, whatever it is doing; settles when nothing of it is left. Idempotent. */
  terminate(): Promise<void>
}

/** Nothing comes before the channel has been given. */
export interface ChannelEvents {
  message(message: FromGuest): void
  /** It ended by itself: the last event. */
  died(reason: string): void
}

/** May throw, where nothing can be started. */
export type OpenChannel = (events: ChannelEvents) => Channel

/** As `open`, but what cannot be started is a channel that dies at once. */
export function openChannel(open: OpenChannel, events: ChannelEvents): Channel {
  try {
    return open(events)
  } catch (thrown) {
    const reason = messageOf(thrown)
    void Promise.resolve().then(() => events.died(`nothing that could be started: ${reason}`))
    const nothing = (): void => undefined
    return { post: nothing, answer: nothing, hold: nothing, terminate: async () => undefined }
  }
}

/** What a tier behind a boundary needs of the host's own thread. */
export interface RemotePorts {
  /** Runs `callback` once after so many milliseconds; the result cancels. */
  after(milliseconds: number, callback: () => void): () => void
  /** The same, but it does not keep the host's process alive. */
  alarm(milliseconds: number, callback: () => void): () => void
  /** Milliseconds, never going back. */
  monotonicClock(): number
  /** Runs `body` so that `current` gives `owner` inside it, also behind awaits; absent where a platform cannot tell. */
  readonly context?: {
    run<T>(owner: object, body: () => T): T
    current(): object | undefined
  }
}
