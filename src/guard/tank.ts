import type { CoreModule, Export, Import, SubType } from '../wasm/module.ts'
import { indexSpaces } from '../wasm/spaces.ts'
import type { Writer } from '../wasm/writer.ts'
import { shiftGlobals } from './shift.ts'

/** The global that the metered modules of a plugin take their fuel from: one for all, which none of them exports. */
const tankImport: Import = {
  module: 'hospes',
  name: 'fuel',
  item: { kind: 'global', type: 'i64', mutable: true },
}

/** A module that imports the tank behind all its other imports, and has `types` behind its own. */
export function withSharedTank(module: CoreModule, types: readonly SubType[]): CoreModule {
  const shifted = shiftGlobals(module, indexSpaces(module).imported.global)
  return { ...withTypes(shifted, types), imports: [...module.imports, tankImport] }
}

/** The exports, ours alone, of a module that brings its tank along. */
export const refuelExport = 'hospes:refuel'
export const leftExport = 'hospes:left'
/** What was the module's start function: nothing is left in the tank before somebody has filled it. */
export const startExport = 'hospes:start'

/** How many functions `withOwnTank` adds; `writeTankFunctions` writes their code. */
export const tankFunctions = 2

/**
 * A module that has the tank behind all its globals, which engines reach by a load less than an imported one, with the
 * functions that JavaScript uses it by behind its own, and `types` behind its types.
 */
export function withOwnTank(module: CoreModule, types: readonly SubType[]): CoreModule {
  const { functions: functionSpace } = indexSpaces(module)
  const firstType = module.types.length + types.length
  const exported = (name: string, index: number): Export => ({ name, kind: 'func', index })
  return {
    ...withTypes(module, [...types, functionType(['f64'], []), functionType([], ['f64'])]),
    functions: [...module.functions, firstType, firstType + 1],
    globals: [...module.globals, { type: 'i64', mutable: true, init: zero }],
    exports: [
      ...module.exports,
      exported(refuelExport, functionSpace.length),
      exported(leftExport, functionSpace.length + 1),
      ...(module.start === undefined ? [] : [exported(startExport, module.start)]),
    ],
    start: undefined,
  }
}

/** The bodies of the functions that fill the tank at global `tank` and tell what is left in it. */
export function writeTankFunctions(writer: Writer, tank: number): void {
  writer.sized(() => {
    writer.u8(0) // no locals
    writer.u8(0x20) // local.get 0
    writer.u8(0)
    writer.u8(0xfc) // i64.trunc_sat_f64_s
    writer.u8(6)
    writer.u8(0x24) // global.set
    writer.u32(tank)
    writer.u8(0x0b) // end
  })
  writer.sized(() => {
    writer.u8(0)
    writer.u8(0x23) // global.get
    writer.u32(tank)
    writer.u8(0xb9) // f64.convert_i64_s
    writer.u8(0x0b) // end
  })
}

/** i64.const 0; end */
const zero = { bytes: Uint8Array.of(0x42, 0x00, 0x0b), offset: 0 }

function functionType(params: readonly 'f64'[], results: readonly 'f64'[]): SubType {
  return { final: true, supertypes: [], composite: { kind: 'func', params, results } }
}

function withTypes(module: CoreModule, types: readonly SubType[]): CoreModule {
  if (types.length === 0) return module
  return {
    ...module,
    types: [...module.types, ...types],
    recursionGroups: [...module.recursionGroups, ...types.map(() => 1)],
  }
}
