import type { PluginError } from '../../errors.ts'
import { showTypeRef } from '../../wit/show.ts'
import type { TypeDef, TypeRef } from '../../wit/world.ts'
import { fault } from './fault.ts'
import { describe, readToken, type Token } from './lexer.ts'

/** Values may stand in values so deep. */
export const maxDepth = 100

/** A place in a text that is read token by token. */
export interface Cursor {
  readonly types: readonly TypeDef[]
  /** The token to be read next. */
  readonly token: Token
  /** The token that was read last; before anything was read, the next one. */
  readonly last: Token
  /** Reads the token and goes on to the next one. */
  take(): Token
  /** Reads a symbol, if it stands here. */
  takeSymbol(symbol: string): boolean
  /** @throws PluginError `invalid-argument` if another token stands here */
  expectSymbol(symbol: string): void
  /** Runs a reader one level deeper. @throws PluginError `invalid-argument` when that is too deep */
  nested<T>(read: () => T): T
  /** The error for a token that cannot stand here: the next one, unless told. */
  unexpected(expected: string, found?: Token): PluginError
  /** An error at a token: at the next one, unless told. */
  fault(message: string, token?: Token): PluginError
  /** A type's name, for messages. */
  show(ref: TypeRef): string
}

/** Begins to read at `from`. */
export function createCursor(text: string, types: readonly TypeDef[], from = 0): Cursor {
  let token = readToken(text, from)
  let last = token
  let depth = 0
  const is = (symbol: string): boolean => token.kind === 'symbol' && token.text === symbol
  const cursor: Cursor = {
    types,
    get token() {
      return token
    },
    get last() {
      return last
    },
    take() {
      last = token
      token = readToken(text, last.end)
      return last
    },
    takeSymbol(symbol) {
      if (!is(symbol)) return false
      cursor.take()
      return true
    },
    expectSymbol(symbol) {
      if (!cursor.takeSymbol(symbol)) throw cursor.unexpected(symbol)
    },
    nested(read) {
      if (depth === maxDepth) throw cursor.fault(`expected at most ${maxDepth} values in one another`)
      depth++
      const value = read()
      depth--
      return value
    },
    unexpected: (expected, found = token) =>
      fault(text, found.offset, `expected ${expected}, found ${describe(found)}`),
    fault: (message, { offset } = token) => fault(text, offset, message),
    show: ref => showTypeRef(types, ref),
  }
  return cursor
}

/** Reads what stands between an opening symbol and `close`, with commas between; a last comma is allowed. */
export function readSequence<T>(cursor: Cursor, close: string, read: (at: number) => T): T[] {
  const items: T[] = []
  while (!cursor.takeSymbol(close)) {
    items.push(read(items.length))
    if (cursor.takeSymbol(',')) continue
    if (!cursor.takeSymbol(close)) throw cursor.unexpected(`, or ${close}`)
    break
  }
  return items
}
