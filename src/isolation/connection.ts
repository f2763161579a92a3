import { messageOf, PluginError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { WasiGrants } from '../wasi/grants.ts'
import { type Answered, answer, type HostSide } from './answer.ts'
import { type OpenChannel, openChannel } from './channel.ts'
import { createDeadline } from './deadline.ts'
import { fromWire, type WireError } from './error-wire.ts'
import type { Call, CallResult, FromGuest, Status, Told } from './messages.ts'
import { checkStatus, packCalls, unpackResults } from './packed.ts'
import type { QueuedCall } from './queued-call.ts'
import { createHostEnd, type SentCall } from './resources/host-end.ts'
import { createSequence } from './sequence.ts'
import { createTimers } from './timers.ts'

export interface ConnectionOptions extends HostSide {
  readonly open: OpenChannel
  readonly plan: Plan
  readonly wasi: WasiGrants
  readonly restarts: number
  /** Milliseconds; `undefined`: as long as it takes. */
  readonly startDeadlineMs: number | undefined
}

export interface ConnectionEvents {
  started(status: Status): void
  /** A call has come to its end there: well, or with a failure. */
  answered(failure: PluginError | undefined): void
  status(status: Status): void
  /** An instance was replaced in there. @throws PluginError, which fails the call that needed it */
  restarted(cause: PluginError): void
  /** It is over, by itself or by `end`: the last event. */
  ended(error: PluginError): void
}

/** One thread or process of a plugin, from its start to its end. */
export interface Connection {
  readonly isStarted: boolean
  /** Whether something runs that the guest has asked for or told. */
  readonly isAnswering: boolean
  send(calls: readonly QueuedCall[]): void
  /** Whether a call runs there, or waits for one that does. */
  has(call: QueuedCall): boolean
  /** Ends it at once, whatever it is doing, and fails all its calls. */
  end(error: PluginError): void
  /** Settles when nothing of it is left. */
  readonly gone: Promise<void>
}

interface RunningCall {
  readonly call: QueuedCall
  readonly sent: SentCall | undefined
}

/** Starts a thread or process. `owner` marks the plugin. */
export function connect(options: ConnectionOptions, owner: object, events: ConnectionEvents): Connection {
  const end = createHostEnd(options.plan.world, options.plan.limits.handles)
  const timers = createTimers(options.ports)
  const host: HostSide = { ...options, ports: { ...options.ports, after: timers.after } }
  const inOrder = createSequence(senseless)
  /** Sent and not answered, in order: the first is the one that runs. */
  const running: RunningCall[] = []
  let isStarted = false
  let isOver = false
  let gone: Promise<void> = Promise.resolve()
  const deadline = createDeadline(options.ports, ms => {
    const what = isStarted ? `an answer within ${ms} ms (deadlineMs)` : `a start within ${ms} ms (startDeadlineMs)`
    finish(new PluginError('deadline-exceeded', `expected ${what}`))
  })
  /** What went wrong with something that was told, until the guest hears of it. */
  let untold: Answered | undefined
  /** What `restarted` threw. */
  let refused: PluginError | undefined
  /** What a host function threw last: the guest gives it back as data. */
  let hostCause: unknown

  /** What the other side says makes no sense: it is not what it was. */
  function senseless(thrown: unknown): void {
    const message = `expected a message of the plugin's side, found something else: ${messageOf(thrown)}`
    finish(new PluginError('crashed', message))
  }

  function receive(message: FromGuest): void {
    if (isOver) return
    try {
      take(message)
    } catch (thrown) {
      senseless(thrown)
    }
  }

  function take(message: FromGuest): void {
    if (!('type' in message)) {
      const results = unpackResults(message)
      inOrder.run(() => settleAll(results))
      return
    }
    switch (message.type) {
      case 'started':
        if (isStarted) throw new TypeError('a second start')
        checkStatus(message.status)
        isStarted = true
        events.started(message.status)
        watch()
        break
      case 'not-started':
        finish(revive(message.error))
        break
      case 'told':
        inOrder.run(() => hear(message.told))
        break
      case 'request':
        inOrder.run(async () => {
          const answered = untold ?? (await answer(host, owner, end, message.request))
          untold = undefined
          hostCause = answered.cause
          if (!isOver) channel.answer(answered.answer)
        })
        break
      case 'restarted':
        inOrder.run(() => restarted(fromWire(message.cause)))
    }
  }

  /** After a failure nothing more is done until the guest has heard of it. */
  async function hear(told: Told): Promise<void> {
    if (isOver || (untold !== undefined && told.kind !== 'lost')) return
    const answered = await answer(host, owner, end, told)
    if ('error' in answered.answer) untold = answered
  }

  function restarted(cause: PluginError): void {
    if (isOver) return
    try {
      events.restarted(cause)
    } catch (thrown) {
      refused = thrown as PluginError
    }
  }

  function settleAll({ results, status }: ReturnType<typeof unpackResults>): void {
    for (const result of results) {
      if (isOver) return
      settle(result)
    }
    events.status(status)
    watch()
  }

  function settle(result: CallResult): void {
    const first = running[0]
    if (first === undefined || first.call.id !== result.id) {
      finish(new PluginError('crashed', 'expected the answers in the order of the calls, found another'))
      return
    }
    running.shift()
    const { call, sent } = first
    if (sent !== undefined) end.settle(sent)
    try {
      const unheard = takeUnheard()
      if ('error' in result) throw revive(result.error, sent)
      if (unheard !== undefined) throw unheard
      const value = sent?.crossing === undefined ? result.value : sent.crossing.result(result.value)
      events.answered(undefined)
      call.resolve(value)
    } catch (thrown) {
      if (!(thrown instanceof PluginError)) {
        running.unshift(first)
        throw thrown
      }
      events.answered(thrown)
      call.reject(thrown)
    }
  }

  /** What fails a call beside what the guest says of it: a guest that cannot wait for the host hears of nothing. */
  function takeUnheard(): PluginError | undefined {
    const error =
      untold !== undefined && 'error' in untold.answer ? fromWire(untold.answer.error, untold.cause) : refused
    untold = undefined
    refused = undefined
    return error
  }

  /** A host function's own throw comes back as data; its cause is known on this side only. */
  function revive(wire: WireError, sent?: SentCall): PluginError {
    const cause = wire.code === 'host-error' ? hostCause : undefined
    hostCause = undefined
    const failed = sent?.used.find(({ failure }) => failure !== undefined)
    // What was never made is known there as little as what is gone.
    if (wire.code === 'stale-handle' && failed !== undefined) return failed.tellFailure() ?? fromWire(wire)
    const { crossing } = sent ?? {}
    if (wire.code !== 'guest-error' || crossing === undefined) return fromWire(wire, cause)
    return fromWire({ ...wire, payload: crossing.payload(wire.payload) }, cause)
  }

  /** The clock of the call that runs now. */
  function watch(): void {
    if (isOver) return
    const first = running[0]?.call
    channel.hold(first !== undefined)
    deadline.set(first?.deadlineMs)
  }

  function finish(error: PluginError): void {
    if (isOver) return
    isOver = true
    deadline.end()
    timers.cancelAll()
    gone = channel.terminate()
    for (const { call } of running.splice(0)) call.reject(error)
    events.ended(error)
  }

  /** What crosses for a call; `undefined` when there is nothing to send after all. */
  function prepare(call: QueuedCall): Call | undefined {
    const { id, work } = call
    if ('dropped' in work) {
      if (work.dropped.end !== end) {
        // It lived in another thread, and is gone with it; or it was never made.
        call.resolve(undefined)
        return undefined
      }
      running.push({ call, sent: undefined })
      return { id, drop: work.dropped.number }
    }
    try {
      const sent = end.send(work.slot, work.args)
      if (work.created !== undefined) work.created.end = end
      running.push({ call, sent })
      return { id, slot: work.slot, args: sent.args, fuel: work.fuel }
    } catch (thrown) {
      call.reject(thrown as PluginError)
      return undefined
    }
  }

  function send(queued: readonly QueuedCall[]): void {
    const isIdle = running.length === 0
    const calls = queued.flatMap(call => prepare(call) ?? [])
    if (calls.length === 0) return
    try {
      channel.post(packCalls(calls))
    } catch {
      for (const call of calls) sendAlone(call)
    }
    if (isIdle) watch()
  }

  /** One of these calls has an argument that cannot be sent. */
  function sendAlone(call: Call): void {
    try {
      channel.post(packCalls([call]))
    } catch (cause) {
      const at = running.findIndex(({ call: { id } }) => id === call.id)
      const [refused] = running.splice(at, 1)
      if (refused?.sent !== undefined) end.settle(refused.sent)
      refused?.call.reject(
        cause instanceof PluginError
          ? cause
          : new PluginError('invalid-argument', 'expected values of the contract, found one that cannot be copied', {
              cause,
            }),
      )
    }
  }

  const channel = openChannel(options.open, {
    message: receive,
    died: reason => finish(new PluginError('crashed', `expected the plugin to live, found ${reason}`)),
  })
  deadline.set(options.startDeadlineMs)
  const { plan, wasi, outputs, restarts } = options
  const wanted = {
    stdout: outputs.stdout !== undefined,
    stderr: outputs.stderr !== undefined,
    info: outputs.info !== undefined,
    error: outputs.error !== undefined,
  }
  channel.post({ plan, wasi, wanted, restarts })
  return {
    get isStarted() {
      return isStarted
    },
    get isAnswering() {
      return inOrder.isBusy
    },
    send,
    has: call => running.some(each => each.call === call),
    end: finish,
    get gone() {
      return gone
    },
  }
}
