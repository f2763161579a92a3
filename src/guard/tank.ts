import type { CoreModule, Import, SubType } from '../wasm/module.ts'
import { indexSpaces } from '../wasm/spaces.ts'
import { shiftGlobals } from './shift.ts'

/** The global that a metered module takes its fuel from: one for all modules of a plugin, which none of them exports. */
const tankImport: Import = {
  module: 'hospes',
  name: 'fuel',
  item: { kind: 'global', type: 'i64', mutable: true },
}

/** A module that imports the tank behind all its other imports, and has `types` behind its own. */
export function withTank(module: CoreModule, types: readonly SubType[]): CoreModule {
  const shifted = shiftGlobals(module, indexSpaces(module).imported.global)
  return {
    ...shifted,
    imports: [...module.imports, tankImport],
    ...(types.length > 0 && {
      types: [...module.types, ...types],
      recursionGroups: [...module.recursionGroups, ...types.map(() => 1)],
    }),
  }
}
