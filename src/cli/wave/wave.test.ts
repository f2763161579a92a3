import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryTyped } from '../../canonical/testing/arbitrary.ts'
import { PluginError } from '../../errors.ts'
import { parseWit } from '../../wit/parse.ts'
import type { TypeDef, TypeRef } from '../../wit/world.ts'
import { parseArguments, readCall } from './call.ts'
import { parseWave } from './parse.ts'
import { printWave } from './print.ts'

const definitions = `
  record point { x: s32, y: s32 }
  record person { name: string, nick-name: option<string>, HTTP-port: option<u16> }
  record gaps { maybe: option<u8>, nested: option<option<u8>> }
  record nothing {}
  variant delay { forever, days(u32), err(string), none }
  enum direction { north, south, ok }
  flags permissions { read, write, light-blue }
  type alias = point;
`

/** A type by its WIT text. */
function typeOf(wit: string): { readonly types: readonly TypeDef[]; readonly ref: TypeRef } {
  const world = parseWit(`package a:b; world w { ${definitions} export f: func(value: ${wit}); }`)
  const [item] = world.exports
  if (item?.kind !== 'function') throw new Error('there is one function')
  return { types: world.types, ref: item.function.params[0]?.type ?? 'bool' }
}

/** Texts that read as the value; the first one is how it is printed. */
const rows: readonly [wit: string, value: unknown, ...texts: string[]][] = [
  ['bool', true, 'true', ' true ', '// yes\ntrue // it is'],
  ['bool', false, 'false'],
  ['u8', 123, '123'],
  ['s8', -9, '-9'],
  ['s8', 0, '0', '-0'],
  ['u64', 2n ** 64n - 1n, '18446744073709551615'],
  ['s64', -(2n ** 63n), '-9223372036854775808'],
  ['f64', 3.14, '3.14', '314e-2'],
  ['f64', 6.022e23, '6.022e+23', '6.022e23', '6.022E+23'],
  ['f64', -0, '-0', '-0.0'],
  ['f64', Number.NaN, 'nan'],
  ['f64', Number.POSITIVE_INFINITY, 'inf', '1e999'],
  ['f32', Number.NEGATIVE_INFINITY, '-inf', '-1e39'],
  ['f32', Math.fround(0.1), '0.1', '0.10000000149011612'],
  ['f32', Math.fround(16777216), '16777216', '16777217'],
  ['char', 'x', "'x'", "'\\u{78}'"],
  ['char', "'", "'\\''"],
  ['char', '"', "'\"'", "'\\\"'"],
  ['char', '😀', "'😀'", "'\\u{1F600}'", "'\\u{1f600}'"],
  ['char', '\n', "'\\n'", "'\\u{a}'"],
  ['string', 'abc\t1', '"abc\\t1"', '"abc\t1"', '"abc\\u{9}1"'],
  ['string', '\'"\\\r\n', '"\'\\"\\\\\\r\\n"', '"\\\'\\"\\\\\\r\\n"'],
  ['string', '', '""', '"""\n"""', '"""\n\n"""', '"""\n    """', '"""\n  \n  """'],
  ['string', '\u{202e}\u{feff}\0é', '"\\u{202e}\\u{feff}\\u{0}é"'],
  ['string', '// no comment', '"// no comment"'],
  ['string', 'one line', '"one line"', '"""\none line\n"""', '"""\r\n  one line\r\n  """'],
  [
    'string',
    '  by the\n    closing mark',
    '"  by the\\n    closing mark"',
    '"""\n    by the\n      closing mark\n  """',
  ],
  [
    'string',
    'kept \r\n""""',
    '"kept \\r\\n\\"\\"\\"\\""',
    '"""\n  kept \\r\n  ""\\""\n  """',
    '"""\nkept \\r\r\n""\\""\r\n"""',
  ],
  ['tuple<string, u8>', ['abc', 123], '("abc", 123)', '("abc",123,)', ' ( "abc" , 123 ) '],
  ['list<u16>', Uint16Array.of(1, 2, 3), '[1, 2, 3]', '[1,2,3,]', '[1, // one\n2, 3]'],
  ['list<u8>', new Uint8Array(), '[]'],
  ['list<s64>', BigInt64Array.of(-1n), '[-1]'],
  ['list<f32>', Float32Array.of(0.5, Number.NaN), '[0.5, nan]'],
  ['list<string>', ['a'], '["a"]'],
  ['list<bool, 2>', [true, false], '[true, false]'],
  ['list<u8, 2>', Uint8Array.of(1, 2), '[1, 2]'],
  [
    'map<string, u8>',
    [
      ['a', 1],
      ['a', 2],
    ],
    '[("a", 1), ("a", 2)]',
    '[("a",1),("a",2),]',
  ],
  ['point', { x: 1, y: -2 }, '{x: 1, y: -2}', '{ %y : -2 , x : 1 , }'],
  ['alias', { x: 1, y: 2 }, '{x: 1, y: 2}'],
  [
    'person',
    { name: 'Ada', nickName: undefined, httpPort: 80 },
    '{name: "Ada", HTTP-port: some(80)}',
    '{HTTP-port: 80, nick-name: none, name: "Ada"}',
  ],
  ['gaps', { maybe: undefined, nested: { tag: 'none' } }, '{:}', '{maybe: none}', '{nested: none, maybe: none}'],
  ['gaps', { maybe: 1, nested: { tag: 'some', val: undefined } }, '{maybe: some(1), nested: some(none)}'],
  ['nothing', {}, '{:}', '{ : }'],
  ['delay', { tag: 'days', val: 30 }, 'days(30)', '%days ( 30 )'],
  ['delay', { tag: 'forever' }, 'forever'],
  ['delay', { tag: 'err', val: 'oops' }, '%err("oops")'],
  ['delay', { tag: 'none' }, '%none'],
  ['direction', 'south', 'south', '%south'],
  ['direction', 'ok', '%ok'],
  ['option<u8>', 1, 'some(1)', '1'],
  ['option<u8>', undefined, 'none'],
  ['option<string>', 'none', 'some("none")', '"none"'],
  ['option<delay>', { tag: 'none' }, 'some(%none)', '%none'],
  ['option<option<u8>>', { tag: 'some', val: undefined }, 'some(none)'],
  ['option<option<u8>>', { tag: 'none' }, 'none'],
  ['option<option<u8>>', { tag: 'some', val: 1 }, 'some(some(1))', 'some(1)'],
  ['result<u8, string>', { tag: 'ok', val: 1 }, 'ok(1)', '1'],
  ['result<u8, string>', { tag: 'err', val: 'oops' }, 'err("oops")'],
  ['result', { tag: 'ok' }, 'ok'],
  ['result', { tag: 'err' }, 'err'],
  ['result<option<u8>>', { tag: 'ok', val: undefined }, 'ok(none)'],
  ['result<list<delay>>', { tag: 'ok', val: [{ tag: 'err', val: '' }] }, 'ok([%err("")])', '[%err("")]'],
  [
    'permissions',
    { read: true, write: false, lightBlue: true },
    '{read, light-blue}',
    '{light-blue,read,}',
    '{%read, %light-blue}',
  ],
  ['permissions', { read: false, write: false, lightBlue: false }, '{}'],
]

