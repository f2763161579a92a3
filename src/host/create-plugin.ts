import type { AnyFunction } from '../contract/any-function.ts'
import type { Exports, Isolation } from '../contract/exports.ts'
import type { Keys } from '../contract/keys.ts'
import type { Resources } from '../contract/resources.ts'
import { placeExports } from '../contract/shape.ts'
import type { DialectInfo } from '../dialects/dialect-info.ts'
import { PluginError, wholeNumber } from '../errors.ts'
import type { Inspection } from '../inspect/inspection.ts'
import type { CallBounds, Tier } from '../isolation/tier.ts'
import type { World } from '../wit/world.ts'
import { parseSignal } from './options.ts'
import type { Plugin } from './plugin.ts'

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
  const place = (functions: readonly AnyFunction[], resources: Resources): Exports<C, I> =>
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
    if (name !== 'signal' && value !== undefined) wholeNumber(name, value)
  }
  return { ...bounds, signal: parseSignal(bounds.signal) }
}
