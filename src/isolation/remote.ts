import type { AnyFunction } from '../contract/any-function.ts'
import { definitionOf } from '../contract/resource-owner.ts'
import { PluginError } from '../errors.ts'
import { type Slot, slots } from '../wit/slots.ts'
import { type Aborting, aborted, createAborting } from './aborting.ts'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'
import { tellRestart } from './failure.ts'
import type { Status } from './messages.ts'
import type { QueuedCall, Work } from './queued-call.ts'
import { RemoteResource } from './resources/remote-resource.ts'
import type { CallBounds, RestartPolicy, Tier, TierState, Usage } from './tier.ts'

export interface RemoteOptions extends RestartPolicy, ConnectionOptions {
  readonly locate: (error: PluginError, slot: number | undefined) => PluginError
  /** Milliseconds; `undefined`: as long as it takes. */
  readonly deadlineMs: number | undefined
  /** Ends the first start. */
  readonly signal: AbortSignal | undefined
}

/** The bounds of a call, with what ends it by its signal. */
interface Bounds extends CallBounds {
  readonly aborting?: Aborting | undefined
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
  const exports = slots(options.plan.world.exports, options.plan.world)
  const owner = {}
  let connection: Connection | undefined
  let state: TierState = 'ready'
  let status: Status = { state: 'ready', restarts: 0, usage: { fuel: undefined, memoryBytes: 0 } }
  /** Threads or processes lost in a row. */
  let lost = 0
  /** Of all that are gone, and of the instances that were replaced in them. */
  let restarts = 0
  let lastLoss: PluginError | undefined
  let lastId = 0
  /** Not sent yet. */
  let waiting: QueuedCall[] = []
  let isFlushing = false
  /** Settles when nothing is left of the last connection. */
  let gone: Promise<void> = Promise.resolve()
  let cancelPause: (() => void) | undefined

  function open(started: () => void, failed: (error: PluginError) => void): void {
    let isStarted = false
    const current = connect(options, owner, {
      started(now) {
        isStarted = true
        status = now
        started()
      },
      answered(failure) {
        if (failure === undefined) lost = 0
        else lastLoss = failure
      },
      status(now) {
        status = now
        if (now.state === 'poisoned' && state === 'ready') state = 'poisoned'
      },
      restarted: cause => tellRestart(options.onRestart, cause),
      ended(error) {
        connection = undefined
        gone = current.gone
        restarts += status.restarts
        status = { ...status, restarts: 0 }
        // What the caller ends is no fault of the plugin's.
        if (error.code !== 'aborted') lost += 1
        lastLoss = error
        if (lost > options.restarts && state === 'ready') state = 'poisoned'
        if (isStarted) flush()
        else failed(error)
      },
    })
    connection = current
  }

  function flush(): void {
    isFlushing = false
    if (waiting.length === 0) return
    const refusal = refuse()
    if (refusal !== undefined) failWaiting(refusal)
    else if (connection === undefined) restart()
    else if (connection.isStarted) connection.send(waiting.splice(0))
  }

  /** Resources of a connection that is no more are gone with it: nobody has to start another to drop them. */
  function settleDrops(): void {
    waiting = waiting.filter(({ work, resolve }) => {
      const isGone = 'dropped' in work && (work.dropped.end ?? work.dropped.failure) !== undefined
      if (isGone) resolve(undefined)
      return !isGone
    })
  }

  /** A fresh thread or process, after the old one is gone and a pause. */
  function restart(): void {
    settleDrops()
    if (cancelPause !== undefined || waiting.length === 0) return
    const pauseMs = lost <= 1 ? 0 : Math.min(backOffMs * 2 ** (lost - 2), longestBackOffMs)
    let isCancelled = false
    let cancelTimer: (() => void) | undefined
    cancelPause = () => {
      isCancelled = true
      cancelTimer?.()
    }
    const begin = (): void => {
      cancelPause = undefined
      restarts += 1
      open(restarted, failWaiting)
    }
    void gone.then(() => {
      if (isCancelled) return
      if (pauseMs === 0) begin()
      else cancelTimer = options.ports.after(pauseMs, begin)
    })
  }

  function restarted(): void {
    try {
      if (lastLoss !== undefined) tellRestart(options.onRestart, lastLoss)
    } catch (error) {
      waiting.shift()?.reject(error as PluginError)
    }
    flush()
  }

  function failWaiting(error: PluginError): void {
    for (const call of waiting.splice(0)) call.reject(error)
  }

  function refuse(): PluginError | undefined {
    if (state === 'closed') return new PluginError('closed', 'expected an open plugin, found a closed one')
    if (state !== 'poisoned') return undefined
    const message = 'expected a working plugin, found one that was lost too often in a row'
    return new PluginError('poisoned', message, { cause: lastLoss })
  }

  function isInsideHostFunction(): boolean {
    // Asking is not free: mostly no host function runs.
    return connection?.isAnswering === true && options.ports.context?.current() === owner
  }

