import type { Issue } from '../../errors.ts'
import { preview1Module } from '../../wasi/preview1-names.ts'
import { type Slot, slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import { type CoreImport, showSignature } from '../core-function.ts'
import type { ImportRole } from '../import-role.ts'
import { nameKey, showPath } from '../names.ts'
import { describeSignature, type Signature, signatureOf } from './bind.ts'
import type { DescribedImport, Description } from './described/describe.ts'
import { type Descriptor, describeImport } from './described/descriptor.ts'
import { exactResult, exactWire } from './described/exact.ts'
import { showFunction } from './described/show.ts'
import { type Era, erasOf } from './era.ts'
import type { BindgenFacts } from './facts.ts'
import { fitsImport, type ImportType, importSignature } from './import-type.ts'
import { findIntrinsic, type Intrinsic, shimName } from './intrinsics.ts'
import type { Wire } from './wire.ts'

/** Who answers an import, when it comes to instantiating. */
export type Answer =
  /** Puts the constants into the externref table. */
  | { readonly by: 'table' }
  | { readonly by: 'intrinsic'; readonly intrinsic: Intrinsic; readonly era: Era }
  /** The contract's import of this slot. */
  | { readonly by: 'host'; readonly slot: number; readonly type: ImportType; readonly era: Era }
  | { readonly by: 'wasi' }
  /** Takes a word of a description, which a cast begins with. */
  | { readonly by: 'describe' }
  /** Turns a value into another of the types just described. */
  | { readonly by: 'cast' }
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

/** Has the functions that the CLI puts in place of a heap; a module from cargo imports them and has a heap. */
const unusedModule = '__wbindgen_externref_xform__'
const initTable = '__wbindgen_init_externref_table'
const castImports: readonly string[] = ['__wbindgen_describe_cast', '__wbindgen_describe_generic_import']

export function answerImport(facts: BindgenFacts, hosts: HostSlots, imported: CoreImport): Answer {
  if (imported.name === initTable) return { by: 'table' }
  if (imported.name === describeImport) return { by: 'describe' }
  if (castImports.includes(imported.name)) return { by: 'cast' }
  const eras = erasOf(facts)
  const intrinsic = findIntrinsic(imported, facts.release)
  if (intrinsic !== undefined) {
    const era = eras.find(candidate => fitsImport(candidate, intrinsic, imported))
    return era === undefined ? { by: 'stub' } : { by: 'intrinsic', intrinsic, era }
  }
  const described = describedImport(facts, imported)
  const shim = shimName(imported.name)
  const candidates = hosts.get(nameKey(described?.name ?? shim ?? imported.name)) ?? []
  const from = described === undefined ? imported.module : described.module
  const host = candidates.find(({ path }) => path[0] === from) ?? candidates[0]
  if (host !== undefined) {
    const answer =
      described === undefined
        ? answerByHost(eras, host, imported)
        : answerByDescribed(facts, eras, host, imported, described)
    // A shim of the same name may well be for another function, of the browser say.
    if (answer.by === 'host' || shim === undefined || described?.module != null) return answer
  }
  if (described?.module != null)
    return { by: 'nobody', issue: unknownImport({ ...imported, module: described.module, name: described.name }) }
  if (imported.module === preview1Module) return { by: 'wasi' }
  return isShim(imported.name) ? { by: 'stub' } : { by: 'nobody', issue: unknownImport(imported) }
}

/** What a module from cargo says of an import, unless that is one of the convention's own. */
function describedImport({ description }: BindgenFacts, { module, name }: CoreImport): DescribedImport | undefined {
  const found = description?.imports.find(({ shim }) => shim === name)
  return found?.module === module ? undefined : found
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

/** As `answerByHost` where the module itself says what the import's types are, and whose its parameters are. */
function answerByDescribed(
  facts: BindgenFacts,
  eras: readonly Era[],
  host: HostSlot,
  imported: CoreImport,
  described: DescribedImport,
): Answer {
  const { slot, path, signature } = host
  const { description } = facts
  if ('code' in signature || description === undefined) return answerByHost(eras, host, imported)
  const { params: types, result: type } = described.type
  const params = signature.params.map(({ wire }, i) => types[i] && exactWire(description, wire, types[i]))
  const exact = params.filter(wire => wire !== undefined)
  const result = exactAnswer(description, signature.result, type, described.catch)
  const era = eras[0]
  if (exact.length === types.length && params.length === types.length && result !== undefined && era !== undefined) {
    const importType = { params: exact, result, given: types.map(isGiven) }
    if (fitsImport(era, importType, imported)) return { by: 'host', slot, type: importType, era }
  }
  const expected = describeSignature(signature)
  const found = showFunction(described.type)
  const message = `${showPath(path)}: expected ${expected}, found ${found} in the import ${JSON.stringify(described.name)}`
  return { by: 'nobody', issue: { code: 'signature-mismatch', message, path, expected, found } }
}

/** A function that catches is described by what it gives when nothing is thrown. */
function exactAnswer(
  description: Description,
  wire: Wire | null,
  type: Descriptor,
  catches: boolean,
): Wire | null | undefined {
  if (wire?.kind !== 'result') return exactResult(description, wire, type)
  const ok = catches ? exactResult(description, wire.ok, type) : undefined
  return ok === undefined ? undefined : { ...wire, ok }
}

/** What is passed by value is the host's, what is passed by reference stays the guest's. */
function isGiven(type: Descriptor): boolean {
  if (type.kind === 'OPTIONAL' || type.kind === 'CLAMPED') return isGiven(type.of)
  return type.kind !== 'REF' && type.kind !== 'REFMUT'
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
export function importRole(facts: BindgenFacts, imported: CoreImport): ImportRole {
  if (imported.name === describeImport || castImports.includes(imported.name)) return 'runtime'
  if (imported.name === initTable || findIntrinsic(imported, facts.release) !== undefined) return 'runtime'
  if (imported.module === unusedModule) return 'runtime'
  if (imported.module === preview1Module) return 'wasi'
  const isHosts = !isShim(imported.name) || describedImport(facts, imported)?.module != null
  return isHosts ? 'contract' : 'stub'
}

/** How the plugin's source calls an import, in a module that says so. */
export function importSource(facts: BindgenFacts, imported: CoreImport): string | undefined {
  const described = describedImport(facts, imported)
  if (described === undefined) return undefined
  return described.module === null ? described.label : `${described.module} ${described.label}`
}
