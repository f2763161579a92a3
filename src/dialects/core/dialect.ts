import { parseInterfaceId } from '../../wit/names.ts'
import type { Dialect } from '../dialect.ts'
import type { ImportRole } from '../import-role.ts'
import { bind } from './bind.ts'
import { type CoreFacts, exportModulePrefix, rootModule } from './facts.ts'
import { recognize } from './recognize.ts'
import { runtimeImport } from './runtime.ts'
import { worldOf } from './world.ts'

/**
 * Core modules that speak the Canonical ABI without a component around them: what `wit-bindgen` emits for Rust, C, Go
 * and others before a component is made of it, and what can be written by hand.
 */
export const coreDialect: Dialect<CoreFacts> = {
  name: 'core',
  recognize,
  world: worldOf,
  importRole: (_facts, module, name): ImportRole => {
    if (module.startsWith(exportModulePrefix)) return 'runtime'
    const isContract = module === rootModule || parseInterfaceId(module) !== undefined
    return runtimeImport(module, name) ?? (isContract ? 'contract' : 'unknown')
  },
  fit: (facts, world, { names }) => [...bind(facts, world, names).issues],
}
