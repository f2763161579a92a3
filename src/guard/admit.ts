import { PluginError } from '../errors.ts'
import type { Feature } from '../wasm/features.ts'
import type { CoreModule } from '../wasm/module.ts'
import { engineHas, firstNode } from './support.ts'

/** What the guard refuses wherever the engine has it, with the reason. */
const refused: Partial<Record<Feature, string>> = {
  threads: 'shared memory and atomics, which would let a guest count time and wait',
  memory64: 'memories with 64-bit addresses, which nothing here lifts from',
  table64: 'tables with 64-bit indices, whose growth is not metered',
  gc: 'garbage-collected types, whose heap no limit can hold',
  'custom-page-sizes': 'memories with other pages than 64 KiB',
}

/** Names that begin so are the host's own. */
const reserved = 'hospes'

/** @throws PluginError `unsupported` for features and names that no guest may use */
export function assertAdmitted(module: CoreModule): void {
  for (const feature of module.features) {
    const reason = refused[feature]
    if (reason !== undefined) {
      throw new PluginError('unsupported', `expected a module without ${feature}, found ${reason}`)
    }
  }
  for (const { module: from, name } of module.imports) assertName('import', from, name)
  for (const { name } of module.exports) assertName('export', name)
}

function assertName(what: string, ...names: readonly string[]): void {
  for (const name of names) {
    if (!name.startsWith(reserved)) continue
    const message = `expected no ${what} whose name begins with "${reserved}", found ${JSON.stringify(name)}`
    throw new PluginError('unsupported', message)
  }
}

/**
 * Lets the engine validate the original, before anything is rewritten.
 * @throws PluginError `unsupported` naming what this engine lacks, `invalid` with what the engine says
 */
export function assertValid(module: CoreModule, bytes: Uint8Array<ArrayBuffer>): void {
  if (WebAssembly.validate(bytes)) return
  const lacking = module.features.find(feature => !engineHas(feature))
  if (lacking === undefined) throw invalid(bytes)
  const since = firstNode(lacking)
  const where = since === undefined ? 'as does every Node so far' : `which Node has from version ${since} on`
  const message = `expected a module that this engine can run, found one that needs ${lacking}, ${where}`
  throw new PluginError('unsupported', message)
}

function invalid(bytes: Uint8Array<ArrayBuffer>): PluginError {
  let cause: unknown
  try {
    new WebAssembly.Module(bytes)
  } catch (error) {
    cause = error
  }
  const reason = cause instanceof Error ? cause.message.replace(/^WebAssembly\.Module\(\): /, '') : 'no reason'
  return new PluginError('invalid', `expected a valid module, found one that the engine refuses: ${reason}`, { cause })
}
