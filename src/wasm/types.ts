import { PluginError } from '../errors.ts'
import type {
  Bounds,
  CompositeType,
  FieldType,
  FunctionType,
  GlobalType,
  HeapType,
  MemoryType,
  ReferenceType,
  SubType,
  TableType,
  TagType,
  ValueType,
} from './module.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

/** Types in binary form: core specification 3.0, section 5.3. Each `read` has its `write` below it. */

const numericCodes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const
const packedCodes = { i8: 0x78, i16: 0x77 } as const
const firstHeapCode = 0x69
/** Abstract heap types by code, from 0x69. */
const heapNames = [
  'exn',
  'array',
  'struct',
  'i31',
  'eq',
  'any',
  'extern',
  'func',
  'none',
  'noextern',
  'nofunc',
  'noexn',
] as const
const nullableCode = 0x63
const nonNullCode = 0x64

/** Nullable references to abstract heap types, shared by all that mention them. */
const shorthands: readonly ReferenceType[] = heapNames.map(heap => Object.freeze({ nullable: true, heap }))
const valueTypes = new Map<number, ValueType>([
  ...Object.entries(numericCodes).map(([name, code]): [number, ValueType] => [code, name as keyof typeof numericCodes]),
  ...shorthands.map((type, index): [number, ValueType] => [firstHeapCode + index, type]),
])

function readHeapType(reader: Reader): HeapType {
  const name = heapNames[reader.peek() - firstHeapCode]
  if (name !== undefined) {
    reader.skip(1)
    return name
  }
  const from = reader.offset
  const index = reader.s33()
  return index >= 0 ? index : reader.fail(`expected a heap type, found ${index}`, from)
}

function writeHeapType(writer: Writer, heap: HeapType): void {
  if (typeof heap === 'number') writer.s32(heap)
  else writer.u8(firstHeapCode + heapNames.indexOf(heap))
}

export function readValueType(reader: Reader): ValueType {
  const from = reader.offset
  const code = reader.u8()
  const type = valueTypes.get(code)
  if (type !== undefined) return type
  if (code === nullableCode || code === nonNullCode) {
    const nullable = code === nullableCode
    const heap = readHeapType(reader)
    return nullable && typeof heap === 'string'
      ? (shorthands[heapNames.indexOf(heap)] as ReferenceType)
      : { nullable, heap }
  }
  return reader.fail(`expected a value type, found 0x${code.toString(16).padStart(2, '0')}`, from)
}

export function writeValueType(writer: Writer, type: ValueType): void {
  if (typeof type === 'string') writer.u8(numericCodes[type])
  else {
    if (!type.nullable) writer.u8(nonNullCode)
    else if (typeof type.heap === 'number') writer.u8(nullableCode)
    writeHeapType(writer, type.heap)
  }
}

export function readReferenceType(reader: Reader): ReferenceType {
  const from = reader.offset
  const type = readValueType(reader)
  return typeof type === 'string' ? reader.fail(`expected a reference type, found ${type}`, from) : type
}

function readMutable(reader: Reader): boolean {
  const from = reader.offset
  const flag = reader.u8()
  return flag > 1 ? reader.fail(`expected a mutability of 0 or 1, found ${flag}`, from) : flag === 1
}

function readFieldType(reader: Reader): FieldType {
  const code = reader.peek()
  const packed = code === packedCodes.i8 ? 'i8' : code === packedCodes.i16 ? 'i16' : undefined
  if (packed !== undefined) reader.skip(1)
  return { type: packed ?? readValueType(reader), mutable: readMutable(reader) }
}

function writeFieldType(writer: Writer, { type, mutable }: FieldType): void {
  if (type === 'i8' || type === 'i16') writer.u8(packedCodes[type])
  else writeValueType(writer, type)
  writer.u8(mutable ? 1 : 0)
}

/** Of parameters, results or fields of one type; engines accept fewer. */
const mostInType = 10_000

/** A vector of `what`, whose items take at least `itemSize` bytes each. */
function readVector<T>(reader: Reader, what: string, itemSize: number, read: (reader: Reader) => T): T[] {
  const offset = reader.offset
  const count = reader.count(what, itemSize)
  if (count > mostInType) {
    throw new PluginError('limit-exceeded', `expected at most ${mostInType} ${what} in a type, found ${count}`, {
      offset,
    })
  }
  const items: T[] = []
  for (let rest = count; rest > 0; rest--) items.push(read(reader))
  return items
}

function readCompositeType(reader: Reader): CompositeType {
  const from = reader.offset
  const code = reader.u8()
  switch (code) {
    case 0x60:
      return readFunctionType(reader)
    case 0x5f:
      return { kind: 'struct', fields: readVector(reader, 'fields', 2, readFieldType) }
    case 0x5e:
      return { kind: 'array', element: readFieldType(reader) }
    default:
      return reader.fail(`expected a type, found 0x${code.toString(16).padStart(2, '0')}`, from)
  }
}

