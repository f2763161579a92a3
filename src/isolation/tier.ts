import type { AnyFunction } from '../contract/any-function.ts'
import type { PluginError } from '../errors.ts'

/** A plugin behind its boundary, whichever that is. Lives as long as the plugin; its instances come and go. */
export interface Tier {
  /**
   * The world's function exports in the order of `slots(world.exports)`. They stay valid when an instance is
   * replaced, and throw nothing but `PluginError`. Behind a boundary they return promises, constructors excepted:
   * they give a handle at once, and their failure is that of the first call that uses it.
   */
  readonly functions: readonly AnyFunction[]
  /**
   * The same functions for calls under other bounds.
   * @throws PluginError `unsupported` for a bound that this tier cannot enforce
   */
  bounded(bounds: CallBounds): readonly AnyFunction[]
  /**
   * Gives up a handle of a resource that the guest defines: its destructor runs. One that is gone, or whose instance
   * is, is nobody's any more. Behind a boundary it returns a promise.
   */
  drop(handle: unknown): unknown
  readonly state: TierState
  /** How many instances have been replaced so far. */
  readonly restarts: number
  readonly usage: Usage
  /** Idempotent. */
  close(): Promise<void>
}

/** Bounds of single calls. */
export interface CallBounds {
  /** Aborted before a call begins, it is not begun; where the guest can be ended during a call, it is. */
  readonly signal?: AbortSignal | undefined
  readonly deadlineMs?: number | undefined
  readonly fuel?: number | undefined
}

export type TierState = 'ready' | 'poisoned' | 'closed'

/** What the last call cost. */
export interface Usage {
  /** Units; `undefined` where the code is not metered. */
  readonly fuel: number | undefined
  /** Size of the guest's memory after it. */
  readonly memoryBytes: number
}

/** How a tier behaves when an instance is lost. */
export interface RestartPolicy {
  /** Instances that may be lost in a row, with no good call between. */
  readonly restarts: number
  readonly onRestart: (cause: PluginError) => void
}