test.each(rows)('%s: %o is written %s', (wit, value, ...texts) => {
  const { types, ref } = typeOf(wit)
  for (const text of texts) expect(parseWave(text, types, ref), text).toStrictEqual(value)
  expect(printWave(types, ref, value)).toBe(texts[0])
})

test('random values of random types are read as they were written', () => {
  const property = fc.property(arbitraryTyped, ({ types, ref, value }) => {
    const text = printWave(types, ref, value)
    deepStrictEqual(parseWave(text, types, ref), value, text)
    expect(text).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u)
  })
  fc.assert(property, { numRuns: 500 })
})

test('damaged texts are read, or refused with their place', () => {
  const damage = fc.record({
    at: fc.nat(),
    length: fc.nat({ max: 3 }),
    put: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2 }),
      fc.constantFrom('(', ')', '{', ':', ',', '"', "'", '"""', '\\', '%', 'some(', 'none', '-', '//', '\n', '1e9'),
    ),
  })
  const property = fc.property(arbitraryTyped, damage, ({ types, ref, value }, { at, length, put }) => {
    const text = printWave(types, ref, value)
    const start = at % (text.length + 1)
    const damaged = text.slice(0, start) + put + text.slice(start + length)
    try {
      const again = parseWave(damaged, types, ref)
      deepStrictEqual(parseWave(printWave(types, ref, again), types, ref), again)
    } catch (error) {
      if (!(error instanceof PluginError)) throw error
      expect(error.code).toBe('invalid-argument')
      expect(error.message).toMatch(/ at \d+:\d+/)
    }
  })
  fc.assert(property, { numRuns: 1000 })
})

