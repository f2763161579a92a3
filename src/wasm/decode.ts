import { featuresOf } from './features.ts'
import { step } from './instructions.ts'
import {
  type Admit,
  readData,
  readElement,
  readExport,
  readGlobal,
  readImport,
  readLocals,
  readTable,
} from './items.ts'
import { createLimiter, type DecodeLimits, type Limiter, limitWords } from './limits.ts'
import type {
  Body,
  CoreModule,
  CustomSection,
  DataSegment,
  ElementSegment,
  Export,
  Expression,
  Global,
  Import,
  MemoryType,
  SubType,
  Table,
  TagType,
} from './module.ts'
import { createReader, type Reader } from './reader.ts'
import { moduleHeader, type SectionId, sectionNames, sectionOrder } from './sections.ts'
import { readMemoryType, readSubType, readTagType } from './types.ts'
import { createWalk, enter, type Walk } from './walk.ts'

/** The limit of an index space that imports count for, too. */
const limitKinds = {
  func: 'imports',
  table: 'tables',
  memory: 'memories',
  global: 'globals',
  tag: 'tags',
} as const

/**
 * Decodes a core module and walks all its instructions. `base`: bytes from the start of the file to the module.
 * Views of `bytes` go into the result, no copies. Types and indices are not validated: that is the engine's work.
 * @throws PluginError `malformed` with the offset, `limit-exceeded`
 */
export function decodeModule(bytes: Uint8Array, limits: DecodeLimits = {}, base = 0): CoreModule {
  const reader = createReader(bytes, base)
  readHeader(reader)
  const limiter = createLimiter(limits)
  const { within } = limiter
  const code = createWalk(bytes, base, limits.nesting)
  const constants = createWalk(bytes, base, limits.nesting)

  const types: SubType[] = []
  const recursionGroups: number[] = []
  const imports: Import[] = []
  const functions: number[] = []
  const tables: Table[] = []
  const memories: MemoryType[] = []
  const tags: TagType[] = []
  const globals: Global[] = []
  const exports: Export[] = []
  let start: number | undefined
  const elements: ElementSegment[] = []
  let dataCount: number | undefined
  const bodies: Body[] = []
  const data: DataSegment[] = []
  const customSections: CustomSection[] = []

  const imported = { func: 0, table: 0, memory: 0, global: 0, tag: 0 }
  let ownGlobalInConstant = false

  const admitTypeItems = limiter.sum('typeItems')
  const admitElementItems = limiter.sum('elementItems')
  const admitLocalRuns = limiter.sum('localRuns')
  /** Reads a section's items, their number bounded by the bytes left and by the limit of `what`. */
  const each = (part: Reader, what: keyof DecodeLimits, itemSize: number, before: number, read: () => void): void => {
    const from = part.offset
    const count = part.count(limitWords[what], itemSize)
    within(what, before + count, from)
    for (let rest = count; rest > 0; rest--) read()
  }
  const expression = (part: Reader, count = 1): Expression => {
    const offset = part.offset
    const from = offset - base
    const limit = from + part.remaining
    let end = from
    for (let rest = count; rest > 0; rest--) {
      enter(constants, end, limit)
      while (step(constants)) {
        if (constants.opcode === GLOBAL_GET && constants.index >= imported.global) ownGlobalInConstant = true
      }
      end = constants.position
    }
    return { bytes: part.bytes(end - from), offset }
  }

  const readSection: Record<SectionId, (part: Reader) => void> = {
    1: part =>
      each(part, 'types', 2, 0, () => {
        const isGroup = part.peek() === RECURSION_GROUP
        if (isGroup) part.skip(1)
        const size = isGroup ? part.count('types', 2) : 1
        within('types', types.length + size, part.offset)
        for (let rest = size; rest > 0; rest--) {
          const type = readSubType(part)
          admitTypeItems(itemsOf(type), part.offset)
          types.push(type)
        }
        recursionGroups.push(size)
      }),
    2: part =>
      each(part, 'imports', 4, 0, () => {
        const from = part.offset
        const entry = readImport(part)
        within(limitKinds[entry.item.kind], ++imported[entry.item.kind], from)
        imports.push(entry)
      }),
    3: part => each(part, 'functions', 1, 0, () => functions.push(part.u32())),
    4: part => each(part, 'tables', 3, imported.table, () => tables.push(readTable(part, expression))),
    5: part => each(part, 'memories', 2, imported.memory, () => memories.push(readMemoryType(part))),
    13: part => each(part, 'tags', 2, imported.tag, () => tags.push(readTagType(part))),
    6: part => each(part, 'globals', 3, imported.global, () => globals.push(readGlobal(part, expression))),
    7: part => each(part, 'exports', 3, 0, () => exports.push(readExport(part))),
    8: part => {
      start = part.u32()
    },
    9: part => each(part, 'elements', 2, 0, () => elements.push(readElement(part, expression, admitElementItems))),
    12: part => {
      dataCount = part.u32()
    },
    10: part => {
      const from = part.offset
      const count = part.count('function bodies', 3)
      if (count !== functions.length) part.fail(`expected ${functions.length} function bodies, found ${count}`, from)
      for (let rest = count; rest > 0; rest--) bodies.push(readBody(part, code, base, limiter, admitLocalRuns))
    },
    11: part => {
      const from = part.offset
      each(part, 'data', 2, 0, () => data.push(readData(part, expression)))
      if (dataCount !== undefined && dataCount !== data.length) {
        part.fail(`expected ${dataCount} data segments, as the data count says, found ${data.length}`, from)
      }
    },
  }

  let last = -1
  while (reader.remaining > 0) {
    const from = reader.offset
    const id = reader.u8()
    if (id === 0) {
      within('customSections', customSections.length + 1, from)
      const part = reader.part(reader.u32(), 'a custom section')
      const name = part.name()
      const offset = part.offset
      customSections.push({ name, bytes: part.bytes(part.remaining), offset, after: sectionOrder[last] ?? 0 })
      continue
    }
    const place = sectionOrder.indexOf(id as SectionId)
    if (place < 0) reader.fail(`expected the id of a section, found ${id}`, from)
    const title = `the ${sectionNames[id as SectionId]} section`
    if (place === last) reader.fail(`expected ${title} once, found it again`, from)
    if (place < last) reader.fail(`expected ${title} earlier, found it behind others that come after it`, from)
    last = place
    const part = reader.part(reader.u32(), title)
    readSection[id as SectionId](part)
    part.end(title)
  }
  if (bodies.length !== functions.length) reader.fail(`expected ${functions.length} function bodies, found none`)
  if (dataCount !== undefined && dataCount !== data.length) {
    reader.fail(`expected ${dataCount} data segments, as the data count says, found ${data.length}`)
  }
  if (code.seen.data && dataCount === undefined) {
    reader.fail('expected a data count section, since code names data segments, found none')
  }

  const module: Omit<CoreModule, 'features'> = {
    types,
    recursionGroups,
    imports,
    functions,
    tables,
    memories,
    tags,
    globals,
    exports,
    start,
    elements,
    dataCount,
    code: bodies,
    data,
    customSections,
  }
  const met = { code: code.seen, constants: constants.seen, ownGlobalInConstant }
  return { ...module, features: featuresOf(module, met) }
}

