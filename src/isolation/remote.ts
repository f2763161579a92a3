import { PluginError } from '../errors.ts'
import type { Plan } from '../plan/plan.ts'
import type { WasiGrants } from '../wasi/grants.ts'
import { answerRequest, type HostSide } from './answer-request.ts'
import type { Channel, OpenChannel } from './channel.ts'
import { fromWire, type WireError } from './error-wire.ts'
import type { CallResult, FromGuest, HostAnswer, HostRequest, Output, Status } from './messages.ts'
import type { CallBounds, RestartPolicy, Tier, TierFunction, TierState, Usage } from './tier.ts'

export interface RemoteOptions extends RestartPolicy, HostSide {
  readonly open: OpenChannel
  readonly plan: Plan
  readonly wasi: WasiGrants
  /** Takes output; what is not in it is dropped in the guest's thread. */
  readonly outputs: Readonly<Partial<Record<Output, (chunk: Uint8Array) => void>>>
  /** Functions that the world exports. */
  readonly size: number
  readonly locate: (error: PluginError, slot: number | undefined) => PluginError
  /** Milliseconds; `undefined`: as long as it takes. */
  readonly deadlineMs: number | undefined
  readonly startDeadlineMs: number | undefined
}

interface PendingCall {
  readonly id: number
  readonly slot: number
  readonly args: readonly unknown[]
  readonly fuel: number | undefined
  readonly deadlineMs: number | undefined
  readonly resolve: (value: unknown) => void
  readonly reject: (error: PluginError) => void
  /** Takes the listener off the call's signal. */
  readonly release: () => void
}

/** One thread or process, from its start to its end. */
interface Connection {
  readonly channel: Channel
  started: boolean
  /** Sent and not answered, in order: the first is the one that runs. */
  readonly running: PendingCall[]
  cancelTimer: (() => void) | undefined
  /** What the guest asked for, one after the other. */
  requests: Promise<void>
  /** What went wrong with a call that was told, until the guest hears of it. */
  untold: HostAnswer | undefined
  hostError: unknown
}

/** A pause before the next start, doubled with each loss in a row: a guest that dies at once must not spin the host. */
const backOffMs = 20
const longestBackOffMs = 2000

/**
 * A tier behind a boundary: calls are promises, sent together once a microtask, run there in order. A passed deadline
 * ends the thread or process with all its calls; the next call starts a fresh one.
 * @throws PluginError when the first start fails
 */
