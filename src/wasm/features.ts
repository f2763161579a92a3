import type { CoreModule, HeapType, ValueType } from './module.ts'
import { opcode, Prefix } from './opcodes.ts'
import { hasSeen, type Seen } from './walk.ts'

/** Extensions of WebAssembly since its first version, roughly in the order in which engines learnt them. */
export const featureNames = [
  'sign-extension',
  'saturating-conversions',
  'multi-value',
  'bulk-memory',
  'reference-types',
  'simd',
  'threads',
  'tags',
  'legacy-exceptions',
  'tail-calls',
  'extended-const',
  'multi-memory',
  'memory64',
  'relaxed-simd',
  'function-references',
  'gc',
  'exnref',
  'table64',
  'wide-arithmetic',
  'custom-page-sizes',
] as const
export type Feature = (typeof featureNames)[number]

/** What decoding has met that the decoded module does not tell. */
export interface Met {
  /** In function bodies. */
  readonly code: Seen
  /** In constant expressions. */
  readonly constants: Seen
  /** A constant expression reads a global that the module defines itself. */
  readonly ownGlobalInConstant: boolean
}

/** The features that a module uses. */
export function featuresOf(module: Omit<CoreModule, 'features'>, met: Met): Feature[] {
  const found = new Set<Feature>()
  const uses = (feature: Feature, isUsed: boolean): void => {
    if (isUsed) found.add(feature)
  }
  const heapType = (heap: HeapType, nullable: boolean): void => {
    if (heap === 'exn' || heap === 'noexn') found.add('exnref')
    else if (typeof heap === 'string' && heap !== 'func' && heap !== 'extern') found.add('gc')
    found.add(nullable && typeof heap === 'string' ? 'reference-types' : 'function-references')
  }
  const valueType = (type: ValueType | 'i8' | 'i16'): void => {
    if (type === 'v128') found.add('simd')
    else if (typeof type === 'object') heapType(type.heap, type.nullable)
  }
  const bounds = (is64: boolean, feature: Feature): void => uses(feature, is64)

  uses('gc', met.ownGlobalInConstant || module.recursionGroups.some(size => size !== 1))
  for (const { composite, final, supertypes } of module.types) {
    uses('gc', composite.kind !== 'func' || !final || supertypes.length > 0)
    if (composite.kind === 'func') {
      uses('multi-value', composite.results.length > 1)
      composite.params.forEach(valueType)
      composite.results.forEach(valueType)
    } else if (composite.kind === 'struct') for (const field of composite.fields) valueType(field.type)
    else valueType(composite.element.type)
  }
  let memories = module.memories.length
  let tables = module.tables.length
  for (const { item } of module.imports) {
    if (item.kind === 'memory') memories++
    else if (item.kind === 'table') tables++
  }
  const items = module.imports.map(({ item }) => item)
  for (const memory of [...module.memories, ...items.filter(item => item.kind === 'memory')]) {
    bounds(memory.is64, 'memory64')
    uses('threads', memory.shared)
    uses('custom-page-sizes', memory.pageSizeLog2 !== undefined)
  }
  for (const table of [...module.tables, ...items.filter(item => item.kind === 'table')]) {
    bounds(table.is64, 'table64')
    if (table.element.heap !== 'func' || !table.element.nullable) valueType(table.element)
  }
  for (const { init } of module.tables) uses('function-references', init !== undefined)
  for (const global of [...module.globals, ...items.filter(item => item.kind === 'global')]) valueType(global.type)
  for (const { locals } of module.code) for (const run of locals) valueType(run.type)
  for (const segment of module.elements) if (segment.flags >= 5) valueType(segment.type)
  uses('multi-memory', memories > 1)
  uses('reference-types', tables > 1)
  uses('tags', module.tags.length > 0 || items.some(item => item.kind === 'tag'))
  uses(
    'bulk-memory',
    module.data.some(({ mode }) => mode.kind === 'passive'),
  )
  uses(
    'bulk-memory',
    module.elements.some(({ mode }) => mode.kind !== 'active'),
  )

  for (const seen of [met.code, met.constants]) {
    for (const [feature, from, to] of opcodeFeatures) uses(feature, hasSeen(seen, from, to))
    typeCodes(seen.typeCodes, found)
  }
  uses(
    'extended-const',
    [0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e].some(op => hasSeen(met.constants, op)),
  )
  return featureNames.filter(name => found.has(name))
}

/** `codes` has a bit for each type code met in an instruction: `Seen.typeCodes`. */
function typeCodes(codes: number, found: Set<Feature>): void {
  const has = (code: number): boolean => (codes & (1 << (0x7f - code))) !== 0
  if (has(0x7b)) found.add('simd')
  if (has(0x70) || has(0x6f)) found.add('reference-types')
  if (has(0x63) || has(0x64)) found.add('function-references')
  if (has(0x69) || has(0x74)) found.add('exnref')
  if ([0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x71, 0x72, 0x73].some(has)) found.add('gc')
}

const gc = (continuation: number): number => opcode(Prefix.gc, continuation)
const bulk = (continuation: number): number => opcode(Prefix.bulk, continuation)
const simd = (continuation: number): number => opcode(Prefix.simd, continuation)
const threads = (continuation: number): number => opcode(Prefix.threads, continuation)

const opcodeFeatures: readonly (readonly [feature: Feature, from: number, to: number])[] = [
  ['sign-extension', 0xc0, 0xc4],
  ['saturating-conversions', bulk(0), bulk(7)],
  ['bulk-memory', bulk(8), bulk(14)],
  ['reference-types', bulk(15), bulk(17)],
  ['reference-types', 0x1c, 0x1c],
  ['reference-types', 0x25, 0x26],
  ['reference-types', 0xd0, 0xd2],
  ['simd', simd(0), simd(0xff)],
  ['relaxed-simd', simd(0x100), simd(0x113)],
  ['threads', threads(0), threads(0x4e)],
  ['legacy-exceptions', 0x06, 0x07],
  ['legacy-exceptions', 0x09, 0x09],
  ['legacy-exceptions', 0x18, 0x19],
  ['exnref', 0x0a, 0x0a],
  ['exnref', 0x1f, 0x1f],
  ['tail-calls', 0x12, 0x13],
  ['tail-calls', 0x15, 0x15],
  ['function-references', 0x14, 0x15],
  ['function-references', 0xd4, 0xd6],
  ['gc', 0xd3, 0xd3],
  ['gc', gc(0), gc(30)],
  ['wide-arithmetic', bulk(19), bulk(22)],
]
