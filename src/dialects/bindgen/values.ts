import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'

/**
 * The JavaScript values that a guest holds by index. They are data that guest or host made, never objects of the
 * host's own world. Every index from the guest is checked: a forged one is an `abi-violation`.
 */
export interface Values {
  /** Keeps a value for the guest, which lets it go by itself. */
  add(value: unknown): number
  /** Keeps a value for the guest until `settle`. */
  lend(value: unknown): number
  /** As `add` where the guest lets the value go, as `lend` where it does not: nobody knows which. */
  pass(value: unknown): number
  /** The end of a call. `kept`: what was passed may still be in use. */
  settle(kept: boolean): void
  get(index: number): unknown
  /** Gives the value out and lets the index go. */
  take(index: number): unknown
  drop(index: number): void
  /** Lets go the indices that a list in memory holds; the list itself stays. */
  dropList(address: number, length: number): void
  /** All that the guest holds. */
  all(): Iterable<unknown>
}

/** What the guest knows by fixed indices, behind the reserved ones. */
export const constants: readonly unknown[] = [undefined, null, true, false]

/** The most values that one instance may hold at once. */
const maxValues = 1_000_000

const vacant: unique symbol = Symbol('vacant')

/** Values as indices into an array of the host: the older way, and that of modules without reference types. */
export class HeapValues implements Values {
  readonly #guest: Guest
  /** Indices from here on are dealt out; those before are lent ones, from the end down, and the constants. */
  readonly #first: number
  readonly #slots: unknown[]
  /** How often each slot was let go: with it a slot that was taken anew is another one. */
  readonly #generations: number[] = []
  /** Slots that were let go; the last is used first. */
  readonly #free: number[] = []
  readonly #reserved: number
  #lent: number
  readonly #passed: { readonly slot: number; readonly generation: number }[] = []

  constructor(guest: Guest, reserved: number) {
    this.#guest = guest
    this.#reserved = reserved
    this.#lent = reserved
    // The index 0 stands for none, and is asked for as such.
    this.#slots = [undefined, ...new Array<unknown>(Math.max(0, reserved - 1)).fill(vacant), ...constants]
    this.#first = this.#slots.length
  }

  add(value: unknown): number {
    const index = this.#free.pop() ?? this.#slots.length
    if (index >= maxValues + this.#first)
      throw new PluginError('limit-exceeded', `expected a guest that holds at most ${maxValues} values, found more`)
    this.#slots[index] = value
    return index
  }

  lend(value: unknown): number {
    if (this.#lent <= 1)
      throw new PluginError('limit-exceeded', `expected at most ${this.#reserved} values lent to a call, found more`)
    this.#lent -= 1
    this.#slots[this.#lent] = value
    return this.#lent
  }

  pass(value: unknown): number {
    const slot = this.add(value)
    this.#passed.push({ slot, generation: this.#generations[slot] ?? 0 })
    return slot
  }

  settle(kept: boolean): void {
    this.#slots.fill(vacant, this.#lent, this.#reserved)
    this.#lent = this.#reserved
    for (const { slot, generation } of this.#passed) {
      const alive = this.#slots[slot] !== vacant && (this.#generations[slot] ?? 0) === generation
      if (alive && !kept) this.drop(slot)
    }
    this.#passed.length = 0
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
    // Constants and lent values are dropped like anything else and stay.
    if (slot < this.#first) return
    this.get(index)
    this.#slots[slot] = vacant
    this.#generations[slot] = (this.#generations[slot] ?? 0) + 1
    this.#free.push(slot)
  }

  dropList(address: number, length: number): void {
    for (let i = 0; i < length; i++) this.drop(this.#guest.u32[(address >>> 2) + i] as number)
  }

  all(): Iterable<unknown> {
    return this.#slots
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

  // Modules with references pass these as such: none of them is lent or passed by index.
  lend(value: unknown): number {
    return this.add(value)
  }

  pass(value: unknown): number {
    return this.add(value)
  }

  settle(): void {}

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

  *all(): Iterable<unknown> {
    const { table } = this.#parts
    for (let i = 0; i < table.length; i++) yield table.get(i)
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
