import { HOT } from '../canonical/generate.ts'
import type { AnyFunction } from '../contract/any-function.ts'
import { PluginError } from '../errors.ts'
import { GuestResource } from '../memory/resource.ts'
import type { PluginInstance } from '../plan/instantiate.ts'
import { classify, type Failure, tellRestart } from './failure.ts'
import { type Gate, inside, mostParameters, shut, writeEntry } from './gate.ts'
import type { CallBounds, RestartPolicy, Tier, TierState, Usage } from './tier.ts'

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
  /** Of the instance: they are counted. */
  let number = 1
  let state: TierState = 'ready'
  let restarts = 0
  let lastLoss: PluginError | undefined
  let memoryBytes = 0
  let fuelBurnt: number | undefined
  // What starting has left: before the first call nothing is burnt.
  const gate: Gate = { entry: number, after: number, fuelGiven: instance.guest.tank?.left() ?? 0, lost: 0 }
  /** Gives up the code that functions have for the instance. */
  const forgets: (() => void)[] = []

  /** The way into a call when something is unusual: no instance, a call going on, a plugin that has ended. */
  function enter(): PluginInstance {
    if (state === 'closed') throw new PluginError('closed', 'expected an open plugin, found a closed one')
    if (state === 'poisoned')
      throw new PluginError(
        'poisoned',
        `expected a working plugin, found one that lost ${gate.lost} instances in a row`,
        lastLoss === undefined ? {} : { cause: lastLoss },
      )
    if (gate.entry === inside)
      throw new PluginError('reentrant', 'the plugin is inside another call: it cannot be called from its own import')
    if (instance !== undefined) return instance
    gate.entry = inside
    try {
      instance = options.instantiate()
    } catch (error) {
      if (error instanceof PluginError) lose({ error, instance: 'lost' })
      throw error
    } finally {
      gate.entry = shut
    }
    number += 1
    restarts += 1
    if (lastLoss !== undefined) tellRestart(options.onRestart, lastLoss)
    return instance
  }

  /** What the last call burnt, as far as the running instance knows. */
  function burnt(): number | undefined {
    const tank = instance?.guest.tank
    return tank === undefined || gate.fuelGiven === Number.POSITIVE_INFINITY ? fuelBurnt : gate.fuelGiven - tank.left()
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
    release()
    options.onLost?.()
    lastLoss = failure.error
    if (failure.instance === 'stopped') return
    gate.lost += 1
    if (gate.lost > options.restarts && state === 'ready') state = 'poisoned'
  }

  /** Nothing keeps the instance any more. */
  function release(): void {
    instance = undefined
    gate.after = shut
    for (const forget of forgets.splice(0)) forget()
  }

  function fail(thrown: unknown, running: PluginInstance, slot: number | undefined): PluginError {
    const failure = classify(thrown, running.guest, running.recover)
    if (failure.instance !== 'kept') lose(failure)
    return options.locate(failure.error, slot)
  }

  /** Into a call when something is to be seen to first. */
  function enterAt(slot: number): PluginInstance {
    if (waiting.length > 0 && gate.entry !== inside) destroyWaiting()
    let running: PluginInstance
    try {
      running = enter()
    } catch (error) {
      throw error instanceof PluginError ? options.locate(error, slot) : error
    }
    gate.after = waiting.length > 0 ? shut : number
    return running
  }

  /** The way into an exported function. */
  function bind(slot: number, arity: number, fuel: number): AnyFunction {
    function begin(): PluginInstance {
      const running = gate.entry === number && instance !== undefined ? instance : enterAt(slot)
      gate.entry = inside
      running.guest.budget.reset()
      running.guest.tank?.refuel(fuel)
      gate.fuelGiven = fuel
      return running
    }
    const target = (running: PluginInstance): AnyFunction => running.functions[slot] as AnyFunction
    function end(result: unknown): unknown {
      options.finish?.()
      gate.lost = 0
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
            gate.entry = gate.after
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
            gate.entry = gate.after
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
            gate.entry = gate.after
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
            gate.entry = gate.after
          }
        }
    }
  }

  /** The function, with code of its own for the instance once it is hot. */
  function ownWhenHot(plain: AnyFunction, slot: number, arity: number): AnyFunction {
    if (arity > mostParameters) return plain
    let calls = 0
    const counting: AnyFunction = (...args) => {
      calls += 1
      if (calls > HOT && gate.entry === number && instance !== undefined) {
        const { fuel, finish } = options
        const parts = { gate, number, running: instance, slot, arity, fuel, finish, otherwise: plain, fail }
        call = writeEntry(parts) ?? plain
        forgets.push(forget)
      }
      return plain(...args)
    }
    const forget = (): void => {
      calls = 0
      call = counting
    }
    let call = counting
    switch (arity) {
      case 0:
        return () => call()
      case 1:
        return (a: unknown) => call(a)
      case 2:
        return (a: unknown, b: unknown) => call(a, b)
      default:
        return (a: unknown, b: unknown, c: unknown, d: unknown) => call(a, b, c, d)
    }
  }

  /** Given up while the guest was inside a call, where no destructor can run. */
  const waiting: GuestResource[] = []

  function drop(handle: unknown): void {
    if (!(handle instanceof GuestResource) || handle.state !== 'owned') return
    handle.state = 'gone'
    waiting.push(handle)
    if (gate.entry === inside) gate.after = shut
    else destroyWaiting()
  }

  function destroyWaiting(): void {
    for (const resource of waiting.splice(0)) {
      const running = instance
      if (running === undefined || resource.type.guest !== running.guest) continue
      gate.entry = inside
      try {
        running.guest.budget.reset()
        running.guest.tank?.refuel(options.fuel)
        gate.fuelGiven = options.fuel
        resource.type.destroy(resource.representation, undefined)
      } catch (thrown) {
        throw fail(thrown, running, undefined)
      } finally {
        gate.entry = shut
      }
    }
    gate.after = instance === undefined || waiting.length > 0 ? shut : number
    gate.entry = gate.after
  }

  const bindAll = (fuel: number): AnyFunction[] => options.arities.map((arity, slot) => bind(slot, arity, fuel))
  const functions = bindAll(options.fuel).map((plain, slot) => ownWhenHot(plain, slot, options.arities[slot] ?? 0))
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
      release()
      if (gate.entry !== inside) gate.entry = shut
    },
  }
}

function boundedInline(
  { signal, deadlineMs }: CallBounds,
  functions: readonly AnyFunction[],
  locate: InlineOptions['locate'],
): readonly AnyFunction[] {
  if (deadlineMs !== undefined)
    throw new PluginError('unsupported', 'deadlineMs: nothing can enforce it in the tier "inline"; fuel does likewise')
  if (signal === undefined) return functions
  return functions.map((call, slot) => (...args: unknown[]) => {
    if (!signal.aborted) return call(...args)
    throw locate(new PluginError('aborted', 'the call was aborted before it began', { cause: signal.reason }), slot)
  })
}
