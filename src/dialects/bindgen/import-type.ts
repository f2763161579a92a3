import { type CoreImport, type CoreSignature, type CoreType, showSignature } from '../core-function.ts'
import type { Era } from './era.ts'
import { flattenParam } from './flatten.ts'
import type { Wire } from './wire.ts'

/** A function that guests import, by the types of its parts. */
export interface ImportType {
  readonly params: readonly Wire[]
  readonly result: Wire | null
  /** Parameters that belong to the host once they are passed; without a module's word for it, all are only lent. */
  readonly given?: readonly boolean[]
}

/** The core signature of such an import. Its result is one core value, or lies where the first parameter says. */
export function importSignature(era: Era, { params, result }: ImportType): CoreSignature {
  const words = resultWords(era, result)
  const flat = params.flatMap(wire => flattenParam(era, wire))
  return words.length > 1 ? { params: ['i32', ...flat], results: [] } : { params: flat, results: words }
}

/** Whether the import can be answered by a function of this type. */
export function fitsImport(era: Era, type: ImportType, imported: CoreImport): boolean {
  return showSignature(importSignature(era, type)) === showSignature(imported)
}

/** Core types of the result, wherever it lies. */
export function resultWords(era: Era, result: Wire | null): readonly CoreType[] {
  const wire = result?.kind === 'result' ? result.ok : result
  return wire === null ? [] : flattenParam(era, wire)
}
