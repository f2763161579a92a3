import type { PluginError } from '../errors.ts'
import type { RemoteResource } from './resources/remote-resource.ts'

/** A call on its way to the guest's thread, until it is settled one way or the other. */
export interface QueuedCall {
  readonly id: number
  readonly work: Work
  /** Milliseconds from its beginning; `undefined`: as long as it takes. */
  readonly deadlineMs: number | undefined
  resolve(value: unknown): void
  reject(error: PluginError): void
}

export type Work =
  | {
      readonly slot: number
      readonly args: readonly unknown[]
      readonly fuel: number | undefined
      /** What a constructor makes: the caller has it already. */
      readonly created: RemoteResource | undefined
    }
  | { readonly dropped: RemoteResource }
