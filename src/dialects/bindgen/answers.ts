import type { Issue } from '../../errors.ts'
import { preview1Module } from '../../wasi/preview1.ts'
import { type Slot, slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import { type CoreImport, showSignature } from '../core-function.ts'
import type { ImportRole } from '../import-role.ts'
import { nameKey, showPath } from '../names.ts'
import { describeSignature, type Signature, signatureOf } from './bind.ts'
import { type Era, erasOf } from './era.ts'
import type { BindgenFacts } from './facts.ts'
import { fitsImport, type ImportType, importSignature } from './imports.ts'
import { findIntrinsic, type Intrinsic, shimName } from './intrinsics.ts'

/** Who answers an import, when it comes to instantiating. */
export type Answer =
  /** Puts the constants into the externref table. */
  | { readonly by: 'table' }
  | { readonly by: 'intrinsic'; readonly intrinsic: Intrinsic; readonly era: Era }
  /** The contract's import of this slot. */
  | { readonly by: 'host'; readonly slot: number; readonly type: ImportType; readonly era: Era }
  | { readonly by: 'wasi' }
  /** Nobody; it traps when it is called. */
  | { readonly by: 'stub' }
  | { readonly by: 'nobody'; readonly issue: Issue }

/** The contract's imports by the words of their own names. */
export type HostSlots = ReadonlyMap<string, readonly HostSlot[]>
interface HostSlot {
  readonly slot: number
  readonly path: readonly string[]
  readonly signature: Signature | Issue
}

export function hostSlots(world: World): HostSlots {
  const found = new Map<string, HostSlot[]>()
  for (const [slot, item] of slots(world.imports, world).entries()) {
    const key = nameKey(item.function.name)
    found.set(key, [...(found.get(key) ?? []), hostSlot(world, slot, item)])
  }
  return found
}

function hostSlot(world: World, slot: number, item: Slot): HostSlot {
  return { slot, path: item.path, signature: signatureOf(world, item) }
}

const initTable = '__wbindgen_init_externref_table'

export function answerImport(facts: BindgenFacts, hosts: HostSlots, imported: CoreImport): Answer {
  if (imported.name === initTable) return { by: 'table' }
  const eras = erasOf(facts)
  const intrinsic = findIntrinsic(imported)
  if (intrinsic !== undefined) {
    const era = eras.find(candidate => fitsImport(candidate, intrinsic, imported))
    return era === undefined ? { by: 'stub' } : { by: 'intrinsic', intrinsic, era }
  }
  const shim = shimName(imported.name)
  const candidates = hosts.get(nameKey(shim ?? imported.name)) ?? []
  const host = candidates.find(({ path }) => path[0] === imported.module) ?? candidates[0]
  if (host !== undefined) {
    const answer = answerByHost(eras, host, imported)
    // A shim of the same name may well be for another function, of the browser say.
    if (answer.by === 'host' || shim === undefined) return answer
  }
  if (imported.module === preview1Module) return { by: 'wasi' }
  return isShim(imported.name) ? { by: 'stub' } : { by: 'nobody', issue: unknownImport(imported) }
}

function answerByHost(eras: readonly Era[], { slot, path, signature }: HostSlot, imported: CoreImport): Answer {
  if ('code' in signature) return { by: 'nobody', issue: signature }
  const type = { params: signature.params.map(({ wire }) => wire), result: signature.result }
  const era = eras.find(candidate => fitsImport(candidate, type, imported))
  if (era !== undefined) return { by: 'host', slot, type, era }
  const expected = describeSignature(signature)
  const core = eras[0] === undefined ? '' : showSignature(importSignature(eras[0], type))
  const found = showSignature(imported)
  const message = `${showPath(path)}: expected ${expected}, in wasm-bindgen ${core}, found ${found} in the import ${quoted(imported)}`
  return { by: 'nobody', issue: { code: 'signature-mismatch', message, path, expected, found } }
}

function unknownImport(imported: CoreImport): Issue {
  const found = `${quoted(imported)} ${showSignature(imported)}`
  return {
    code: 'unknown-import',
    message: `expected imports that the contract names, found ${found}`,
    path: [imported.module, imported.name],
    found,
  }
}

function quoted({ module, name }: CoreImport): string {
  return `${JSON.stringify(module)} ${JSON.stringify(name)}`
}

/** Imports that the CLI answers by glue of its own; each may well be on a path that is never taken. */
function isShim(name: string): boolean {
  return /^__wb(?:g|indgen)_/.test(name)
}

/** Who would answer, as far as the module alone tells. */
export function importRole(imported: CoreImport): ImportRole {
  if (imported.name === initTable || findIntrinsic(imported) !== undefined) return 'runtime'
  if (imported.module === preview1Module) return 'wasi'
  return isShim(imported.name) ? 'stub' : 'contract'
}
