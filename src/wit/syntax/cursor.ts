import { isLabel } from '../names.ts'
import type { Id } from './ast.ts'
import { readDocs } from './docs.ts'
import { scan, type Token, type TokenKind } from './lexer.ts'
import type { Faults, Source } from './source.ts'

/** Thrown inside the parser to leave an item that is wrong; the fault is reported already. */
export class SyntaxFault {}

/** The place in a text where the parser stands, with the token there. */
export interface Cursor {
  readonly source: Source
  readonly token: Token
  at(kind: TokenKind): boolean
  /** The current token; moves behind it. */
  take(): Token
  /** Takes the token if it is of this kind. */
  eat(kind: TokenKind): boolean
  /** @throws SyntaxFault if the token is of another kind, as all that follow. */
  expect(kind: TokenKind): Token
  id(): Id
  /** The word that must stand here, which is no keyword. */
  word(word: string): void
  /** Takes what matches at the current token; `expected` says what it is. */
  match(pattern: RegExp, expected: string): string
  textOf(token: Token): string
  docs(): string | undefined
  /** `advice` goes behind the sentence. */
  failExpected(expected: string, advice?: string): never
  fail(at: number, message: string): never
  /** Reports what is wrong in an item that can be read on all the same. */
  report(at: number, message: string): void
  /** Parses one item after the other up to `end`, and goes on behind items that are wrong. */
  items<T>(end: '}' | 'end', parse: () => T): T[]
}

export function createCursor(source: Source, faults: Faults): Cursor {
  const { text } = source
  let token = scan(text, text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0)
  /** Blocks that are open. */
  let depth = 0

  const cursor: Cursor = {
    source,
    get token() {
      return token
    },
    at: kind => token.kind === kind,
    take() {
      const taken = token
      if (taken.kind === '{') depth++
      else if (taken.kind === '}') depth--
      token = scan(text, taken.end)
      return taken
    },
    eat(kind) {
      if (token.kind !== kind) return false
      cursor.take()
      return true
    },
    expect(kind) {
      if (token.kind !== kind) return cursor.failExpected(describeKind(kind))
      return cursor.take()
    },
    id() {
      if (token.kind !== 'identifier') {
        const escaped = /^[a-z]/.test(token.kind) && text.slice(token.start, token.end) === token.kind
        return cursor.failExpected('a name', escaped ? `write %${token.kind} to use the keyword as a name` : undefined)
      }
      const { start, end } = token
      const name = text.slice(text[start] === '%' ? start + 1 : start, end)
      if (name.length > LONGEST_NAME) return cursor.fail(start, `a name is longer than ${LONGEST_NAME} characters`)
      if (!isLabel(name)) return cursor.fail(start, badLabel(name))
      cursor.take()
      return { name, at: start }
    },
    word(word) {
      if (token.kind !== 'identifier' || text.slice(token.start, token.end) !== word) cursor.failExpected(`'${word}'`)
      cursor.take()
    },
    match(pattern, expected) {
      pattern.lastIndex = token.start
      const found = pattern.exec(text)?.[0]
      if (found === undefined || found === '') return cursor.failExpected(expected)
      token = scan(text, token.start + found.length)
      return found
    },
    textOf: ({ start, end }) => text.slice(start, end),
    docs: () => (token.comments.length === 0 ? undefined : readDocs(text, token.comments)),
    failExpected(expected, advice) {
      const found = describe(token, text)
      faults.reportExpected({ source, offset: token.start }, expected, advice ? `${found}: ${advice}` : found)
      throw new SyntaxFault()
    },
    fail(at, message) {
      faults.report({ source, offset: at }, message)
      throw new SyntaxFault()
    },
    report: (at, message) => faults.report({ source, offset: at }, message),
    items(end, parse) {
      const items: ReturnType<typeof parse>[] = []
      const outside = depth
      while (token.kind !== end) {
        if (token.kind === 'end') return cursor.failExpected(describeKind(end))
        const before = token.start
        try {
          items.push(parse())
        } catch (fault) {
          if (!(fault instanceof SyntaxFault)) throw fault
          // Nobody reads further faults, so that looking for them is time given away.
          if (faults.isFull) token = scan(text, text.length)
          else skipItem(outside, before)
        }
      }
      return items
    },
  }

  /** Goes behind the item that began at `begin`: its `;`, or the block that it opened. */
  function skipItem(outside: number, begin: number): void {
    while (token.kind !== 'end') {
      if (token.kind === '}' && depth <= outside) {
        // Of the block around; at the top level there is none, and it is passed over.
        if (outside > 0 || token.start > begin) return
        token = scan(text, token.end)
        return
      }
      const { kind } = cursor.take()
      if (depth === outside && (kind === ';' || kind === '}')) return
    }
  }

  return cursor
}

function describeKind(kind: TokenKind): string {
  switch (kind) {
    case 'identifier':
      return 'a name'
    case 'integer':
      return 'a number'
    case 'text':
      return 'a text in double quotes'
    case 'end':
      return 'the end of the text'
    default:
      return `'${kind}'`
  }
}

/** In UTF-16 code units; names stand in messages, and whoever writes longer ones means harm. */
const BYTE_ORDER_MARK = 0xfeff
const LONGEST_NAME = 1000
const LONGEST_SHOWN = 40

function describe(token: Token, text: string): string {
  if (token.kind === 'end') return 'the end of the text'
  if (token.problem !== undefined) return token.problem
  const shown = text.slice(token.start, Math.min(token.end, token.start + LONGEST_SHOWN))
  return `'${shown}${token.end - token.start > LONGEST_SHOWN ? '...' : ''}'`
}

function badLabel(name: string): string {
  const shown = name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}...` : name
  const kebab = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])|_/g, '-')
    .toLowerCase()
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')
  const advice = kebab !== name && kebab.length <= LONGEST_SHOWN && isLabel(kebab) ? `: write ${kebab}` : ''
  return `'${shown}' is no name, which is words joined by '-', each all lower or all upper case${advice}`
}
