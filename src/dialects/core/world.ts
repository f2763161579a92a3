import { PluginError } from '../../errors.ts'
import { worldOfModule } from '../../wit/binary/decode.ts'
import type { World } from '../../wit/world.ts'
import type { CoreFacts } from './facts.ts'

/**
 * The world that the module was built for, where its bindings generator wrote it down.
 * @throws PluginError `malformed`, `invalid`, `unsupported`, `limit-exceeded`
 */
export function worldOf({ worldSections }: CoreFacts): World | undefined {
  const found = worldOfModule(worldSections)
  if (found === undefined || found.stringEncoding === 'utf8') return found?.world
  throw new PluginError(
    'unsupported',
    `expected strings in UTF-8, found a module that has them in ${found.stringEncoding}`,
  )
}