test('deep values are read and written up to a limit', () => {
  const wit = (depth: number): string => `${'list<'.repeat(depth)}bool${'>'.repeat(depth)}`
  const text = (depth: number): string => `${'['.repeat(depth)}true${']'.repeat(depth)}`
  const { types, ref } = typeOf(wit(90))
  expect(printWave(types, ref, parseWave(text(90), types, ref))).toBe(text(90))
  const deep: TypeDef[] = []
  for (let depth = 0; depth < 50_000; depth++)
    deep.push({ name: null, owner: null, type: { kind: 'list', element: depth === 0 ? 'bool' : depth - 1 } })
  expect(() => parseWave(text(50_000), deep, deep.length - 1)).toThrow('expected at most 100 values in one another')
  let value: unknown = []
  for (let depth = 0; depth < 50_000; depth++) value = [value]
  expect(() => printWave(deep, deep.length - 1, value)).toThrow('expected at most 100 values in one another')
})

const refused = [
  ['bool', '1'],
  ['u8', '256'],
  ['u8', '-1'],
  ['u8', '1.0'],
  ['u8', '"1"'],
  ['u8', `1${'0'.repeat(1000)}`],
  ['u8', '01'],
  ['u8', ''],
  ['u8', '1 2'],
  ['s32', '+1'],
  ['f64', '.5'],
  ['f64', 'infinity'],
  ['char', "''"],
  ['char', "'ab'"],
  ['char', "'\n'"],
  ['char', "'\\u{d800}'"],
  ['char', "'\\x'"],
  ['char', "'"],
  ['string', '"abc'],
  ['string', '"a\nb"'],
  ['string', '"\\u{110000}"'],
  ['string', '"\\q"'],
  ['string', '"""abc"""'],
  ['string', '"""\nabc'],
  ['string', '"""\nabc"""'],
  ['string', '"""\n  a\n b\n  """'],
  ['tuple<u8, u8>', '(1)'],
  ['tuple<u8, u8>', '(1, 2, 3)'],
  ['list<u8>', '[1, 2'],
  ['list<u8>', '[1 2]'],
  ['list<u8>', '[,]'],
  ['list<u8, 3>', '[1, 2]'],
  ['map<string, u8>', '["a"]'],
  ['point', '{x: 1}'],
  ['point', '{x: 1, x: 2}'],
  ['point', '{x: 1, z: 2}'],
  ['point', '{x 1}'],
  ['gaps', '{}'],
  ['delay', 'days'],
  ['delay', 'forever(1)'],
  ['delay', 'err("oops")'],
  ['delay', 'weeks(1)'],
  ['direction', '"south"'],
  ['permissions', '{read, read}'],
  ['permissions', '{read: true}'],
  ['option<option<u8>>', '1'],
  ['option<u8>', 'some'],
  ['result<u8>', 'ok'],
  ['result', 'ok(1)'],
  ['result<option<u8>>', '1'],
  ['string', '#'],
] as const

