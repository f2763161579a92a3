import type { Contract } from '../contract/contract.ts'
import type { Exports, Isolation } from '../contract/exports.ts'
import type { DialectInfo } from '../dialects/dialect-info.ts'
import type { Inspection } from '../inspect/inspection.ts'
import type { CallBounds, TierState, Usage } from '../isolation/tier.ts'

/** A loaded plugin: its exports as the contract types them, until `close`. */
export interface Plugin<C = Contract, I extends Isolation = 'inline'> extends Disposable, AsyncDisposable {
  /** File stem, or the given name. */
  readonly name: string
  /** SHA-256 of the file, hex. */
  readonly digest: string
  readonly dialect: DialectInfo
  /** Functions by camelCase name, interfaces by theirs. Functions taken from it stay valid when an instance is replaced. */
  readonly exports: Exports<C, I>
  /** What the bytes say of themselves; made when first asked for. */
  readonly inspection: Inspection
  readonly state: TierState
  /** Instances replaced so far. */
  readonly restarts: number
  /** What the last call cost. */
  readonly usage: Usage
  /** The same exports under other bounds, for the calls made through them. */
  with(bounds: CallBounds): Exports<C, I>
  /** Ends the plugin; later calls are `closed`. Idempotent. */
  close(): Promise<void>
}
