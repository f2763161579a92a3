import { describe, expect, test } from 'vitest'
import { readDocs } from './docs.ts'
import { FORBIDDEN, scan, type Token, unescapeText } from './lexer.ts'

function tokens(text: string): Token[] {
  const found: Token[] = []
  for (let token = scan(text, 0); token.kind !== 'end'; token = scan(text, token.end)) found.push(token)
  return found
}

function kinds(text: string): string {
  return tokens(text)
    .map(({ kind, start, end }) => (kind === text.slice(start, end) ? kind : `${kind}(${text.slice(start, end)})`))
    .join(' ')
}

test.each([
  ['record a-b{c:u8,}', 'record identifier(a-b) { identifier(c) : u8 , }'],
  ['->-> - -a', '-> -> - identifier(-a)'],
  ['func()->u32', 'func ( ) -> u32'],
  ['%record %% _ _a a_b', 'identifier(%record) identifier(%) identifier(%) _ identifier(_a) identifier(a_b)'],
  ['error-context error', 'error-context identifier(error)'],
  ['1.20.3-rc.1', 'integer(1) . integer(20) . integer(3) identifier(-rc) . integer(1)'],
  ['"a \\" b"c', 'text("a \\" b") identifier(c)'],
  ['naïve 名前 a', 'identifier(naïve) identifier(名前) identifier(a)'],
  ['# 😀', 'invalid(#) invalid(😀)'],
  ['"open', 'invalid("open)'],
  ['a /* /* */ b', 'identifier(a) invalid(/* /* */ b)'],
  ['a/b@c', 'identifier(a) / identifier(b) @ identifier(c)'],
])('%s', (text, expected) => expect(kinds(text)).toBe(expected))

test('comments are kept with the token behind them', () => {
  const text = '// a\n/* b /* c */ */ x'
  const [token] = tokens(text)
  expect(token?.comments.map((_, i, all) => (i % 2 ? '' : text.slice(all[i], all[i + 1])))).toEqual([
    '// a',
    '',
    '/* b /* c */ */',
    '',
  ])
})

describe('documentation', () => {
  const docs = (text: string): string | undefined => readDocs(text, scan(text, 0).comments)

  test.each([
    ['/// One.\n/// Two.\nx', 'One.\nTwo.'],
    ['///One.\n///   Two.\nx', 'One.\n   Two.'],
    ['///  One.\n///\n///    Two.  \n///\nx', 'One.\n\n  Two.'],
    ['// no\n/// yes\n/* no */ x', 'yes'],
    ['/** One. */ x', 'One.'],
    ['/**\n * One.\n *   Two.\n */ x', 'One.\n  Two.'],
    ['/** One.\n * Two.\n */ x', 'One.\nTwo.'],
    ['/**\n   One.\r\n     Two.\r\n*/ x', 'One.\n  Two.'],
    ['//// four\nx', 'four'],
    ['/// https://example.org/\nx', 'https://example.org/'],
  ])('%j is %j', (text, expected) => expect(docs(text)).toBe(expected))

  test.each(['x', '// x\nx', '/* x */ x', '/**/ x', '///\n///\nx'])('%j has none', text => {
    expect(docs(text)).toBeUndefined()
  })
})

test.each([
  ['"a"', 'a'],
  ['"\\t\\n\\r\\"\\\'\\\\"', '\t\n\r"\'\\'],
  ['"\\u{41}\\u{1F600}"', 'A😀'],
  ['"\\c3\\a9"', 'é'],
  ['""', ''],
])('%s is the text %j', (literal, value) => expect(unescapeText(literal)).toBe(value))

test.each(['"\\q"', '"\\u{d800}"', '"\\u{110000}"', '"\\u{}"', '"\\ff"', '"\\4"'])('%s is no text', literal => {
  expect(unescapeText(literal)).toBeUndefined()
})

test('the forbidden characters are those of the specification', () => {
  const isForbidden = (code: number): boolean => FORBIDDEN.test(String.fromCodePoint(code))
  const allowed = [0x09, 0x0a, 0x0d, 0x20, 0xa0, 0x200b, 0xfeff, 0x1f600]
  expect(allowed.filter(isForbidden)).toEqual([])
  const forbidden = [0x00, 0x0b, 0x1b, 0x7f, 0x85, 0x149, 0x673, 0xf77, 0xf79, 0x17a3, 0x17a4, 0x17b4, 0x17b5]
  const overrides = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]
  expect([...forbidden, ...overrides].filter(code => !isForbidden(code))).toEqual([])
})