test('what is refused, and why', () => {
  const said = refused.map(([wit, text]) => `${wit}: ${JSON.stringify(text).slice(0, 60)}\n${messageOf(wit, text)}`)
  expect(said.join('\n')).toMatchInlineSnapshot(`
    "bool: "1"
      invalid-argument: expected true or false, found 1 at 1:1
    u8: "256"
      invalid-argument: expected u8, from 0 to 255, found 256 at 1:1
    u8: "-1"
      invalid-argument: expected u8, from 0 to 255, found -1 at 1:1
    u8: "1.0"
      invalid-argument: expected a whole number (u8), found 1.0 at 1:1
    u8: "\\"1\\""
      invalid-argument: expected a whole number (u8), found a string at 1:1
    u8: "10000000000000000000000000000000000000000000000000000000000
      invalid-argument: expected u8, from 0 to 255, found 1000000000000000000000000000000000000000... at 1:1
    u8: "01"
      invalid-argument: expected nothing more, found 1 at 1:2
    u8: ""
      invalid-argument: expected a whole number (u8), found the end at 1:1
    u8: "1 2"
      invalid-argument: expected nothing more, found 2 at 1:3
    s32: "+1"
      invalid-argument: expected a value, found "+" at 1:1
    f64: ".5"
      invalid-argument: expected a value, found "." at 1:1
    f64: "infinity"
      invalid-argument: expected a number (f64), found infinity at 1:1
    char: "''"
      invalid-argument: expected a character, found none: write \\' for the quote itself at 1:2
    char: "'ab'"
      invalid-argument: expected ' after one character at 1:3
    char: "'\\n'"
      invalid-argument: expected a character at 1:2
    char: "'\\\\u{d800}'"
      invalid-argument: expected a Unicode scalar value at 1:2
    char: "'\\\\x'"
      invalid-argument: expected an escape: \\' \\" \\\\ \\t \\n \\r \\u{1F600} at 1:2
    char: "'"
      invalid-argument: expected a character at 1:2
    string: "\\"abc"
      invalid-argument: expected " at the end of the string, found the end of the line at 1:5
    string: "\\"a\\nb\\""
      invalid-argument: expected " at the end of the string, found the end of the line at 1:3
    string: "\\"\\\\u{110000}\\""
      invalid-argument: expected a Unicode scalar value at 1:2
    string: "\\"\\\\q\\""
      invalid-argument: expected an escape: \\' \\" \\\\ \\t \\n \\r \\u{1F600} at 1:2
    string: "\\"\\"\\"abc\\"\\"\\""
      invalid-argument: expected a line break after """ at 1:4
    string: "\\"\\"\\"\\nabc"
      invalid-argument: expected """ at the end of the string, found the end of the text at 1:1
    string: "\\"\\"\\"\\nabc\\"\\"\\""
      invalid-argument: expected only spaces before """ at the end of the string at 2:1
    string: "\\"\\"\\"\\n  a\\n b\\n  \\"\\"\\""
      invalid-argument: expected 2 spaces, as before the last """ at 3:1
    tuple<u8, u8>: "(1)"
      invalid-argument: expected 2 values in tuple<u8, u8>, found 1 at 1:4
    tuple<u8, u8>: "(1, 2, 3)"
      invalid-argument: expected ) after 2 values, found 3 at 1:8
    list<u8>: "[1, 2"
      invalid-argument: expected , or ], found the end at 1:6
    list<u8>: "[1 2]"
      invalid-argument: expected , or ], found 2 at 1:4
    list<u8>: "[,]"
      invalid-argument: expected a whole number (u8), found , at 1:2
    list<u8, 3>: "[1, 2]"
      invalid-argument: expected 3 values in list<u8, 3>, found 2 at 1:1
    map<string, u8>: "[\\"a\\"]"
      invalid-argument: expected map<string, u8>, found a string at 1:2
    point: "{x: 1}"
      invalid-argument: expected the field y of point, found } at 1:6
    point: "{x: 1, x: 2}"
      invalid-argument: expected the field x once, found it twice at 1:8
    point: "{x: 1, z: 2}"
      invalid-argument: expected a field of point (x, y), found z at 1:8
    point: "{x 1}"
      invalid-argument: expected :, found 1 at 1:4
    gaps: "{}"
      invalid-argument: expected {:} for a record without fields, found {} at 1:2
    delay: "days"
      invalid-argument: expected ( and the value of days, found the end at 1:5
    delay: "forever(1)"
      invalid-argument: expected nothing more, found ( at 1:8
    delay: "err(\\"oops\\")"
      invalid-argument: expected %err, found the keyword err at 1:1
    delay: "weeks(1)"
      invalid-argument: expected a case of delay (forever, days, %err, %none), found weeks at 1:1
    direction: "\\"south\\""
      invalid-argument: expected a case of direction (north, south, %ok), found a string at 1:1
    permissions: "{read, read}"
      invalid-argument: expected the flag read once, found it twice at 1:8
    permissions: "{read: true}"
      invalid-argument: expected , or }, found : at 1:6
    option<option<u8>>: "1"
      invalid-argument: expected some(...) or none, found 1 at 1:1
    option<u8>: "some"
      invalid-argument: expected ( and the value of some, found the end at 1:5
    result<u8>: "ok"
      invalid-argument: expected ( and the value of ok, found the end at 1:3
    result: "ok(1)"
      invalid-argument: expected nothing more, found ( at 1:3
    result<option<u8>>: "1"
      invalid-argument: expected ok or err of result<option<u8>>, found 1 at 1:1
    string: "#"
      invalid-argument: expected a value, found "#" at 1:1"
  `)
})

