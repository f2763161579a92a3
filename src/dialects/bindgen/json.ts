import { PluginError } from '../../errors.ts'
import { type Budget, chargeLift } from '../../memory/budget.ts'
import { ErrorValue } from './error-value.ts'
import { isPlain } from './held.ts'
import type { Running } from './running.ts'

/** How deep objects may be nested in one another. */
const maxDepth = 500

/**
 * JSON text of a value that a guest handed over. What JSON has no form for: a bigint as its digits, a map as an object
 * if all its keys are strings and else as a list of pairs, a set and an array of numbers as lists, anything else `null`.
 */
export function jsonText({ guest, held }: Running, value: unknown): string {
  if (held.changed) return new JsonWriter(guest.budget).write(value, 0)
  // What the guest has only passed on is as host or parser made it.
  const text = plainText(value)
  chargeLift(guest.budget, text.length, 1)
  return text
}

function plainText(value: unknown): string {
  if (value instanceof ErrorValue) return errorText(value)
  if (typeof value === 'bigint') return String(value)
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)) ?? 'null'
}

function errorText({ message }: ErrorValue): string {
  return JSON.stringify({ name: 'Error', message })
}

/** Writes what a guest may have built to be endless: every part is paid for. */
class JsonWriter {
  readonly #budget: Budget

  constructor(budget: Budget) {
    this.#budget = budget
  }

  write(value: unknown, depth: number): string {
    chargeLift(this.#budget, 1, 1)
    if (depth > maxDepth)
      throw new PluginError('output-too-large', `expected objects nested at most ${maxDepth} deep, found more`)
    switch (typeof value) {
      case 'bigint':
        return String(value)
      case 'string':
        chargeLift(this.#budget, value.length, 0)
        return JSON.stringify(value)
      case 'number':
      case 'boolean':
        return JSON.stringify(value)
      case 'object':
        return value === null ? 'null' : this.#writeObject(value, depth)
      default:
        return 'null'
    }
  }

  #writeObject(value: object, depth: number): string {
    if (value instanceof ErrorValue) return errorText(value)
    if (Array.isArray(value) || value instanceof Set || isNumbers(value)) return this.#writeItems(value, depth)
    if (value instanceof Map) {
      const hasNames = [...value.keys()].every(key => typeof key === 'string')
      return hasNames ? this.#writeEntries(value as Map<string, unknown>, depth) : this.#writeItems(value, depth)
    }
    return isPlain(value) ? this.#writeEntries(Object.entries(value), depth) : 'null'
  }

  #writeItems(items: Iterable<unknown>, depth: number): string {
    const texts: string[] = []
    for (const item of items) texts.push(this.write(item, depth + 1))
    return `[${texts.join()}]`
  }

  #writeEntries(entries: Iterable<readonly [string, unknown]>, depth: number): string {
    const texts: string[] = []
    for (const [key, item] of entries)
      if (item !== undefined) texts.push(`${this.write(key, depth)}:${this.write(item, depth + 1)}`)
    return `{${texts.join()}}`
  }
}

function isNumbers(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}