export async function openRemote(options: RemoteOptions): Promise<Tier> {
  let connection: Connection | undefined
  let state: TierState = 'ready'
  let status: Status = { state: 'ready', restarts: 0, usage: { fuel: undefined, memoryBytes: 0 } }
  /** Threads or processes lost: in a row, and in all, with the instances that were replaced in earlier ones. */
  let lost = 0
  let restarts = 0
  let lastLoss: PluginError | undefined
  let lastId = 0
  let waiting: PendingCall[] = []
  let flushing = false
  let ending: Promise<void> = Promise.resolve()
  const owner = {}

  function connect(settle: (error: PluginError | undefined) => void): void {
    const current: Connection = {
      channel: options.open({
        message: message => receive(current, message, settle),
        died: reason =>
          lose(current, new PluginError('crashed', `expected the plugin to live, found ${reason}`), settle),
      }),
      started: false,
      running: [],
      cancelTimer: undefined,
      requests: Promise.resolve(),
      untold: undefined,
      hostError: undefined,
    }
    connection = current
    setDeadline(current, options.startDeadlineMs, ms => {
      lose(
        current,
        new PluginError('deadline-exceeded', `expected the plugin to start within ${ms} ms (startDeadlineMs)`),
        settle,
      )
    })
    const { plan, wasi, outputs } = options
    const wanted = {
      stdout: outputs.stdout !== undefined,
      stderr: outputs.stderr !== undefined,
      info: outputs.info !== undefined,
      error: outputs.error !== undefined,
    }
    current.channel.post({ type: 'start', plan, wasi, wanted, restarts: options.restarts })
  }

  function receive(from: Connection, message: FromGuest, settle: (error: PluginError | undefined) => void): void {
    if (from !== connection) return
    switch (message.type) {
      case 'started':
        from.started = true
        from.cancelTimer?.()
        status = message.status
        settle(undefined)
        flush()
        break
      case 'not-started':
        lose(from, fromWire(message.error), settle)
        break
      case 'results':
        status = message.status
        for (const result of message.results) settleCall(from, result)
        if (status.state === 'poisoned') state = 'poisoned'
        watch(from)
        break
      case 'output':
        options.outputs[message.output]?.(message.chunk)
        break
      case 'restarted':
        options.onRestart(fromWire(message.cause))
        break
      case 'told':
        from.requests = from.requests.then(() => hear(from, message))
        break
      case 'request':
        from.requests = from.requests.then(() => respond(from, message.request))
    }
  }

  function settleCall(from: Connection, result: CallResult): void {
    const call = from.running.shift()
    if (call === undefined || call.id !== result.id) return
    call.release()
    if ('value' in result) {
      lost = 0
      call.resolve(result.value)
    } else call.reject(options.locate(revive(from, result.error), call.slot))
  }

  /** A host function's own throw comes back as data; its cause is known on this side only. */
  function revive(from: Connection, error: WireError): PluginError {
    const cause = error.code === 'host-error' ? from.hostError : undefined
    from.hostError = undefined
    return fromWire(error, cause)
  }

  /** The clock of the call that runs now. */
  function watch(from: Connection): void {
    from.cancelTimer?.()
    from.cancelTimer = undefined
    const [first] = from.running
    from.channel.hold(first !== undefined)
    setDeadline(from, first?.deadlineMs, ms => {
      const message = `expected an answer within ${ms} ms (deadlineMs)`
      lose(from, new PluginError('deadline-exceeded', message))
    })
  }

  function setDeadline(from: Connection, ms: number | undefined, passed: (ms: number) => void): void {
    if (ms !== undefined) from.cancelTimer = options.ports.after(ms, () => passed(ms))
  }

  /** Ends a connection and fails what it was doing. */
  function lose(from: Connection, error: PluginError, settle?: (error: PluginError | undefined) => void): void {
    if (from !== connection) return
    connection = undefined
    from.cancelTimer?.()
    restarts += status.restarts
    status = { ...status, restarts: 0 }
    lost += 1
    lastLoss = error
    if (lost > options.restarts && state === 'ready') state = 'poisoned'
    ending = from.channel.terminate()
    if (from.started) fail(from.running, error)
    else {
      settle?.(error)
      fail(from.running, error)
      fail(waiting, error)
    }
    if (from.started && waiting.length > 0) flush()
  }

  function fail(calls: PendingCall[], error: PluginError): void {
    for (const call of calls.splice(0)) {
      call.release()
      call.reject(options.locate(error, call.slot))
    }
  }

  function flush(): void {
    flushing = false
    if (waiting.length === 0) return
    const refusal = refuse()
    if (refusal !== undefined) fail(waiting, refusal)
    else if (connection === undefined) restart()
    else if (connection.started) send(connection)
  }

  function send(to: Connection): void {
    const idle = to.running.length === 0
    const calls = waiting
    waiting = []
    to.running.push(...calls)
    try {
      to.channel.post({ type: 'calls', calls: calls.map(({ id, slot, args, fuel }) => ({ id, slot, args, fuel })) })
    } catch (cause) {
      to.running.splice(-calls.length)
      fail(
        calls,
        new PluginError('invalid-argument', 'expected values of the contract, found one that cannot be copied', {
          cause,
        }),
      )
    }
    if (idle) watch(to)
  }

  /** A fresh thread or process, after the old one is gone and a pause. */
  function restart(): void {
    const cause = lastLoss
    const pause = lost <= 1 ? 0 : Math.min(backOffMs * 2 ** (lost - 2), longestBackOffMs)
    const begin = (): void => {
      if (connection !== undefined || state !== 'ready') {
        flush()
        return
      }
      restarts += 1
      connect(error => {
        if (error === undefined && cause !== undefined) options.onRestart(cause)
      })
    }
    void ending.then(() => (pause === 0 ? begin() : void options.ports.after(pause, begin)))
  }

  function refuse(): PluginError | undefined {
    if (state === 'closed') return new PluginError('closed', 'expected an open plugin, found a closed one')
    if (state === 'poisoned')
      return new PluginError('poisoned', 'expected a working plugin, found one that was lost too often in a row', {
        cause: lastLoss,
      })
    if (options.ports.context?.current() === owner)
      return new PluginError('reentrant', 'the plugin waits in this host function: it cannot be called from inside it')
    return undefined
  }

  function call(slot: number, args: readonly unknown[], bounds: CallBounds): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { signal } = bounds
      const refusal = refuse()
      if (refusal !== undefined) return reject(options.locate(refusal, slot))
      if (signal?.aborted) return reject(options.locate(aborted(signal), slot))
      lastId += 1
      const onAbort = (): void => abort(pending, signal)
      const pending: PendingCall = {
        id: lastId,
        slot,
        args,
        fuel: bounds.fuel,
        deadlineMs: bounds.deadlineMs ?? options.deadlineMs,
        resolve,
        reject,
        release: () => signal?.removeEventListener('abort', onAbort),
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      waiting.push(pending)
      if (flushing) return
      flushing = true
      void Promise.resolve().then(flush)
    })
  }

  /** What waits is taken out; what runs can only be ended with all that runs beside it. */
  function abort(call: PendingCall, signal: AbortSignal | undefined): void {
    const error = aborted(signal)
    const at = waiting.indexOf(call)
    if (at >= 0) fail(waiting.splice(at, 1), error)
    else if (connection !== undefined) lose(connection, error)
  }

  /** After a failure nothing more is done until the guest has heard of it. */
  async function hear(from: Connection, { slot, args }: Extract<FromGuest, { type: 'told' }>): Promise<void> {
    if (from !== connection || from.untold !== undefined) return
    const { answer, cause } = await answerRequest(options, owner, { kind: 'import', slot, args })
    if (!('error' in answer)) return
    from.untold = answer
    from.hostError = cause
  }

  async function respond(from: Connection, request: HostRequest): Promise<void> {
    if (from !== connection) return
    const failed = from.untold
    from.untold = undefined
    if (failed !== undefined) return from.channel.answer(failed)
    const { answer, cause } = await answerRequest(options, owner, request)
    from.hostError = cause
    if (from === connection) from.channel.answer(answer)
  }

  await new Promise<void>((resolve, reject) => connect(error => (error === undefined ? resolve() : reject(error))))

  const bind = (bounds: CallBounds): readonly TierFunction[] =>
    Array.from(
      { length: options.size },
      (_, slot) =>
        (...args: unknown[]) =>
          call(slot, args, bounds),
    )

  return {
    functions: bind({}),
    bounded: bind,
    drop: () => undefined,
    get state() {
      return state
    },
    get restarts() {
      return restarts + status.restarts
    },
    get usage(): Usage {
      return status.usage
    },
    async close() {
      if (state !== 'closed') {
        state = 'closed'
        const error = new PluginError('closed', 'expected an open plugin, found one that was closed during the call')
        const last = connection
        connection = undefined
        last?.cancelTimer?.()
        if (last !== undefined) {
          fail(last.running, error)
          ending = last.channel.terminate()
        }
        fail(waiting, error)
      }
      await ending
    },
  }
}

function aborted(signal: AbortSignal | undefined): PluginError {
  return new PluginError('aborted', 'the call was aborted', { cause: signal?.reason })
}
