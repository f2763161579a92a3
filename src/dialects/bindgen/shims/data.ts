import { typedArrayName } from '../../../canonical/mismatch.ts'
import type { Guest } from '../../../memory/guest.ts'
import { ErrorValue } from '../error-value.ts'
import { isPlain, itemBytes } from '../held.ts'
import type { Running } from '../running.ts'

/**
 * The JavaScript values that a guest can make and change by functions of JavaScript itself: objects, arrays, maps, sets
 * and byte arrays of its own. It reaches nothing else through them: only what is a value's own counts, never what
 * prototypes hold.
 */

/** A function that a guest can ask for as a value and call: one of two. */
export class BuiltinFunction {
  readonly call: (self: unknown) => unknown

  constructor(call: (self: unknown) => unknown) {
    this.call = call
  }
}

/** What `iterator.next()` gives. */
export interface Step {
  readonly done?: boolean
  readonly value: unknown
}

export class ItemIterator {
  readonly #items: Iterator<unknown>

  constructor(items: Iterator<unknown>) {
    this.#items = items
  }

  next(): Step {
    const { done, value } = this.#items.next()
    return { done: done === true, value }
  }
}

/** The views of a guest's memory that numbers are read by. */
export type NumberView = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'f64'

export type TypedArray = Guest[NumberView]

/** A piece of the guest's memory, as it is at any time. */
export class MemoryView {
  readonly #guest: Guest
  readonly #view: NumberView
  readonly address: number
  readonly length: number

  constructor({ guest }: Running, view: NumberView, address: number, length: number) {
    this.#guest = guest
    this.#view = view
    this.address = address
    this.length = length
  }

  /** The numbers themselves, good until the guest runs again; none where there is no such place in memory. */
  read(): TypedArray {
    this.#guest.refresh()
    const numbers = this.#guest[this.#view]
    const first = this.address / numbers.BYTES_PER_ELEMENT
    const isThere = Number.isInteger(first) && first + this.length <= numbers.length
    return isThere ? numbers.subarray(first, first + this.length) : numbers.subarray(0, 0)
  }

  *items(): Iterable<number> {
    for (let i = 0; i < this.length; i++) yield this.read()[i] ?? 0
  }
}

/** The guest's memory as a value, and the buffer of it. */
export class MemoryValue {}

export const memoryValue: MemoryValue = new MemoryValue()

const iterate = new BuiltinFunction(iteratorOf)
const next = new BuiltinFunction(self => (self instanceof ItemIterator ? self.next() : undefined))

/** An iterator over the items of a value; `undefined` for one that has none. */
export function iteratorOf(value: unknown): ItemIterator | undefined {
  if (value instanceof ItemIterator) return value
  const items = itemsOf(value)
  return items === undefined ? undefined : iterator(items)
}

export function iterator(items: Iterable<unknown>): ItemIterator {
  return new ItemIterator(items[Symbol.iterator]())
}

export function itemsOf(value: unknown): Iterable<unknown> | undefined {
  const isIterable = typeof value === 'string' || Array.isArray(value) || value instanceof Map || value instanceof Set
  if (value instanceof MemoryView) return value.items()
  return isIterable ? value : numbersOf(value)
}

/** The numbers of an array of such; not a copy. */
export function numbersOf(value: unknown): TypedArray | undefined {
  if (value instanceof MemoryView) return value.read()
  return isTypedArray(value) ? value : undefined
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof BuiltinFunction)
}

/** An object or array whose properties are the guest's. */
function isData(value: unknown): value is Record<string, unknown> | unknown[] {
  if (!isObject(value)) return false
  return Array.isArray(value) || isPlain(value)
}

/** A property of the value's own. */
export function property(value: unknown, key: unknown): unknown {
  if (key === Symbol.iterator)
    return value instanceof ItemIterator || itemsOf(value) !== undefined ? iterate : undefined
  const name = keyOf(key)
  if (isData(value)) return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
  if (value instanceof ItemIterator) return name === 'next' ? next : undefined
  if (value instanceof ErrorValue) return errorProperty(value, name)
  if (name === 'size' && (value instanceof Map || value instanceof Set)) return value.size
  return name === 'length' ? lengthOf(value) : numbersOf(value)?.[Number(name)]
}

