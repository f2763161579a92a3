import type { DialectInfo } from '../dialects/dialect-info.ts'
import type { Limits } from '../limits.ts'
import type { World } from '../wit/world.ts'

/** Goes up whenever a plan of an older hospes could mean something else. */
export const planVersion = 1

/**
 * Everything that is known before anything runs: plain data (numbers, strings, arrays, bytes), made from bytes and
 * a contract by `makePlan`, read by `instantiator` in whatever thread the plugin lives in. What belongs to a running
 * instance is not in it.
 */
export interface Plan {
  readonly version: typeof planVersion
  readonly dialect: DialectInfo
  /** What the dialect read off the bytes; only that dialect looks inside. */
  readonly facts: unknown
  readonly world: World
  /** Contract name to export name, as the caller settled it. */
  readonly names: Readonly<Record<string, string>>
  /** Core modules as the guard leaves them: what the engine gets. */
  readonly modules: readonly Uint8Array<ArrayBuffer>[]
  /** The modules burn fuel from a tank. */
  readonly metered: boolean
  /** The tank is within the only module; else they import it. */
  readonly ownTank: boolean
  readonly limits: Limits
}
