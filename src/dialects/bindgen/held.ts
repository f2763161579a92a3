import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import { ErrorValue } from './error-value.ts'

/** The most bytes, about, that a guest may hold outside its own memory, as JavaScript values. */
const maxHeld = 128 * 1024 * 1024

/**
 * Keeps account of the JavaScript values that a guest has made: it holds them beyond a call, where no memory limit
 * counts. What it makes is added up; when that is much, what it still holds is counted anew.
 */
export class Held {
  readonly #guest: Guest
  readonly #roots: () => Iterable<unknown>
  readonly #most: number
  #bytes = 0
  /** The guest has changed objects: they may be part of themselves, or of each other many times over. */
  changed = false

  /** `roots`: all values that the guest holds. */
  constructor(guest: Guest, roots: () => Iterable<unknown>, most: number = maxHeld) {
    this.#guest = guest
    this.#roots = roots
    this.#most = most
  }

  /** To be called before anything is made. Ends the guest where it holds too much. */
  charge(bytes: number): void {
    this.#bytes += bytes
    // Twice as much, so that a guest that holds nearly all it may is not counted with every call.
    if (this.#bytes <= this.#most * 2) return
    this.#bytes = bytes + sizeOf(this.#roots())
    if (this.#bytes > this.#most)
      this.#guest.stop(
        new PluginError('memory-exhausted', `expected at most ${this.#most} bytes of JavaScript values, found more`),
      )
  }
}

/** Bytes of values with all that they refer to, about; each object once. */
export function sizeOf(roots: Iterable<unknown>): number {
  const seen = new Set<unknown>()
  const waiting = [...roots]
  let bytes = 0
  while (waiting.length > 0) {
    const value = waiting.pop()
    bytes += shallowSize(value)
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    for (const part of partsOf(value)) waiting.push(part)
  }
  return bytes
}

/** What one item of a container costs, about. */
export const itemBytes = 24

/** Bytes of a value without what it refers to, about. */
export function shallowSize(value: unknown): number {
  if (typeof value === 'string') return itemBytes + value.length * 2
  if (ArrayBuffer.isView(value)) return itemBytes + value.buffer.byteLength
  if (value instanceof ErrorValue) return itemBytes + value.message.length * 2
  return itemBytes
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  return isPlain(value) ? Object.entries(value).flat() : []
}

/** An object that guest or host made of nothing but its properties: those of others are not looked at. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
