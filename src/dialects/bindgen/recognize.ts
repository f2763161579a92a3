import type { CoreModule, ValueType } from '../../wasm/module.ts'
import { decodeProducers } from '../../wasm/names.ts'
import { customSections, indexSpaces, itemType } from '../../wasm/spaces.ts'
import { type CoreExport, type CoreImport, exportedFunctions, importedFunctions } from '../core-function.ts'
import { type Recognition, Strength } from '../dialect.ts'
import { type Description, describeModule, describePrefix, programSection } from './described/describe.ts'
import { findEnumChecks } from './enum-checks.ts'
import type { BindgenFacts, BindgenFunction, Class, ReleaseRange } from './facts.ts'
import { findHelpers } from './helpers.ts'
import { narrowRelease, parseRelease, reservedSlots, since } from './release.ts'

/** Reads the marks that wasm-bindgen leaves: before its CLI, after it, and after stripping. */
export function recognize(module: CoreModule): Recognition<BindgenFacts> | undefined {
  const exports = exportedFunctions(module)
  const imports = importedFunctions(module)
  const evidence: string[] = []
  const note = (phrase: string, found: boolean): boolean => {
    if (found) evidence.push(phrase)
    return found
  }

  const program = note(`custom section ${programSection}`, customSections(module, programSection).length > 0)
  const describes = note(
    `exports ${describePrefix}*`,
    exports.some(({ name }) => name.startsWith(describePrefix)),
  )
  const fromCargo = program || describes
  const producer = fromCargo ? undefined : processedBy(module)
  const signed = note(`processed-by wasm-bindgen ${producer ?? ''}`, producer !== undefined)
  const named = exports.find(({ name }) => name.startsWith('__wbindgen_') && !name.startsWith(describePrefix))
  note(`exports ${named?.name}`, named !== undefined)
  const imported = imports.find(({ name }) => /^__wb(?:g|indgen)_/.test(name))
  note(`imports ${imported?.name}`, imported !== undefined)
  if (evidence.length === 0) return undefined

  const description = fromCargo ? describeModule(module, exports) : undefined
  const release = releaseOf(module, exports, imports, producer ?? description?.release)
  const table = exportedTable(module)
  const values = table === undefined || fromCargo ? 'heap' : 'externref'
  const helpers = findHelpers(module, exports, { release, values })
  const functions = fromCargo ? nameFunctions(exports, description) : withEnumChecks(module, exports, release)
  const helperNames = new Set(Object.values(helpers).filter(value => typeof value === 'string'))
  evidence.push(values === 'externref' ? `externref table ${table?.name}` : 'JavaScript values as indices (heap)')

  return {
    facts: {
      stage: fromCargo ? 'cargo' : 'cli',
      release,
      values,
      reservedSlots: values === 'externref' ? (table?.min ?? 0) : reservedSlots(release.to),
      memory: module.exports.find(({ kind }) => kind === 'memory')?.name,
      externrefTable: values === 'externref' ? table?.name : undefined,
      helpers,
      functions: functions.filter(({ name }) => !isRuntime(name) && !helperNames.has(name)),
      classes: functions.flatMap(findClass),
      imports,
      description,
      refusals: refusals(module, release, exports),
    },
    ...(release.from === release.to ? { version: `0.2.${release.to}` } : {}),
    evidence,
    strength: program || signed ? Strength.certain : Strength.strong,
  }
}

/** Exports of the convention itself that are none of the user's functions; accessors of public fields are. */
function isRuntime(name: string): boolean {
  if (/^__wbg_[gs]et_/.test(name)) return false
  return /^__(?:wbindgen|wbg|externref|wasm_bindgen)_/.test(name)
}

/** Exports by the names that the CLI gives them: without a crate's hash, which newer releases put behind them. */
function nameFunctions(exports: readonly CoreExport[], description: Description | undefined): BindgenFunction[] {
  const described = new Map(description?.exports.map(item => [item.export, item]))
  return exports.map(item => {
    const known = described.get(item.name)
    if (known !== undefined) return { ...item, name: known.name, export: item.name, described: known }
    const hash = description?.hashes.find(found => item.name.endsWith(`_${found}`))
    return { ...item, name: hash === undefined ? item.name : item.name.slice(0, -hash.length - 1), export: item.name }
  })
}

function withEnumChecks(module: CoreModule, exports: readonly CoreExport[], release: ReleaseRange): BindgenFunction[] {
  const checks = findEnumChecks(module, exports, release)
  return exports.map((item): BindgenFunction => {
    const found = checks.get(item.name)
    return found === undefined ? { ...item, export: item.name } : { ...item, export: item.name, enumChecks: found }
  })
}

function findClass({ name, export: free, params }: BindgenFunction): Class[] {
  const found = /^__wbg_(.+)_free(?:_command_export)?$/.exec(name)
  // (ptr) up to 0.2.92, (ptr, allow_delayed) from 0.2.93.
  return found?.[1] !== undefined && params[0] === 'i32' && params.length <= 2 ? [{ name: found[1], free }] : []
}

/** The exported table of externrefs, where there is one. */
function exportedTable(module: CoreModule): { readonly name: string; readonly min: number } | undefined {
  for (const item of module.exports) {
    const found = itemType(module, item)
    if (found?.kind === 'table' && found.type.element.heap === 'extern') return { name: item.name, min: found.type.min }
  }
  return undefined
}

/** The version of wasm-bindgen in the `producers` section. */
function processedBy(module: CoreModule): string | undefined {
  const [section] = customSections(module, 'producers')
  const producer = decodeProducers(section)
    .get('processed-by')
    ?.find(({ name }) => name === 'wasm-bindgen')
  return producer?.version.split(' ', 1)[0]
}

function releaseOf(
  module: CoreModule,
  exports: readonly CoreExport[],
  imports: readonly CoreImport[],
  said: string | number | undefined,
): ReleaseRange {
  const release = typeof said === 'string' ? parseRelease(said) : said
  return release === undefined ? narrowRelease(module, exports, imports) : { from: release, to: release }
}

function refusals(module: CoreModule, release: ReleaseRange, exports: readonly CoreExport[]): string[] {
  const found: string[] = []
  const { memories, tables, globals, tags } = indexSpaces(module)
  if (memories.some(({ shared }) => shared) || exports.some(({ name }) => name === '__wbindgen_thread_destroy'))
    found.push('the module is built for threads; build it without the target feature "atomics"')
  if (memories.some(({ is64 }) => is64))
    found.push('the module has 64-bit addresses; build it for wasm32-unknown-unknown')
  const isValue = (type: ValueType): boolean => typeof type !== 'string' && type.heap === 'extern'
  if (tables.filter(({ element }) => isValue(element)).length > 1 || globals.some(({ type }) => isValue(type)))
    found.push('the module keeps JavaScript values in places of its own, where what they cost cannot be counted')
  if (tags.length > 0) found.push('the module unwinds panics by exceptions; build it with panic = "abort"')
  if (release.to < since.singleHeap)
    found.push(
      `the module is of wasm-bindgen 0.2.${release.to}, whose handles have another form; rebuild it with 0.2.${since.singleHeap} or later`,
    )
  for (const { module: from, name, item } of module.imports)
    if (item.kind !== 'func') found.push(`the module imports the ${item.kind} ${from} ${name}; it must define its own`)
  return found
}
