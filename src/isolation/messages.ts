import type { Plan } from '../plan/plan.ts'
import type { WasiGrants } from '../wasi/grants.ts'
import type { WireError } from './error-wire.ts'
import type { PackedCalls, PackedResults } from './packed.ts'
import type { TierState, Usage } from './tier.ts'

/**
 * What the two sides of a boundary say to each other. Types only: both sides import them. Among the values of calls,
 * resources are numbers, which mean something in this thread or process and no other.
 */

/** From the host to the guest's thread. */
export type ToGuest = Start | PackedCalls

export interface Start {
  readonly plan: Plan
  readonly wasi: WasiGrants
  /** Which output the host wants to have; the rest is dropped there. */
  readonly wanted: Readonly<Record<Output, boolean>>
  readonly restarts: number
}

/** Calls are run in the order in which they were sent. */
export type Call =
  | {
      readonly id: number
      /** Of the world's exports. A resource that a constructor makes has the number `-id`. */
      readonly slot: number
      readonly args: readonly unknown[]
      /** Units, where the call has its own. */
      readonly fuel: number | undefined
    }
  /** Gives up a resource of the guest. */
  | { readonly id: number; readonly drop: number }

/** From the guest's thread to the host. */
export type FromGuest =
  | { readonly type: 'started'; readonly status: Status }
  | { readonly type: 'not-started'; readonly error: WireError }
  | PackedResults
  | { readonly type: 'restarted'; readonly cause: WireError }
  /** The guest goes on, and hears of a failure at its next request. */
  | { readonly type: 'told'; readonly told: Told }
  /** The guest's thread stands still until it has the answer, which comes by a way of its own. */
  | { readonly type: 'request'; readonly request: HostRequest }

/** In the order of the calls. */
export type CallResult =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: WireError }

/** How the plugin stands after a message. */
export interface Status {
  readonly state: TierState
  readonly restarts: number
  readonly usage: Usage
}

/** Standard output and error as chunks, or line by line for the log. */
export type Output = 'stdout' | 'stderr' | 'info' | 'error'

export type Told =
  /** A call of an import that gives nothing back. */
  | ImportCall
  | { readonly kind: 'output'; readonly output: Output; readonly chunk: Uint8Array }
  /** The guest has dropped an object of the host's. */
  | { readonly kind: 'dropped'; readonly object: number }
  /** The instance is gone, and with it all that it had of the host's. */
  | { readonly kind: 'lost' }

export type HostRequest =
  | ImportCall
  | { readonly kind: 'clock' }
  /** Answered when all that was told before is done. */
  | { readonly kind: 'settle' }

interface ImportCall {
  readonly kind: 'import'
  readonly slot: number
  readonly args: readonly unknown[]
}

export type HostAnswer = { readonly value: unknown } | { readonly error: WireError }
