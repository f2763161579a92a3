import { PluginError } from '../errors.ts'
import { sectionWriters } from '../wasm/encode.ts'
import type { Bounds, CoreModule, Export } from '../wasm/module.ts'
import type { SectionId } from '../wasm/sections.ts'
import type { Writer } from '../wasm/writer.ts'
import { assertAdmitted, assertValid } from './admit.ts'
import { allotMaxima } from './allot.ts'
import type { GuardLimits } from './limits.ts'
import { meterCode } from './meter.ts'
import { rewriteModule, sectionContents } from './rewrite.ts'
import { findStackPointer, stackPointerExport } from './stack-pointer.ts'
import { withOwnTank, withSharedTank } from './tank.ts'

/** A core module and its bytes, decoded under the limits of one module. */
export interface Unguarded {
  readonly module: CoreModule
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What the engine gets. */
export interface Guarded {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The export, ours alone, of the global that holds the guest's stack pointer, where there is evidence of one. */
  readonly stackPointer: string | undefined
}

export interface GuardOptions {
  /** Whether code pays for itself out of a tank, which the guarded modules import. */
  readonly fuel: boolean
  /** The module is alone, and instantiated once: it brings its tank along, which makes it faster. */
  readonly ownTank?: boolean
}

/**
 * Guards the core modules of one plugin: admits their features, checks the limits, lets the engine validate each
 * original, then rewrites it so that its memories and tables cannot grow beyond the limits.
 * @throws PluginError `limit-exceeded`, `unsupported` by the name of the feature, `invalid`
 */
export function guardModules(list: readonly Unguarded[], limits: GuardLimits, options: GuardOptions): Guarded[] {
  const limited = limitGrowth(
    list.map(({ module }) => module),
    limits,
  )
  return list.map((unguarded, index) => guardOne(unguarded, limited[index] ?? unguarded.module, limits, options))
}

function guardOne(
  { module, bytes }: Unguarded,
  limited: CoreModule,
  limits: GuardLimits,
  { fuel, ownTank = false }: GuardOptions,
): Guarded {
  assertValid(module, bytes)
  const originals = sectionContents(bytes)
  const replacements = new Map<SectionId, (writer: Writer) => void>()
  let guarded = limited
  const stackPointer = findStackPointer(module)
  if (stackPointer !== undefined) {
    const exported: Export = { name: stackPointerExport, kind: 'global', index: stackPointer }
    guarded = { ...guarded, exports: [...guarded.exports, exported] }
  }
  if (fuel) {
    const { code, types } = meterCode(module, originals.get(CODE) ?? noCode, limits.tableElements, ownTank)
    if (ownTank || originals.has(CODE)) replacements.set(CODE, writer => writer.bytes(code))
    guarded = ownTank ? withOwnTank(guarded, types) : withSharedTank(guarded, types)
    if (guarded.start === undefined) originals.delete(START)
  }
  for (const [id, field] of fields) {
    if (guarded[field] !== module[field]) replacements.set(id, writer => sectionWriters[id](writer, guarded))
  }
  return {
    bytes: rewriteModule(originals, replacements, guarded.customSections),
    stackPointer: stackPointer === undefined ? undefined : stackPointerExport,
  }
}

const START = 8
const CODE = 10
const noCode = Uint8Array.of(0)

/** What the guard may change, start and code apart, with its section. */
const fields: readonly (readonly [SectionId, keyof CoreModule])[] = [
  [1, 'types'],
  [2, 'imports'],
  [3, 'functions'],
  [4, 'tables'],
  [5, 'memories'],
  [6, 'globals'],
  [7, 'exports'],
  [9, 'elements'],
  [11, 'data'],
]

/** The modules with a maximum at each memory and table, all of them together within the limits. */
function limitGrowth(modules: readonly CoreModule[], limits: GuardLimits): CoreModule[] {
  for (const module of modules) assertAdmitted(module)
  const tables = modules.flatMap(module => module.tables)
  const memories = modules.flatMap(module => module.memories)
  const functions = modules.reduce((sum, module) => sum + module.functions.length, 0)
  atMost(limits.functions, functions, 'functions (functions)')
  atMost(limits.tables, tables.length, 'tables (tables)')
  atMost(limits.memories, memories.length, 'memories (memories)')
  atMost(limits.tableElements, initialSize(tables), 'elements of all tables (tableElements)')
  atMost(limits.memoryPages, initialSize(memories), 'pages of all memories (memoryPages)')
  for (const { item } of modules.flatMap(module => module.imports)) {
    if (item.kind === 'table') atMost(limits.tableElements, item.min, 'elements of an imported table (tableElements)')
    else if (item.kind === 'memory') atMost(limits.memoryPages, item.min, 'pages of an imported memory (memoryPages)')
  }

  const tableMaxima = allotMaxima(tables, limits.tableElements, mostElements).values()
  const memoryMaxima = allotMaxima(memories, limits.memoryPages, mostPages).values()
  const withMaximum = <T extends Bounds>(item: T, maxima: Iterator<number>): T => ({
    ...item,
    max: maxima.next().value,
  })
  return modules.map(module => ({
    ...module,
    ...(module.tables.length > 0 && { tables: module.tables.map(table => withMaximum(table, tableMaxima)) }),
    ...(module.memories.length > 0 && { memories: module.memories.map(memory => withMaximum(memory, memoryMaxima)) }),
  }))
}

/** What 32-bit addresses reach. */
const mostElements = 0xffff_ffff
const mostPages = 0x1_0000

function atMost(most: number, found: number, what: string): void {
  if (found > most) throw new PluginError('limit-exceeded', `expected at most ${most} ${what}, found ${found}`)
}

function initialSize(items: readonly Bounds[]): number {
  return items.reduce((sum, { min }) => sum + min, 0)
}
