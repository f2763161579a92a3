import { escapeText } from '../text.ts'
import { fault } from './fault.ts'

/** A char or string of the text: what it means, and where it ends. */
export interface Literal {
  readonly meaning: string
  readonly end: number
}

const ESCAPES: ReadonlyMap<string | undefined, string> = new Map([
  ["'", "'"],
  ['"', '"'],
  ['\\', '\\'],
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
])

const SCALAR = /u\{([0-9a-fA-F]{1,6})\}/y

/** `'x'`: one Unicode scalar value. */
export function readChar(text: string, start: number): Literal {
  const at = start + 1
  const point = text.codePointAt(at)
  const found = text[at]
  if (point === undefined || found === '\n') throw fault(text, at, 'expected a character')
  if (found === "'") throw fault(text, at, "expected a character, found none: write \\' for the quote itself")
  if (point >= 0xd800 && point <= 0xdfff) throw fault(text, at, 'expected a character, found half of one')
  const { meaning, end } = found === '\\' ? readEscape(text, at) : characterAt(text, at)
  if (text[end] === "'") return { meaning, end: end + 1 }
  throw fault(text, end, "expected ' after one character")
}

function characterAt(text: string, at: number): Literal {
  const meaning = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return { meaning, end: at + meaning.length }
}

/** `"abc"`: on one line, which ends with the closing quote. */
export function readString(text: string, start: number): Literal {
  const parts: string[] = []
  let at = start + 1
  for (;;) {
    const end = nextOf(text, at, /["\\\n]/g)
    parts.push(text.slice(at, end))
    if (text[end] === '"') return { meaning: parts.join(''), end: end + 1 }
    if (text[end] !== '\\') throw fault(text, end, 'expected " at the end of the string, found the end of the line')
    const escaped = readEscape(text, end)
    parts.push(escaped.meaning)
    at = escaped.end
  }
}

/**
 * Lines between `"""` and `"""`. The first and the last line break are not part of the string; what stands before the
 * closing mark is taken off each line.
 */
export function readMultilineString(text: string, start: number): Literal {
  const first = start + 3
  const close = text.indexOf('"""', first)
  if (close < 0) throw fault(text, start, 'expected """ at the end of the string, found the end of the text')
  const lineBreak = /\r?\n/y
  lineBreak.lastIndex = first
  if (!lineBreak.test(text)) throw fault(text, first, 'expected a line break after """')
  const last = text.lastIndexOf('\n', close - 1)
  const indent = text.slice(last + 1, close)
  if (/[^ ]/.test(indent)) throw fault(text, last + 1, 'expected only spaces before """ at the end of the string')
  const lines: string[] = []
  // The first line break may be the last one too.
  for (let at = lineBreak.lastIndex; at <= last; at = text.indexOf('\n', at) + 1) {
    if (!text.startsWith(indent, at)) throw fault(text, at, `expected ${indent.length} spaces, as before the last """`)
    lines.push(readLine(text, at + indent.length))
  }
  return { meaning: lines.join('\n'), end: close + 3 }
}

function readLine(text: string, start: number): string {
  const parts: string[] = []
  let at = start
  for (;;) {
    const end = nextOf(text, at, /\\|\r?\n/g)
    parts.push(text.slice(at, end))
    if (text[end] !== '\\') return parts.join('')
    const escaped = readEscape(text, end)
    parts.push(escaped.meaning)
    at = escaped.end
  }
}

/** Where a pattern is found next; the end of the text if nowhere. */
function nextOf(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? text.length
}

function readEscape(text: string, start: number): Literal {
  const simple = ESCAPES.get(text[start + 1])
  if (simple !== undefined) return { meaning: simple, end: start + 2 }
  SCALAR.lastIndex = start + 1
  const digits = SCALAR.exec(text)?.[1]
  if (digits === undefined) throw fault(text, start, `expected an escape: \\' \\" \\\\ \\t \\n \\r \\u{1F600}`)
  const point = Number.parseInt(digits, 16)
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
    throw fault(text, start, 'expected a Unicode scalar value')
  return { meaning: String.fromCodePoint(point), end: SCALAR.lastIndex }
}

const WRITTEN: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A string as text that is safe to show: control and invisible characters are escaped. */
export function printString(value: string): string {
  return `"${escapeWith(value, '"')}"`
}

/** A char, likewise. */
export function printChar(value: string): string {
  return `'${escapeWith(value, "'")}'`
}

function escapeWith(value: string, quote: string): string {
  const parts = value.split(/([\\"'\t\n\r])/)
  return parts
    .map((part, at) => (at % 2 === 0 ? escapeText(part) : part === quote ? `\\${quote}` : (WRITTEN[part] ?? part)))
    .join('')
}