function errorProperty({ message }: ErrorValue, name: string): unknown {
  if (name === 'message') return message
  if (name === 'name') return 'Error'
  return name === 'stack' ? '' : undefined
}

export function hasProperty(value: unknown, key: unknown): boolean {
  if (isData(value) && key !== Symbol.iterator) return Object.hasOwn(value, keyOf(key))
  return property(value, key) !== undefined
}

/** Sets a property; false for a value that takes none. */
export function setProperty(running: Running, value: unknown, key: unknown, item: unknown): boolean {
  if (!isData(value) || typeof key === 'symbol') return false
  const name = keyOf(key)
  if (Array.isArray(value)) {
    const index = Number(name)
    return String(index >>> 0) === name && setItem(running, value, index, item)
  }
  running.held.charge(name.length * 2 + itemBytes)
  // A plain assignment to `__proto__` would be something else.
  Object.defineProperty(value, name, { value: item, writable: true, enumerable: true, configurable: true })
  return true
}

/** Sets an item of an array; what it skips is `undefined`, so that no array is longer than what was charged for it. */
export function setItem(running: Running, array: unknown, index: number, item: unknown): boolean {
  if (!Array.isArray(array)) return false
  const added = index + 1 - array.length
  if (added > 0) {
    running.held.charge(added * itemBytes)
    while (array.length < index) array.push(undefined)
  }
  array[index] = item
  return true
}

export function newArray(running: Running, length: number): unknown[] {
  running.held.charge(length * itemBytes)
  return new Array<unknown>(length).fill(undefined)
}

/** An object without a prototype. */
export function newObject(running: Running): object {
  running.held.charge(itemBytes)
  return Object.create(null)
}

export function lengthOf(value: unknown): number | undefined {
  return typeof value === 'string' || Array.isArray(value) || isTypedArray(value) || value instanceof MemoryView
    ? value.length
    : undefined
}

/** The names of the properties of a value's own. */
export function keysOf(value: unknown): string[] {
  if (isData(value)) return Object.keys(value)
  const numbers = numbersOf(value)
  return numbers === undefined ? [] : Object.keys(numbers)
}

/** Charges the guest for a list that is made for it. */
export function listed<T>(running: Running, items: T[]): T[] {
  running.held.charge(items.length * itemBytes)
  return items
}

export function entriesOf(running: Running, value: unknown): unknown[][] {
  const keys = keysOf(value)
  running.held.charge(keys.length * 4 * itemBytes)
  return keys.map(key => [key, property(value, key)])
}

function keyOf(key: unknown): string {
  return typeof key === 'string' ? key : textOf(key)
}

/** `String(value)`, which runs nothing of the value's own. */
export function textOf(value: unknown): string {
  if (value instanceof ErrorValue) return `Error: ${value.message}`
  if (value instanceof BuiltinFunction) return 'function'
  if (Array.isArray(value))
    return value.map(item => (isObject(item) ? kindText(item) : item == null ? '' : textOf(item))).join()
  return isObject(value) ? kindText(value) : String(value)
}

function kindText(value: object): string {
  return Array.isArray(value) ? '[object Array]' : '[object Object]'
}

/** Whether a value is of a JavaScript class, by its name; a guest has values of few. */
export function isInstance(value: unknown, name: string): boolean {
  if (name === 'Object') return isObject(value) || value instanceof BuiltinFunction
  if (name === 'Function') return value instanceof BuiltinFunction
  if (name === 'Error') return value instanceof ErrorValue
  if (name === 'Map') return value instanceof Map
  if (name === 'Set') return value instanceof Set
  if (name === 'Array') return Array.isArray(value)
  if (value instanceof MemoryView) return name === 'Uint8Array'
  return isTypedArray(value) && typedArrayName(value) === name
}
