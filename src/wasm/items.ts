import type {
  Body,
  DataSegment,
  ElementSegment,
  Export,
  Expression,
  Global,
  Import,
  ItemKind,
  ReferenceType,
  Table,
} from './module.ts'
import type { Reader } from './reader.ts'
import {
  readGlobalType,
  readMemoryType,
  readReferenceType,
  readTableType,
  readTagType,
  readValueType,
  writeGlobalType,
  writeMemoryType,
  writeTableType,
  writeTagType,
  writeValueType,
} from './types.ts'
import type { Writer } from './writer.ts'

/** The items of sections in binary form: core specification 3.0, section 5.5. Each `read` has its `write` below it. */

/** Passes constant expressions that stand one behind the other, by default one. */
export type ReadExpression = (reader: Reader, count?: number) => Expression
/** Refuses a count, read at `offset`, that is beyond a limit. */
export type Admit = (count: number, offset: number) => void

const itemKinds: readonly ItemKind[] = ['func', 'table', 'memory', 'global', 'tag']

function readKind(reader: Reader): ItemKind {
  const from = reader.offset
  const code = reader.u8()
  return itemKinds[code] ?? reader.fail(`expected a kind of import or export from 0 to 4, found ${code}`, from)
}

export function readImport(reader: Reader): Import {
  const module = reader.name()
  const name = reader.name()
  return { module, name, item: readImportItem(reader) }
}

function readImportItem(reader: Reader): Import['item'] {
  const kind = readKind(reader)
  switch (kind) {
    case 'func':
      return { kind, type: reader.u32() }
    case 'table':
      return { kind, ...readTableType(reader) }
    case 'memory':
      return { kind, ...readMemoryType(reader) }
    case 'global':
      return { kind, ...readGlobalType(reader) }
    case 'tag':
      return { kind, ...readTagType(reader) }
  }
}

export function writeImport(writer: Writer, { module, name, item }: Import): void {
  writer.name(module)
  writer.name(name)
  writer.u8(itemKinds.indexOf(item.kind))
  if (item.kind === 'func') writer.u32(item.type)
  else if (item.kind === 'table') writeTableType(writer, item)
  else if (item.kind === 'memory') writeMemoryType(writer, item)
  else if (item.kind === 'global') writeGlobalType(writer, item)
  else writeTagType(writer, item)
}

export function readExport(reader: Reader): Export {
  return { name: reader.name(), kind: readKind(reader), index: reader.u32() }
}

export function writeExport(writer: Writer, { name, kind, index }: Export): void {
  writer.name(name)
  writer.u8(itemKinds.indexOf(kind))
  writer.u32(index)
}

/** What a table with an initial value begins with, in place of its element type. */
const tableWithInit = 0x40

export function readTable(reader: Reader, readExpression: ReadExpression): Table {
  if (reader.peek() !== tableWithInit) return { ...readTableType(reader), init: undefined }
  reader.skip(1)
  const from = reader.offset
  const reserved = reader.u8()
  if (reserved !== 0) reader.fail(`expected a zero byte, found ${reserved}`, from)
  return { ...readTableType(reader), init: readExpression(reader) }
}

export function writeTable(writer: Writer, table: Table): void {
  if (table.init !== undefined) {
    writer.u8(tableWithInit)
    writer.u8(0)
  }
  writeTableType(writer, table)
  if (table.init !== undefined) writer.bytes(table.init.bytes)
}

export function readGlobal(reader: Reader, readExpression: ReadExpression): Global {
  return { ...readGlobalType(reader), init: readExpression(reader) }
}

export function writeGlobal(writer: Writer, global: Global): void {
  writeGlobalType(writer, global)
  writer.bytes(global.init.bytes)
}

// Bits of an element segment's flags.
const NOT_ACTIVE = 1
const HAS_TABLE_OR_DECLARATIVE = 2
const EXPRESSIONS = 4

const functionReference: ReferenceType = Object.freeze({ nullable: false, heap: 'func' })
const nullableFunctionReference: ReferenceType = Object.freeze({ nullable: true, heap: 'func' })

