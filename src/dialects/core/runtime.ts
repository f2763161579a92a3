import { preview1Module, preview1Names } from '../../wasi/preview1-names.ts'
import type { CoreFunction } from '../dialect.ts'
import type { ImportRole } from '../import-role.ts'

/**
 * An import that is none of the contract: of WASI, or of a language runtime that calls it only to tell something.
 * `undefined` when nobody gives it.
 */
export function runtimeImport(module: string, name: string): ImportRole | undefined {
  if (module === preview1Module) return preview1Names.has(name) ? 'wasi' : undefined
  return findFunction(runtimeFunctions, module, name) === undefined ? undefined : 'runtime'
}

/** By module, then by name. */
type Functions = Readonly<Record<string, Readonly<Record<string, CoreFunction>>>>

export const runtimeFunctions: Functions = {
  // Emscripten tells of a growth that we see by ourselves.
  env: { emscripten_notify_memory_growth: () => {} },
}

/** The names come from a guest: what every object inherits is not among the functions. */
export function findFunction(functions: Functions, module: string, name: string): CoreFunction | undefined {
  const members = Object.hasOwn(functions, module) ? functions[module] : undefined
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined
}
