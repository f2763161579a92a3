import type { CoreModule, FunctionType } from '../wasm/module.ts'
import { functionType, functionTypeAt, signatureOf, typeText } from '../wasm/spaces.ts'

/** A core value type as the text format writes it: `i32`, `externref`. */
export type CoreType = string

export interface CoreSignature {
  readonly params: readonly CoreType[]
  readonly results: readonly CoreType[]
}

export interface CoreExport extends CoreSignature {
  /** Under which it is exported. */
  readonly name: string
}

export interface CoreImport extends CoreSignature {
  readonly module: string
  readonly name: string
}

/** `(i32, i32) -> i32`. */
export function showSignature({ params, results }: CoreSignature): string {
  return signatureOf(params, results)
}

/** The functions that a module imports, in order. */
export function importedFunctions(module: CoreModule): CoreImport[] {
  return module.imports.flatMap(({ module: from, name, item }) => {
    const type = item.kind === 'func' ? functionTypeAt(module, item.type) : undefined
    return type === undefined ? [] : [{ module: from, name, ...coreSignature(type) }]
  })
}

/** The functions that a module exports, in order. */
export function exportedFunctions(module: CoreModule): CoreExport[] {
  return module.exports.flatMap(({ name, kind, index }) => {
    const type = kind === 'func' ? functionType(module, index) : undefined
    return type === undefined ? [] : [{ name, ...coreSignature(type) }]
  })
}

function coreSignature({ params, results }: FunctionType): CoreSignature {
  return { params: params.map(typeText), results: results.map(typeText) }
}
