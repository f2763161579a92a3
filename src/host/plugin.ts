import type { Contract } from '../contract/contract.ts'
import type { Exports, Isolation } from '../contract/exports.ts'
import type { Keys } from '../contract/keys.ts'
import type { Resources } from '../contract/resources.ts'
import { placeExports } from '../contract/shape.ts'
import type { DialectInfo } from '../dialects/dialect.ts'
import { invalidOption, PluginError } from '../errors.ts'
import type { Inspection } from '../inspect/inspection.ts'
import type { CallBounds, Tier, TierFunction, TierState, Usage } from '../isolation/tier.ts'
import type { World } from '../wit/world.ts'
import { parseSignal } from './options.ts'

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

/** What a plugin is made of. */
export interface PluginParts {
  readonly name: string
  readonly digest: () => string
  readonly dialect: DialectInfo
  readonly world: World
  /** By which JavaScript knows its items. */
  readonly keys: Keys
  /** Makes classes of its resources. */
  readonly resources: () => Resources
  readonly tier: Tier
  readonly inspect: () => Inspection
}

export function createPlugin<C, I extends Isolation>(parts: PluginParts): Plugin<C, I> {
  const { name, dialect, world, keys, tier } = parts
  const place = (functions: readonly TierFunction[], resources: Resources): Exports<C, I> =>
    placeExports(world, functions, resources, keys) as Exports<C, I>
  const exports = place(tier.functions, parts.resources())

  return {
    name,
    get digest() {
      return parts.digest()
    },
    dialect,
    exports,
    get inspection() {
      return parts.inspect()
    },
    get state() {
      return tier.state
    },
    get restarts() {
      return tier.restarts
    },
    get usage() {
      return tier.usage
    },
    with: bounds => place(tier.bounded(parseBounds(bounds)), parts.resources()),
    close: () => tier.close(),
    [Symbol.dispose]: () => void tier.close(),
    [Symbol.asyncDispose]: () => tier.close(),
  }
}

const boundNames = ['signal', 'deadlineMs', 'fuel']

/** @throws PluginError `invalid-option` */
function parseBounds(bounds: CallBounds): CallBounds {
  for (const [name, value] of Object.entries(bounds)) {
    if (!boundNames.includes(name))
      throw new PluginError('invalid-option', `${name} is not a bound; expected one of ${boundNames.join(', ')}`)
    if (name !== 'signal' && value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
      throw invalidOption(name, 'a whole number from 0 up', value)
  }
  return { ...bounds, signal: parseSignal(bounds.signal) }
}