function messageOf(wit: string, text: string): string {
  const { types, ref } = typeOf(wit)
  try {
    return `accepted: ${String(parseWave(text, types, ref))}`
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    return `  ${error.code}: ${error.message.split('\n')[0]}`
  }
}

test('an error shows its place', () => {
  expect(messageOf('u8', '1')).toBe('accepted: 1')
  const { types, ref } = typeOf('point')
  expect(() => parseWave('{\n  x: 1,\n  z: 2,\n}', types, ref)).toThrow(
    'expected a field of point (x, y), found z at 3:3\n    z: 2,\n    ^',
  )
})

describe('a call', () => {
  const world = parseWit(`package a:b; world w {
    resource file;
    export greet: func(name: string, times: option<u32>, deep: option<option<u8>>);
    export tick: func();
  }`)
  const params = (name: string) => {
    const item = world.exports.find(one => one.name === name)
    return item?.kind === 'function' ? item.function.params : []
  }
  const args = (text: string): unknown[] => {
    const call = readCall(text)
    return parseArguments(call, world.types, params(call.name))
  }

  test.each([
    ['greet("Ada", 2, some(1))', ['Ada', 2, { tag: 'some', val: 1 }]],
    ['greet("Ada")', ['Ada', undefined, { tag: 'none' }]],
    [' greet ( "Ada" , ) // twice', ['Ada', undefined, { tag: 'none' }]],
    ['tick()', []],
  ])('%s', (text, expected) => expect(args(text)).toStrictEqual(expected))

  test.each([
    ['greet', 'expected arguments in parentheses, as in greet() at 1:6'],
    ['("Ada")', 'expected the name of a function, as in greet("Ada") at 1:1'],
    ['greet()', 'expected the argument name: string, found ) at 1:7'],
    ['greet("Ada", 1, none, 2)', 'expected ) after 3 arguments, found 2 at 1:23'],
    ['tick(1)', 'expected ) after no argument, found 1 at 1:6'],
    ['tick() tick()', 'expected nothing after the call, found tick at 1:8'],
    ['greet("Ada"', 'expected , or ), found the end at 1:12'],
  ])('%s: refused', (text, message) => expect(() => args(text)).toThrow(message))

  test('its name may be the id of an interface and a function', () => {
    expect(readCall('ns:pkg/iface@1.2.3-rc.1#name("(")').name).toBe('ns:pkg/iface@1.2.3-rc.1#name')
  })
})
