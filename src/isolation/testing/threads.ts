import type { Channel, ChannelEvents, OpenChannel } from '../channel.ts'
import type { Call, CallResult, FromGuest, HostAnswer, Status, ToGuest } from '../messages.ts'
import { packResults, unpackCalls } from '../packed.ts'

/** A thread that does what a test says, and keeps what the host sends. */
export interface TestThread {
  /** Of all messages so far. */
  readonly calls: readonly Call[]
  readonly answers: readonly HostAnswer[]
  readonly isHeld: boolean
  readonly isTerminated: boolean
  start(): void
  say(message: FromGuest): void
  answer(...results: CallResult[]): void
  die(reason: string): void
  /** Lets what `terminate` has promised come true. */
  end(): void
}

const status: Status = { state: 'ready', restarts: 0, usage: { fuel: 7, memoryBytes: 65_536 } }

/** All threads that were opened, in order. `refuse`: nothing can be sent that it says no to. */
export function createTestThreads(refuse: (message: ToGuest) => boolean = () => false): {
  readonly open: OpenChannel
  readonly threads: readonly TestThread[]
} {
  const threads: TestThread[] = []
  const open: OpenChannel = events => {
    const { channel, thread } = createTestThread(events, refuse)
    threads.push(thread)
    return channel
  }
  return { open, threads }
}

function createTestThread(
  events: ChannelEvents,
  refuse: (message: ToGuest) => boolean,
): { readonly channel: Channel; readonly thread: TestThread } {
  const calls: Call[] = []
  const answers: HostAnswer[] = []
  let isHeld = true
  let isTerminated = false
  let end: () => void = () => undefined
  const gone = new Promise<void>(resolve => {
    end = resolve
  })
  const channel: Channel = {
    post(message) {
      if (refuse(message)) throw new Error('it cannot be copied')
      if (!('plan' in message)) calls.push(...unpackCalls(message))
    },
    answer: answer => void answers.push(answer),
    hold(on) {
      isHeld = on
    },
    terminate() {
      isTerminated = true
      return gone
    },
  }
  const thread: TestThread = {
    calls,
    answers,
    get isHeld() {
      return isHeld
    },
    get isTerminated() {
      return isTerminated
    },
    start: () => events.message({ type: 'started', status }),
    say: message => events.message(message),
    answer: (...results) => events.message(packResults(results, status)),
    die: reason => events.died(reason),
    end,
  }
  return { channel, thread }
}
