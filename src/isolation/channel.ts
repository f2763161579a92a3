import type { FromGuest, HostAnswer, ToGuest } from './messages.ts'

/** One started thread or process with a guest's side in it, as a platform gives it. */
export interface Channel {
  post(message: ToGuest): void
  /** Answers the request that the guest's thread waits for. */
  answer(answer: HostAnswer): void
  /** Whether it keeps the host's process alive: only while calls are going on. */
  hold(on: boolean): void
  /** Ends it at once, whatever it is doing; settles when nothing of it is left. Idempotent. */
  terminate(): Promise<void>
}

export interface ChannelEvents {
  message(message: FromGuest): void
  /** It ended by itself: the last event. */
  died(reason: string): void
}

export type OpenChannel = (events: ChannelEvents) => Channel

/** What a tier behind a boundary needs of the host's own thread. */
export interface RemotePorts {
  /** Runs `callback` once after so many milliseconds; the result cancels. */
  after(milliseconds: number, callback: () => void): () => void
  /** Runs `body` so that `current` gives `owner` inside it, also behind awaits; absent where a platform cannot tell. */
  readonly context?: {
    run<T>(owner: object, body: () => T): T
    current(): object | undefined
  }
}
