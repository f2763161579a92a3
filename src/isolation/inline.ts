import { PluginError } from '../errors.ts'
import { GuestResource } from '../memory/resource.ts'
import type { PluginInstance } from '../plan/instantiate.ts'
import { classify, type Failure, tellRestart } from './failure.ts'
import type { CallBounds, RestartPolicy, Tier, TierFunction, TierState, Usage } from './tier.ts'

export interface InlineOptions extends RestartPolicy {
  /** Makes an instance. @throws PluginError of phase `link` */
  readonly instantiate: () => PluginInstance
  /** Units a call may burn; Infinity: as many as it likes. */
  readonly fuel: number
  /** An instance is not used any more. */
  readonly onLost?: () => void
  /** Runs at the good end of each call, and may still make it fail. */
  readonly finish?: () => void
  /** Parameters of each exported function, by slot. */
  readonly arities: readonly number[]
  /** Says plugin and function in an error: by slot, or where a resource is dropped. */
  readonly locate: (error: PluginError, slot: number | undefined) => PluginError
}

/**
 * The tier without a boundary of its own: the guest runs in the caller's thread, calls are synchronous.
 * The first instance is made at once, so that what fails, fails while loading.
 */
export function openInline(options: InlineOptions): Tier {
  let instance: PluginInstance | undefined = options.instantiate()
  let state: TierState = 'ready'
  let restarts = 0
  /** Instances lost since the last good call. */
  let lost = 0
  let lastLoss: PluginError | undefined
  let busy = false
  let memoryBytes = 0
  /** What the last call was given. */
  let fuelGiven = 0
  let fuelBurnt: number | undefined

  /** The way into a call when something is unusual: no instance, a call going on, a plugin that has ended. */
  function enter(): PluginInstance {
    if (state === 'closed') throw new PluginError('closed', 'expected an open plugin, found a closed one')
    if (state === 'poisoned')
      throw new PluginError(
        'poisoned',
        `expected a working plugin, found one that lost ${lost} instances in a row`,
        lastLoss === undefined ? {} : { cause: lastLoss },
      )
    if (busy)
      throw new PluginError('reentrant', 'the plugin is inside another call: it cannot be called from its own import')
    if (instance !== undefined) return instance
    busy = true
    try {
      instance = options.instantiate()
    } catch (error) {
      if (error instanceof PluginError) lose({ error, instance: 'lost' })
      throw error
    } finally {
      busy = false
    }
    restarts += 1
    if (lastLoss !== undefined) tellRestart(options.onRestart, lastLoss)
    return instance
  }

  /** What the last call burnt, as far as the running instance knows. */
  function burnt(): number | undefined {
    const tank = instance?.guest.tank
    return tank === undefined || fuelGiven === Number.POSITIVE_INFINITY ? fuelBurnt : fuelGiven - tank.left()
  }

  function boundedFuel(fuel: number | undefined): number {
    if (fuel === undefined) return options.fuel
    if (options.fuel === Number.POSITIVE_INFINITY)
      throw new PluginError(
        'unsupported',
        'fuel: expected a plugin that was loaded with limits.fuel, found "unlimited"',
      )
    return fuel
  }

  function lose(failure: Failure): void {
    memoryBytes = instance?.memoryBytes() ?? memoryBytes
    fuelBurnt = burnt()
    instance = undefined
    options.onLost?.()
    lastLoss = failure.error
    if (failure.instance === 'stopped') return
    lost += 1
    if (lost > options.restarts && state === 'ready') state = 'poisoned'
  }

  function fail(thrown: unknown, running: PluginInstance, slot: number | undefined): PluginError {
    const failure = classify(thrown, running.guest, running.recover)
    if (failure.instance !== 'kept') lose(failure)
    return options.locate(failure.error, slot)
  }

  /** The way into an exported function. */
  function bind(slot: number, arity: number, fuel: number): TierFunction {
    function begin(): PluginInstance {
      if (waiting.length > 0 && !busy) destroyWaiting()
      let running = instance
      if (running === undefined || busy || state !== 'ready')
        try {
          running = enter()
        } catch (error) {
          throw error instanceof PluginError ? options.locate(error, slot) : error
        }
      busy = true
      running.guest.budget.reset()
      running.guest.tank?.refuel(fuel)
      fuelGiven = fuel
      return running
    }
    const target = (running: PluginInstance): TierFunction => running.functions[slot] as TierFunction
    function end(result: unknown): unknown {
      options.finish?.()
      lost = 0
      return result
    }
    // A surplus parameter costs a fifth of a small call, a rest parameter more than the whole of it.
    switch (arity) {
      case 0:
        return () => {
          const running = begin()
          try {
            return end(target(running)())
          } catch (thrown) {
            throw fail(thrown, running, slot)
          } finally {
            busy = false
          }
        }
      case 1:
        return (a: unknown) => {
          const running = begin()
          try {
            return end(target(running)(a))
          } catch (thrown) {
            throw fail(thrown, running, slot)
          } finally {
            busy = false
          }
        }
      case 2:
        return (a: unknown, b: unknown) => {
          const running = begin()
          try {
            return end(target(running)(a, b))
          } catch (thrown) {
            throw fail(thrown, running, slot)
          } finally {
            busy = false
          }
        }
      default:
        return (...args: unknown[]) => {
          const running = begin()
          try {
            return end(target(running)(...args))
          } catch (thrown) {
            throw fail(thrown, running, slot)
          } finally {
            busy = false
          }
        }
    }
  }

  /** Given up while the guest was inside a call, where no destructor can run. */
  const waiting: GuestResource[] = []

  function drop(handle: unknown): void {
    if (!(handle instanceof GuestResource) || handle.state !== 'owned') return
    handle.state = 'gone'
    waiting.push(handle)
    if (!busy) destroyWaiting()
  }

  function destroyWaiting(): void {
    for (const resource of waiting.splice(0)) {
      const running = instance
      if (running === undefined || resource.type.guest !== running.guest) continue
      busy = true
      running.guest.budget.reset()
      running.guest.tank?.refuel(options.fuel)
      try {
        resource.type.destroy(resource.representation, undefined)
      } catch (thrown) {
        throw fail(thrown, running, undefined)
      } finally {
        busy = false
      }
    }
  }

  const bindAll = (fuel: number): TierFunction[] => options.arities.map((arity, slot) => bind(slot, arity, fuel))
  const functions = bindAll(options.fuel)
  return {
    functions,
    drop,
    bounded: bounds => boundedInline(bounds, bindAll(boundedFuel(bounds.fuel)), options.locate),
    get state() {
      return state
    },
    get restarts() {
      return restarts
    },
    get usage(): Usage {
      return { fuel: burnt(), memoryBytes: instance?.memoryBytes() ?? memoryBytes }
    },
    async close() {
      memoryBytes = instance?.memoryBytes() ?? memoryBytes
      fuelBurnt = burnt()
      state = 'closed'
      instance = undefined
    },
  }
}

function boundedInline(
  { signal, deadlineMs }: CallBounds,
  functions: readonly TierFunction[],
  locate: InlineOptions['locate'],
): readonly TierFunction[] {
  if (deadlineMs !== undefined)
    throw new PluginError('unsupported', 'deadlineMs: nothing can enforce it in the tier "inline"; fuel does likewise')
  if (signal === undefined) return functions
  return functions.map((call, slot) => (...args: unknown[]) => {
    if (!signal.aborted) return call(...args)
    throw locate(new PluginError('aborted', 'the call was aborted before it began', { cause: signal.reason }), slot)
  })
}
