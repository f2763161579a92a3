import { fault } from './fault.ts'
import { readChar, readMultilineString, readString } from './strings.ts'

/** A piece of WAVE text. Offsets are in UTF-16 code units from the start of the text. */
export interface Token {
  readonly kind: 'symbol' | 'number' | 'label' | 'char' | 'string' | 'end'
  /** As it is written; of a char or string what it means. */
  readonly text: string
  readonly offset: number
  readonly end: number
}

/** Words that stand for themselves: a case of such a name is written behind `%`. */
export const keywords: ReadonlySet<string> = new Set(['true', 'false', 'inf', 'nan', 'some', 'none', 'ok', 'err'])

const NUMBER = /-inf|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y
const LABEL = /%?(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(?:-(?:[a-z0-9]+|[A-Z0-9]+))*/y
const BLANK = /[ \t\r\n]*/y

/** Reads the token at `from` or behind white space and comments there. @throws PluginError `invalid-argument` */
export function readToken(text: string, from: number): Token {
  const offset = skipBlank(text, from)
  const make = (kind: Token['kind'], meaning: string, end: number): Token => ({ kind, text: meaning, offset, end })
  const first = text[offset]
  if (first === undefined) return make('end', '', offset)
  if ('{}()[]:,'.includes(first)) return make('symbol', first, offset + 1)
  if (first === "'") {
    const { meaning, end } = readChar(text, offset)
    return make('char', meaning, end)
  }
  if (first === '"') {
    const { meaning, end } = text.startsWith('"""', offset)
      ? readMultilineString(text, offset)
      : readString(text, offset)
    return make('string', meaning, end)
  }
  const number = match(NUMBER, text, offset)
  if (number !== '') return make('number', number, offset + number.length)
  const label = match(LABEL, text, offset)
  if (label !== '') return make('label', label, offset + label.length)
  throw fault(text, offset, `expected a value, found ${JSON.stringify(String.fromCodePoint(codePoint(text, offset)))}`)
}

/** What a token is, for a message. */
export function describe({ kind, text }: Token): string {
  switch (kind) {
    case 'end':
      return 'the end'
    case 'char':
      return 'a char'
    case 'string':
      return 'a string'
    default:
      return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`
  }
}

const MAX_SHOWN = 40

function skipBlank(text: string, from: number): number {
  let at = from
  for (;;) {
    at += match(BLANK, text, at).length
    if (!text.startsWith('//', at)) return at
    const end = text.indexOf('\n', at)
    at = end < 0 ? text.length : end
  }
}

/** What a sticky pattern finds at a place; empty if nothing. */
function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function codePoint(text: string, at: number): number {
  return text.codePointAt(at) ?? 0
}