export function readElement(reader: Reader, readExpression: ReadExpression, admit: Admit): ElementSegment {
  const from = reader.offset
  const flags = reader.u32()
  if (flags > 7) reader.fail(`expected flags of an element segment from 0 to 7, found ${flags}`, from)
  const mode = readElementMode(reader, flags, readExpression)
  const asExpressions = (flags & EXPRESSIONS) !== 0
  let type = asExpressions ? nullableFunctionReference : functionReference
  if (flags & (NOT_ACTIVE | HAS_TABLE_OR_DECLARATIVE)) {
    if (asExpressions) type = readReferenceType(reader)
    else {
      const kind = reader.u8()
      if (kind !== 0) reader.fail(`expected the element kind 0, found ${kind}`, reader.offset - 1)
    }
  }
  const start = reader.offset
  const count = reader.count(asExpressions ? 'element expressions' : 'function indices', asExpressions ? 2 : 1)
  admit(count, start)
  const items: ElementSegment['items'] = asExpressions
    ? { kind: 'expressions', count, expressions: readExpression(reader, count) }
    : { kind: 'functions', indices: readIndices(reader, count) }
  return { mode, type, items, flags }
}

function readIndices(reader: Reader, count: number): number[] {
  const indices: number[] = []
  for (let rest = count; rest > 0; rest--) indices.push(reader.u32())
  return indices
}

function readElementMode(reader: Reader, flags: number, readExpression: ReadExpression): ElementSegment['mode'] {
  if (flags & NOT_ACTIVE) return { kind: flags & HAS_TABLE_OR_DECLARATIVE ? 'declarative' : 'passive' }
  const table = flags & HAS_TABLE_OR_DECLARATIVE ? reader.u32() : 0
  return { kind: 'active', table, offset: readExpression(reader) }
}

export function writeElement(writer: Writer, { mode, type, items, flags }: ElementSegment): void {
  writer.u32(flags)
  if (mode.kind === 'active') {
    if (flags & HAS_TABLE_OR_DECLARATIVE) writer.u32(mode.table)
    writer.bytes(mode.offset.bytes)
  }
  if (flags & (NOT_ACTIVE | HAS_TABLE_OR_DECLARATIVE)) {
    if (flags & EXPRESSIONS) writeValueType(writer, type)
    else writer.u8(0)
  }
  if (items.kind === 'functions') writer.vector(items.indices, index => writer.u32(index))
  else {
    writer.u32(items.count)
    writer.bytes(items.expressions.bytes)
  }
}

// Flags of a data segment.
const PASSIVE = 1
const HAS_MEMORY = 2

export function readData(reader: Reader, readExpression: ReadExpression): DataSegment {
  const from = reader.offset
  const flags = reader.u32()
  if (flags > HAS_MEMORY) reader.fail(`expected flags of a data segment from 0 to 2, found ${flags}`, from)
  const mode = readDataMode(reader, flags, readExpression)
  return { mode, bytes: reader.bytes(reader.u32()), flags }
}

function readDataMode(reader: Reader, flags: number, readExpression: ReadExpression): DataSegment['mode'] {
  if (flags === PASSIVE) return { kind: 'passive' }
  const memory = flags === HAS_MEMORY ? reader.u32() : 0
  return { kind: 'active', memory, offset: readExpression(reader) }
}

export function writeData(writer: Writer, { mode, bytes, flags }: DataSegment): void {
  writer.u32(flags)
  if (mode.kind === 'active') {
    if (flags === HAS_MEMORY) writer.u32(mode.memory)
    writer.bytes(mode.offset.bytes)
  }
  writer.u32(bytes.length)
  writer.bytes(bytes)
}

export function readLocals(reader: Reader, admit: Admit): Body['locals'] {
  const from = reader.offset
  const count = reader.count('runs of locals', 2)
  admit(count, from)
  if (count === 0) return noLocals
  const locals: Body['locals'][number][] = []
  for (let index = 0; index < count; index++) locals.push({ count: reader.u32(), type: readValueType(reader) })
  return locals
}

const noLocals: Body['locals'] = Object.freeze([])

export function writeBody(writer: Writer, { locals, instructions }: Body): void {
  writer.sized(() => {
    writer.vector(locals, ({ count, type }) => {
      writer.u32(count)
      writeValueType(writer, type)
    })
    writer.bytes(instructions.bytes)
  })
}
