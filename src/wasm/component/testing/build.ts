import { assemble } from '../../testing/assemble.ts'

/**
 * Components from their parts, for tests: each function gives the bytes of one definition or type by its name in the
 * text format, and `component` puts them into sections.
 */

/** Bytes of one thing. */
export type Bytes = readonly number[]
/** A definition with the id of its section. */
export interface Part {
  readonly section: number
  readonly bytes: Bytes
  /** It fills its section alone, without a count. */
  readonly alone?: true
}

export function component(...parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(componentBytes(parts))
}

function componentBytes(parts: readonly Part[]): number[] {
  return [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00].concat(
    ...parts.map(({ section, bytes, alone }) => {
      const content = alone ? bytes : [1, ...bytes]
      return [section, ...leb(content.length), ...content]
    }),
  )
}

// Definitions

export function coreModule(wat: string): Part {
  return { section: 1, bytes: [...assemble(wat)], alone: true }
}

/** `args`: module name and core instance. */
export function coreInstance(module: number, args: Readonly<Record<string, number>> = {}): Part {
  const given = Object.entries(args).map(([name, instance]) => [...text(name), 0x12, ...leb(instance)])
  return { section: 2, bytes: [0x00, ...leb(module), ...vec(given)] }
}

export function coreBundle(exports: Readonly<Record<string, readonly [CoreSort, number]>>): Part {
  const given = Object.entries(exports).map(([name, [sort, index]]) => [...text(name), coreSorts[sort], ...leb(index)])
  return { section: 2, bytes: [0x01, ...vec(given)] }
}

export function nested(...parts: readonly Part[]): Part {
  return { section: 4, bytes: componentBytes(parts), alone: true }
}

/** `args`: name, sort and index. */
export function instance(of: number, args: Readonly<Record<string, readonly [Sort, number]>> = {}): Part {
  return {
    section: 5,
    bytes: [0x00, ...leb(of), ...vec(Object.entries(args).map(([name, item]) => [...text(name), ...sorted(item)]))],
  }
}

export function bag(exports: Readonly<Record<string, readonly [Sort, number]>>): Part {
  const given = Object.entries(exports).map(([name, item]) => [0x00, ...text(name), ...sorted(item)])
  return { section: 5, bytes: [0x01, ...vec(given)] }
}

export function coreExport(sort: CoreSort, instance: number, name: string): Part {
  return { section: 6, bytes: [0x00, coreSorts[sort], 0x01, ...leb(instance), ...text(name)] }
}

export function exportOf(sort: Sort, instance: number, name: string): Part {
  return { section: 6, bytes: [...sortBytes(sort), 0x00, ...leb(instance), ...text(name)] }
}

export function outer(sort: Sort, count: number, index: number): Part {
  return { section: 6, bytes: [...sortBytes(sort), 0x02, ...leb(count), ...leb(index)] }
}

export function type(bytes: Bytes): Part {
  return { section: 7, bytes }
}

export function lift(core: number, funcType: number, ...options: readonly Bytes[]): Part {
  return { section: 8, bytes: [0x00, 0x00, ...leb(core), ...vec(options), ...leb(funcType)] }
}

export function lower(func: number, ...options: readonly Bytes[]): Part {
  return { section: 8, bytes: [0x01, 0x00, ...leb(func), ...vec(options)] }
}

/** A built-in by its opcode and immediates. */
export function canon(...bytes: Bytes): Part {
  return { section: 8, bytes }
}

export function imports(name: string, description: Bytes): Part {
  return { section: 10, bytes: [0x00, ...text(name), ...description] }
}

export function exports(name: string, item: readonly [Sort, number], ascribed?: Bytes): Part {
  return {
    section: 11,
    bytes: [0x00, ...text(name), ...sorted(item), ...(ascribed === undefined ? [0x00] : [0x01, ...ascribed])],
  }
}

// Options, descriptions

export const utf16: Bytes = [0x01]
export const latin1: Bytes = [0x02]
export const memory = (index: number): Bytes => [0x03, ...leb(index)]
export const realloc = (index: number): Bytes => [0x04, ...leb(index)]
export const postReturn = (index: number): Bytes => [0x05, ...leb(index)]