  function enqueue(
    work: Work,
    { deadlineMs, aborting }: Bounds,
    resolve: QueuedCall['resolve'],
    reject: QueuedCall['reject'],
  ): void {
    lastId += 1
    const call = { id: lastId, work, deadlineMs, resolve, reject }
    waiting.push(aborting?.watch(call) ?? call)
    if (isFlushing) return
    isFlushing = true
    void Promise.resolve().then(flush)
  }

  /** What waits is taken out; what runs can only be ended with all that runs beside it. */
  function abort(call: QueuedCall, error: PluginError): void {
    const at = waiting.indexOf(call)
    if (at >= 0) {
      waiting.splice(at, 1)
      call.reject(error)
    } else if (connection?.has(call)) connection.end(error)
  }

  function call(slot: number, args: readonly unknown[], bounds: Bounds): Promise<unknown> {
    return promiseOf((resolve, rejectWith) => {
      const reject = (error: PluginError): void => rejectWith(options.locate(error, slot))
      const refusal = refuseCall(bounds.signal)
      if (refusal !== undefined) reject(refusal)
      else enqueue({ slot, args, fuel: bounds.fuel, created: undefined }, bounds, resolve, reject)
    })
  }

  function refuseCall(signal: AbortSignal | undefined): PluginError | undefined {
    if (isInsideHostFunction())
      return new PluginError('reentrant', 'the plugin waits in this host function: it cannot be called from inside it')
    return refuse() ?? (signal?.aborted ? aborted(signal) : undefined)
  }

  /** The caller has the resource at once; what becomes of its creation is told by the calls that use it. */
  function construct(slot: number, args: readonly unknown[], bounds: Bounds): RemoteResource {
    const created = new RemoteResource(nameOfResource(exports[slot]), -(lastId + 1), undefined)
    const reject = (error: PluginError): void => {
      created.failure = options.locate(error, slot)
    }
    const refusal = refuseCall(bounds.signal)
    if (refusal !== undefined) reject(refusal)
    else enqueue({ slot, args, fuel: bounds.fuel, created }, bounds, () => undefined, reject)
    return created
  }

  function nameOfResource(slot: Slot | undefined): string {
    const { types } = options.plan.world
    return types[definitionOf(types, slot?.function.resource ?? 0)]?.name ?? ''
  }

  /** Also tells of a creation that has failed, when no call has. */
  function drop(handle: unknown): Promise<unknown> {
    if (!(handle instanceof RemoteResource)) return Promise.resolve()
    handle.dropping ??= promiseOf((resolve, reject) => {
      const settle = (): void => {
        const failure = handle.untoldFailure()
        failure === undefined ? resolve(undefined) : reject(failure)
      }
      if (state === 'closed') resolve(undefined)
      else if (state === 'poisoned') settle()
      else enqueue({ dropped: handle }, unbounded, settle, error => reject(options.locate(error, undefined)))
    })
    // The drop can only run after the call that waits for this host function.
    return isInsideHostFunction() ? Promise.resolve() : handle.dropping
  }

  const unbounded: Bounds = { deadlineMs: options.deadlineMs }
  const bindAll = (bounds: Bounds): readonly AnyFunction[] =>
    exports.map(({ function: { kind } }, slot) =>
      kind === 'constructor'
        ? (...args: unknown[]) => construct(slot, args, bounds)
        : (...args: unknown[]) => call(slot, args, bounds),
    )

  await new Promise<void>((resolve, reject) => {
    const { signal } = options
    const onAbort = (): void =>
      connection?.end(new PluginError('aborted', 'loading was aborted', { phase: 'load', cause: signal?.reason }))
    const settle = (error?: PluginError): void => {
      signal?.removeEventListener('abort', onAbort)
      error === undefined ? resolve() : reject(error)
    }
    open(settle, settle)
    signal?.addEventListener('abort', onAbort, { once: true })
  })

  return {
    functions: bindAll(unbounded),
    bounded({ deadlineMs = options.deadlineMs, fuel, signal }) {
      return bindAll({ deadlineMs, fuel, signal, aborting: signal && createAborting(signal, abort) })
    },
    drop,
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
        cancelPause?.()
        const error = new PluginError('closed', 'expected an open plugin, found one that was closed during the call')
        connection?.end(error)
        failWaiting(error)
      }
      await gone
    },
  }
}

const nothing = (): void => undefined

/** A promise whose failure does not end the host's process when nobody waits for it. */
function promiseOf(
  run: (resolve: (value: unknown) => void, reject: (error: PluginError) => void) => void,
): Promise<unknown> {
  let resolve: (value: unknown) => void = nothing
  let reject: (error: PluginError) => void = nothing
  const promise = new Promise((resolveIt, rejectIt) => {
    resolve = resolveIt
    reject = rejectIt
  })
  run(resolve, error => {
    // Only now: most calls end well, and this costs as much as the promise itself.
    promise.catch(nothing)
    reject(error)
  })
  return promise
}
