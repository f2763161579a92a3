import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'

/**
 * The JavaScript values that a guest holds by index. They are data that guest or host made, never objects of the
 * host's own world. Every index from the guest is checked: a forged one is an `abi-violation`.
 */
export interface Values {
  /** Keeps a value for the guest. */
  add(value: unknown): number
  get(index: number): unknown
  /** Gives the value out and lets the index go. */
  take(index: number): unknown
  drop(index: number): void
  /** Lets go the indices that a list in memory holds; the list itself stays. */
  dropList(address: number, length: number): void
}

/** What the guest knows by fixed indices, behind the reserved ones. */
export const constants: readonly unknown[] = [undefined, null, true, false]

/** The most values that one instance may hold at once. */
const maxValues = 1_000_000

const vacant: unique symbol = Symbol('vacant')

/** Values as indices into an array of the host: the older way, and that of modules without reference types. */
export class HeapValues implements Values {
  readonly #guest: Guest
  /** Indices below belong to the guest for good. */
  readonly #first: number
  readonly #slots: unknown[]
  /** Slots that were let go; the last is used first. */
  readonly #free: number[] = []

  constructor(guest: Guest, reserved: number) {
    this.#guest = guest
    this.#slots = [...new Array<unknown>(reserved).fill(undefined), ...constants]
    this.#first = this.#slots.length
  }

  add(value: unknown): number {
    const index = this.#free.pop() ?? this.#slots.length
    if (index >= maxValues + this.#first)
      throw new PluginError('limit-exceeded', `expected a guest that holds at most ${maxValues} values, found more`)
    this.#slots[index] = value
    return index
  }

  get(index: number): unknown {
    const value = index >>> 0 < this.#slots.length ? this.#slots[index >>> 0] : vacant
    if (value === vacant) throw forged(index)
    return value
  }

  take(index: number): unknown {
    const value = this.get(index)
    this.drop(index)
    return value
  }

  drop(index: number): void {
    const slot = index >>> 0
    // Constants are dropped like anything else and stay.
    if (slot < this.#first) return
    this.get(index)
    this.#slots[slot] = vacant
    this.#free.push(slot)
  }

  dropList(address: number, length: number): void {
    for (let i = 0; i < length; i++) this.drop(this.#guest.u32[(address >>> 2) + i] as number)
  }
}

/** What keeping values in the guest's own table takes; a module exports only what its glue would need. */
export interface TableParts {
  readonly table: WebAssembly.Table
  /** Index of a free slot. */
  readonly alloc: (() => number) | undefined
  readonly dealloc: ((index: number) => void) | undefined
  readonly dropSlice: ((address: number, length: number) => void) | undefined
}

/** Values in a table of externrefs whose slots the guest itself deals out. */
export class TableValues implements Values {
  readonly #parts: TableParts

  constructor(parts: TableParts) {
    this.#parts = parts
  }

  add(value: unknown): number {
    const { table, alloc } = this.#parts
    if (alloc === undefined)
      throw new PluginError('unsupported', 'expected a module that takes JavaScript values by index, found one without')
    const index = alloc() >>> 0
    if (index >= table.length) throw forged(index)
    table.set(index, value)
    return index
  }

  get(index: number): unknown {
    if (index >>> 0 >= this.#parts.table.length) throw forged(index)
    return this.#parts.table.get(index >>> 0)
  }

  take(index: number): unknown {
    const value = this.get(index)
    this.drop(index)
    return value
  }

  drop(index: number): void {
    const { table, dealloc } = this.#parts
    if (index >>> 0 >= table.length) throw forged(index)
    // Stripped of the name, its slot is lost to the guest, but not the value to the host.
    if (dealloc === undefined) table.set(index >>> 0, undefined)
    else dealloc(index)
  }

  dropList(address: number, length: number): void {
    this.#parts.dropSlice?.(address, length)
  }
}

function forged(index: number): PluginError {
  return new PluginError('abi-violation', `expected the index of a value that the guest holds, found ${index >>> 0}`)
}

/**
 * Puts the constants into the guest's table, as its glue would before anything else.
 * @throws PluginError `limit-exceeded` when the table may not grow.
 */
export function initTable(table: WebAssembly.Table): void {
  let first: number
  try {
    first = table.grow(constants.length)
  } catch (cause) {
    const message = `expected a table that can grow by ${constants.length} elements, found one of ${table.length} that cannot`
    throw new PluginError('limit-exceeded', message, { cause })
  }
  table.set(0, undefined)
  for (const [i, value] of constants.entries()) table.set(first + i, value)
}