export const ofFunc = (index: number): Bytes => [0x01, ...leb(index)]
export const ofType = (index: number): Bytes => [0x03, 0x00, ...leb(index)]
export const ofResource: Bytes = [0x03, 0x01]
export const ofComponent = (index: number): Bytes => [0x04, ...leb(index)]
export const ofInstance = (index: number): Bytes => [0x05, ...leb(index)]

// Types

export const u8 = 0x7d
export const u32 = 0x79
export const u64 = 0x77
export const string = 0x73

/** A value type: the opcode of a primitive as above, or an index below 64. */
type Value = number

export const record = (fields: Readonly<Record<string, Value>>): Bytes => [0x72, ...vec(named(fields))]
export const variant = (cases: Readonly<Record<string, Value | null>>): Bytes => [
  0x71,
  ...vec(Object.entries(cases).map(([name, payload]) => [...text(name), ...optional(payload), 0x00])),
]
export const list = (element: Value): Bytes => [0x70, element]
export const fixedList = (element: Value, length: number): Bytes => [0x67, element, ...leb(length)]
export const map = (key: Value, value: Value): Bytes => [0x63, key, value]
export const tuple = (...types: readonly Value[]): Bytes => [0x6f, ...vec(types.map(type => [type]))]
export const flags = (...labels: readonly string[]): Bytes => [0x6e, ...vec(labels.map(text))]
export const enumeration = (...labels: readonly string[]): Bytes => [0x6d, ...vec(labels.map(text))]
export const result = (ok: Value | null, err: Value | null): Bytes => [0x6a, ...optional(ok), ...optional(err)]
export const own = (resource: number): Bytes => [0x69, ...leb(resource)]
export const borrow = (resource: number): Bytes => [0x68, ...leb(resource)]
export const stream = (element: Value | null): Bytes => [0x66, ...optional(element)]
export const resource = (destructor?: number): Bytes => [
  0x3f,
  0x7f,
  ...(destructor === undefined ? [0] : [1, destructor]),
]
export const func = (params: Readonly<Record<string, Value>> = {}, returns: Value | null = null): Bytes => [
  0x40,
  ...vec(named(params)),
  ...(returns === null ? [0x01, 0x00] : [0x00, returns]),
]
export const componentType = (...declarations: readonly Bytes[]): Bytes => [0x41, ...vec(declarations)]
export const instanceType = (...declarations: readonly Bytes[]): Bytes => [0x42, ...vec(declarations)]

// Declarations

export const declareType = (bytes: Bytes): Bytes => [0x01, ...bytes]
export const declareOuter = (count: number, index: number): Bytes => [0x02, 0x03, 0x02, ...leb(count), ...leb(index)]
export const declareImport = (name: string, description: Bytes): Bytes => [0x03, 0x00, ...text(name), ...description]
export const declareExport = (name: string, description: Bytes): Bytes => [0x04, 0x00, ...text(name), ...description]

const coreSorts = { func: 0x00, table: 0x01, memory: 0x02, global: 0x03, tag: 0x04 } as const
type CoreSort = keyof typeof coreSorts
const sorts = { func: 0x01, type: 0x03, component: 0x04, instance: 0x05 } as const
type Sort = keyof typeof sorts | 'core module' | 'core func'

function sorted([sort, index]: readonly [Sort, number]): Bytes {
  return [...sortBytes(sort), ...leb(index)]
}

function sortBytes(sort: Sort): Bytes {
  return sort === 'core module' ? [0x00, 0x11] : sort === 'core func' ? [0x00, 0x00] : [sorts[sort]]
}

function named(fields: Readonly<Record<string, Value>>): Bytes[] {
  return Object.entries(fields).map(([name, value]) => [...text(name), value])
}

function optional(value: Value | null): Bytes {
  return value === null ? [0x00] : [0x01, value]
}

function vec(items: readonly Bytes[]): number[] {
  return leb(items.length).concat(...items)
}

function text(value: string): Bytes {
  const bytes = [...new TextEncoder().encode(value)]
  return [...leb(bytes.length), ...bytes]
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]
}
