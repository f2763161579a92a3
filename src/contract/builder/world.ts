import { messageOf, PluginError } from '../../errors.ts'
import { parseWit } from '../../wit/parse.ts'
import { type Contract, contractOf } from '../contract.ts'
import type { ContractOfSpec } from './contract-of.ts'
import type { WorldSpec } from './nodes.ts'
import { spellWorld } from './text.ts'

/**
 * A contract made of values: what `contract` makes of the text that they spell. Its id is `ns:package/world`, with a
 * version of the package or without.
 * @throws PluginError `invalid-option`, and WitError for what WIT does not allow
 */
export function world<const W extends WorldSpec>(id: string, spec: W): ContractOfSpec<W>
export function world(id: string, spec: WorldSpec): Contract {
  return contractOf(parseWit(spell(id, spec)))
}

function spell(id: string, spec: WorldSpec): string {
  try {
    return spellWorld(id, spec)
  } catch (cause) {
    if (cause instanceof PluginError) throw cause
    const text = messageOf(cause)
    const message = `the world is not made of what t makes: ${text}`
    throw new PluginError('invalid-option', message, { phase: 'contract', cause })
  }
}
