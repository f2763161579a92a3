import { PluginError } from '../../errors.ts'
import type { Reader } from '../reader.ts'

/**
 * Where the decoder stands: a reader of one component, or of one component or instance type inside it,
 * with the bounds that the whole file shares.
 */
export interface Scope {
  readonly reader: Reader
  /** Components and types around this one. */
  readonly depth: number
  /** The same scope, read on from another place. */
  section(reader: Reader): Scope
  /** A scope inside this one. @throws PluginError `limit-exceeded` when it lies too deep. */
  nested(reader?: Reader): Scope
  /**
   * A vector of at least one byte an item. @throws PluginError `malformed`,
   * `limit-exceeded` when the file has more items than a component may have.
   */
  vector<T>(what: string, readItem: () => T): T[]
  /** Takes one byte and what it stands for; any other byte is malformed. `what` names the choice. */
  choice<T>(what: string, table: ReadonlyMap<number, T>): T
  /** 0x00 for nothing, or 0x01 and the item. */
  optional<T>(what: string, readItem: () => T): T | null
  /** 0x00 or 0x01. */
  flag(what: string): boolean
  /** Takes the one byte that may stand here. */
  expect(byte: number, what: string): void
}

/** Items (definitions, fields, arguments, names) of a whole file: each becomes an object of some 100 bytes. */
const maxItems = 200_000
/** Components in components and types in types: the decoder and all that walk its data recurse so deep. */
const maxNesting = 100

/** The scope of a whole file. `nesting` can only tighten the bound of the decoder's own. */
export function createScope(reader: Reader, nesting: number = maxNesting): Scope {
  let items = 0
  const deepest = Math.min(nesting, maxNesting)

  const at = (reader: Reader, depth: number): Scope => ({
    reader,
    depth,
    section: inner => at(inner, depth),
    nested: (inner = reader) => {
      if (depth >= deepest)
        throw new PluginError(
          'limit-exceeded',
          `expected components and types at most ${deepest} deep, found deeper ones`,
          { offset: inner.offset },
        )
      return at(inner, depth + 1)
    },
    vector: (what, readItem) => {
      const count = reader.count(what)
      items += count
      if (items > maxItems)
        throw new PluginError('limit-exceeded', `expected at most ${maxItems} items in a component, found more`, {
          offset: reader.offset,
        })
      return Array.from({ length: count }, readItem)
    },
    choice: (what, table) => {
      const byte = reader.u8()
      const found = table.get(byte)
      if (found === undefined) reader.fail(`expected ${what}, found the byte ${hex(byte)}`, reader.offset - 1)
      return found as NonNullable<typeof found>
    },
    optional: (what, readItem) => (flag(reader, what) ? readItem() : null),
    flag: what => flag(reader, what),
    expect: (byte, what) => {
      const found = reader.u8()
      if (found !== byte) reader.fail(`expected ${hex(byte)} for ${what}, found ${hex(found)}`, reader.offset - 1)
    },
  })
  return at(reader, 0)
}

/** How many scopes out: no more than there are around this one. */
export function readScopeCount(scope: Scope): number {
  const { reader } = scope
  const from = reader.offset
  const count = reader.u32()
  if (count > scope.depth) reader.fail(`expected at most ${scope.depth} enclosing scopes, found ${count}`, from)
  return count
}

function flag(reader: Reader, what: string): boolean {
  const byte = reader.u8()
  if (byte > 1) reader.fail(`expected 0x00 or 0x01 for ${what}, found ${hex(byte)}`, reader.offset - 1)
  return byte === 1
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
