import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columns, escapeJson, escapeText, kib, paint, plural } from './text.ts'

test.each([
  ['a line break', 'a\nb', 'a\\u{a}b'],
  ['an escape sequence', '\x1b[31mred', '\\u{1b}[31mred'],
  ['a C1 control', 'a\x9b31m', 'a\\u{9b}31m'],
  ['a change of direction', 'safe\u202egpj.exe', 'safe\\u{202e}gpj.exe'],
  ['an invisible character', 'gr\u200beet', 'gr\\u{200b}eet'],
  ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['half of a pair', 'a\ud83d', 'a\\u{d83d}'],
  ['what is harmless', 'Zoë 😀 – ok', 'Zoë 😀 – ok'],
])('escapeText: %s', (_, text, shown) => {
  expect(escapeText(text)).toBe(shown)
})

const hazard = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u

test('nothing that steers a terminal is left in any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => !hazard.test(escapeText(text))))
})

test('escaped JSON shows no hazard and reads back as the same value', () => {
  expect(escapeJson({ name: 'a\u202eb\x9b' })).toBe('{\n  "name": "a\\u202eb\\u009b"\n}')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const json = escapeJson([text])
      expect(json.replaceAll('\n', '')).not.toMatch(hazard)
      expect(JSON.parse(json)).toEqual([text])
    }),
  )
})

test('columns are as wide as their widest cell, escapes and all', () => {
  expect(columns([['a', 'b', 'c'], ['long\n', 'x', ''], ['z']], false, '  ')).toEqual([
    '  a          b  c',
    '  long\\u{a}  x',
    '  z',
  ])
})

test('colours surround the text, not the padding, and only where they are taken', () => {
  expect(
    columns(
      [
        [{ text: 'ab', style: 'red' }, 'x'],
        ['abcd', 'y'],
      ],
      true,
    ),
  ).toEqual(['\x1b[31mab\x1b[0m    x', 'abcd  y'])
  expect(paint({ text: 'ab', style: 'red' }, false)).toBe('ab')
})

test('a very long text is cut', () => {
  expect(paint('😀'.repeat(1000), false)).toBe(`${'😀'.repeat(160)}...`)
})

test('sizes and counts', () => {
  expect([kib(0), kib(1536), kib(2_000_000)]).toEqual(['0.0 KiB', '1.5 KiB', '1,953.1 KiB'])
  expect([plural(1, 'page'), plural(1017, 'page')]).toEqual(['1 page', '1,017 pages'])
})