/** A function type behind its 0x60. */
function readFunctionType(reader: Reader): FunctionType {
  return {
    kind: 'func',
    params: readVector(reader, 'parameters', 1, readValueType),
    results: readVector(reader, 'results', 1, readValueType),
  }
}

function writeCompositeType(writer: Writer, type: CompositeType): void {
  switch (type.kind) {
    case 'func':
      writer.u8(0x60)
      writer.vector(type.params, param => writeValueType(writer, param))
      writer.vector(type.results, result => writeValueType(writer, result))
      return
    case 'struct':
      writer.u8(0x5f)
      writer.vector(type.fields, field => writeFieldType(writer, field))
      return
    case 'array':
      writer.u8(0x5e)
      writeFieldType(writer, type.element)
  }
}

export function readSubType(reader: Reader): SubType {
  const code = reader.peek()
  if (code !== 0x50 && code !== 0x4f) return { final: true, supertypes: [], composite: readCompositeType(reader) }
  reader.skip(1)
  const supertypes = readVector(reader, 'supertypes', 1, from => from.u32())
  return { final: code === 0x4f, supertypes, composite: readCompositeType(reader) }
}

export function writeSubType(writer: Writer, { final, supertypes, composite }: SubType): void {
  if (!final || supertypes.length > 0) {
    writer.u8(final ? 0x4f : 0x50)
    writer.vector(supertypes, supertype => writer.u32(supertype))
  }
  writeCompositeType(writer, composite)
}

// Bits of the flags before bounds.
const HAS_MAX = 1
const SHARED = 2
const IS_64 = 4
const PAGE_SIZE = 8

function readBounds(reader: Reader, flags: number): Bounds {
  const is64 = (flags & IS_64) !== 0
  // A bound above 2^53 (only a 64-bit one can be) is rounded: no engine would allocate by it
  const bound = (): number => (is64 ? Number(reader.u64()) : reader.u32())
  return { min: bound(), max: flags & HAS_MAX ? bound() : undefined, is64 }
}

function writeBounds(writer: Writer, { min, max, is64 }: Bounds): void {
  const bound = (value: number): void => {
    if (is64) writer.u64(BigInt.asUintN(64, value >= 2 ** 64 ? -1n : BigInt(value)))
    else writer.u32(value)
  }
  bound(min)
  if (max !== undefined) bound(max)
}

function readFlags(reader: Reader, what: string, known: number): number {
  const from = reader.offset
  const flags = reader.u8()
  return flags & ~known ? reader.fail(`expected flags of a ${what}, found 0x${flags.toString(16)}`, from) : flags
}

export function readMemoryType(reader: Reader): MemoryType {
  const flags = readFlags(reader, 'memory', HAS_MAX | SHARED | IS_64 | PAGE_SIZE)
  const bounds = readBounds(reader, flags)
  const pageSizeLog2 = flags & PAGE_SIZE ? reader.u32() : undefined
  return { ...bounds, shared: (flags & SHARED) !== 0, pageSizeLog2 }
}

export function writeMemoryType(writer: Writer, type: MemoryType): void {
  writer.u8(
    (type.max === undefined ? 0 : HAS_MAX) |
      (type.shared ? SHARED : 0) |
      (type.is64 ? IS_64 : 0) |
      (type.pageSizeLog2 === undefined ? 0 : PAGE_SIZE),
  )
  writeBounds(writer, type)
  if (type.pageSizeLog2 !== undefined) writer.u32(type.pageSizeLog2)
}

export function readTableType(reader: Reader): TableType {
  const element = readReferenceType(reader)
  return { ...readBounds(reader, readFlags(reader, 'table', HAS_MAX | IS_64)), element }
}

export function writeTableType(writer: Writer, type: TableType): void {
  writeValueType(writer, type.element)
  writer.u8((type.max === undefined ? 0 : HAS_MAX) | (type.is64 ? IS_64 : 0))
  writeBounds(writer, type)
}

export function readGlobalType(reader: Reader): GlobalType {
  return { type: readValueType(reader), mutable: readMutable(reader) }
}

export function writeGlobalType(writer: Writer, { type, mutable }: GlobalType): void {
  writeValueType(writer, type)
  writer.u8(mutable ? 1 : 0)
}

export function readTagType(reader: Reader): TagType {
  const from = reader.offset
  const attribute = reader.u8()
  if (attribute !== 0) reader.fail(`expected a tag's attribute 0, found ${attribute}`, from)
  return { type: reader.u32() }
}

export function writeTagType(writer: Writer, { type }: TagType): void {
  writer.u8(0)
  writer.u32(type)
}
