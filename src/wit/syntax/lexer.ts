/** Words that stand for themselves in WIT; `%` before one makes it a name. */
const KEYWORDS = [
  'as',
  'async',
  'bool',
  'borrow',
  'char',
  'constructor',
  'enum',
  'error-context',
  'export',
  'f32',
  'f64',
  'flags',
  'from',
  'func',
  'future',
  'import',
  'include',
  'interface',
  'list',
  'map',
  'option',
  'own',
  'package',
  'record',
  'resource',
  'result',
  's16',
  's32',
  's64',
  's8',
  'static',
  'stream',
  'string',
  'tuple',
  'type',
  'u16',
  'u32',
  'u64',
  'u8',
  'use',
  'variant',
  'with',
  'world',
] as const
export type Keyword = (typeof KEYWORDS)[number]
export type Punctuation =
  | ('=' | ',' | ':' | '.' | ';' | '(' | ')' | '{' | '}' | '<' | '>' | '->')
  | ('*' | '@' | '/' | '+' | '-' | '_')

/** A keyword or punctuation mark is its own kind. */
export type TokenKind = 'identifier' | 'integer' | 'text' | 'end' | 'invalid' | Keyword | Punctuation

export interface Token {
  readonly kind: TokenKind
  /** Offsets into the text, in UTF-16 code units. */
  readonly start: number
  readonly end: number
  /** The comments before this token: start and end of each. */
  readonly comments: readonly number[]
  /** Of an `invalid` token: what is wrong with it. */
  readonly problem?: string
}

const KEYWORD_SET: ReadonlySet<string> = new Set(KEYWORDS)
const NO_COMMENTS: readonly number[] = []

const MARKS: ReadonlySet<string> = new Set(['=', ',', ':', '.', ';', '(', ')', '{', '}', '<', '>', '*', '@', '/', '+'])

function isPunctuation(text: string): text is Punctuation {
  return MARKS.has(text)
}

export function isKeyword(word: string): word is Keyword {
  return KEYWORD_SET.has(word)
}

/** Reads the token that begins at or after `position`; at the end of the text, and beyond, one of kind `end`. */
export function scan(text: string, position: number): Token {
  let start = position
  let comments: number[] | undefined
  for (;;) {
    const code = text.charCodeAt(start)
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      start++
      continue
    }
    if (code !== SLASH) break
    const end = commentEnd(text, start)
    if (end === start) break
    if (end < 0) {
      const problem = 'a comment that is never closed'
      return { kind: 'invalid', start, end: text.length, comments: comments ?? NO_COMMENTS, problem }
    }
    comments ??= []
    comments.push(start, end)
    start = end
  }
  return scanToken(text, start, comments ?? NO_COMMENTS)
}

const SLASH = 0x2f
const STAR = 0x2a

/** Where the comment that begins at `start` ends; `start` when there is none, -1 when it has no end. */
function commentEnd(text: string, start: number): number {
  const second = text.charCodeAt(start + 1)
  if (second === SLASH) {
    const newline = text.indexOf('\n', start)
    return newline < 0 ? text.length : newline
  }
  if (second !== STAR) return start
  let depth = 1
  for (let at = start + 2; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
      depth++
      at++
    } else if (code === STAR && text.charCodeAt(at + 1) === SLASH) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  return -1
}

function scanToken(text: string, start: number, comments: readonly number[]): Token {
  if (start >= text.length) return { kind: 'end', start: text.length, end: text.length, comments }
  const code = text.charCodeAt(start)
  if (code === 0x2d && text.charCodeAt(start + 1) === 0x3e) return { kind: '->', start, end: start + 2, comments }
  if (isDigit(code)) {
    let end = start + 1
    while (isDigit(text.charCodeAt(end))) end++
    return { kind: 'integer', start, end, comments }
  }
  if (code === 0x25) return { kind: 'identifier', start, end: wordEnd(text, start + 1), comments }
  const end = wordEnd(text, start)
  if (end > start) {
    const word = text.slice(start, end)
    const kind = isKeyword(word) || word === '_' || word === '-' ? word : 'identifier'
    return { kind, start, end, comments }
  }
  const mark = text.charAt(start)
  if (isPunctuation(mark)) return { kind: mark, start, end: start + 1, comments }
  if (mark === '"') return scanText(text, start, comments)
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0)
  return { kind: 'invalid', start, end: start + character.length, comments, problem: `'${character}'` }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Letters, digits, `-`, `_` of any script: what is no proper label is found out with a better message later. */
function wordEnd(text: string, start: number): number {
  let end = start
  for (;;) {
    const code = text.charCodeAt(end)
    const isWord = (code >= 0x61 && code <= 0x7a) || code === 0x2d || isDigit(code)
    if (isWord || (code >= 0x41 && code <= 0x5a) || code === 0x5f) end++
    else if (code >= 0x80) {
      // Made when it is needed: such a class takes an engine a millisecond.
      const others = /\p{ID_Continue}+/uy
      others.lastIndex = end
      if (!others.test(text)) return end
      end = others.lastIndex
    } else return end
  }
}

function scanText(text: string, start: number, comments: readonly number[]): Token {
  for (let end = start + 1; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 0x22) return { kind: 'text', start, end: end + 1, comments }
    if (code === 0x5c) end++
    else if (code === 0x0a) return { kind: 'invalid', start, end, comments, problem: 'a text that is never closed' }
  }
  return { kind: 'invalid', start, end: text.length, comments, problem: 'a text that is never closed' }
}

const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2})|([tnr"'\\]))/y
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' }

/** The value of a text literal, quotes included; `undefined` when an escape in it is none. */
export function unescapeText(literal: string): string | undefined {
  const encoder = new TextEncoder()
  const bytes: number[] = []
  for (let at = 1; at < literal.length - 1; ) {
    const next = literal.indexOf('\\', at)
    const end = next < 0 ? literal.length - 1 : next
    for (const byte of encoder.encode(literal.slice(at, end))) bytes.push(byte)
    if (next < 0) break
    ESCAPE.lastIndex = next
    const found = ESCAPE.exec(literal)
    if (found === null) return undefined
    const [, scalar, byte, letter] = found
    if (byte !== undefined) bytes.push(Number.parseInt(byte, 16))
    else {
      const character = letter === undefined ? fromScalar(scalar) : (SIMPLE_ESCAPES[letter] ?? letter)
      if (character === undefined) return undefined
      bytes.push(...encoder.encode(character))
    }
    at = ESCAPE.lastIndex
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes))
  } catch {
    return undefined
  }
}

function fromScalar(hex = ''): string | undefined {
  const value = Number.parseInt(hex, 16)
  const isScalar = value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff)
  return isScalar ? String.fromCodePoint(value) : undefined
}

// Written out, because the engine takes a millisecond to compile Unicode's own classes.
const CONTROLS = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f'
const DIRECTIONS = '\\u202a-\\u202e\\u2066-\\u2069'
const DISCOURAGED = '\\u0149\\u0673\\u0f77\\u0f79\\u17a3\\u17a4\\u17b4\\u17b5'

/**
 * Characters that no WIT text may hold, comments included: controls, overrides of the writing direction that make a
 * text look other than it is, and code points that Unicode discourages.
 */
export const FORBIDDEN: RegExp = new RegExp(`[${CONTROLS}${DIRECTIONS}${DISCOURAGED}]`)