const GLOBAL_GET = 0x23
const RECURSION_GROUP = 0x4e

function readHeader(reader: Reader): void {
  moduleHeader.forEach((expected, index) => {
    if (reader.u8() === expected) return
    reader.fail(
      `expected ${index < 4 ? 'the magic number' : 'version 1'} of a core module, found other bytes`,
      reader.offset - 1,
    )
  })
}

function itemsOf({ supertypes, composite }: SubType): number {
  const own =
    composite.kind === 'func'
      ? composite.params.length + composite.results.length
      : composite.kind === 'struct'
        ? composite.fields.length
        : 1
  return own + supertypes.length
}

/** One function body: its size, its locals, its instructions, which must fill it exactly. */
function readBody(part: Reader, code: Walk, base: number, limiter: Limiter, admitRuns: Admit): Body {
  const size = part.u32()
  const from = part.offset
  if (size > part.remaining) part.fail(`expected a function body of ${size} bytes, found ${part.remaining}`)
  const end = from + size
  const locals = readLocals(part, admitRuns)
  let total = 0
  for (const run of locals) total += run.count
  if (total > 0xffff_ffff) part.fail(`expected at most ${0xffff_ffff} locals, found ${total}`, from)
  limiter.within('localsPerFunction', total, from)
  const offset = part.offset
  if (offset > end) part.fail('expected locals within the function body, found them running past it', from)
  enter(code, offset - base, end - base)
  while (step(code)) {
    // the walk itself checks
  }
  if (code.position !== end - base) {
    part.fail(
      `expected the end of the function body, found ${end - base - code.position} more bytes`,
      base + code.position,
    )
  }
  return { locals, instructions: { bytes: part.bytes(end - offset), offset } }
}
