import { describe, expect, test } from 'vitest'
import {
  camelCase,
  canonicalVersion,
  compareVersions,
  compatibilityKey,
  isLabel,
  parseExternName,
  parseInterfaceId,
  parseVersion,
  uniqueKey,
  upperCamelCase,
  words,
} from './names.ts'

test.each(['a', 'a-b', 'HTTP', 'HTTP-get', 'a1', 'to-base64-url', 'a-1', 'a-1b', 'get-2D', 'A1-b2'])(
  '%s is a label',
  name => expect(isLabel(name)).toBe(true),
)

test.each(['', '-', 'a-', '-a', 'a--b', '1a', 'aB', 'Ab', 'a_b', 'a.b', 'é', 'a b', 'a-1bC', '[method]a.b', 'a\n'])(
  '%j is no label',
  name => expect(isLabel(name)).toBe(false),
)

test('a long hostile name is decided at once', () => {
  expect(isLabel(`a${'-1'.repeat(50_000)}!`)).toBe(false)
  expect(isLabel(`a${'1'.repeat(100_000)}!`)).toBe(false)
  expect(parseVersion(`1.0.0-${'1-'.repeat(50_000)}!`)).toBeUndefined()
  expect(parseVersion(`1.0.0-${'1'.repeat(100_000)}!`)).toBeUndefined()
})

test.each([
  ['greet', 'greet', 'Greet'],
  ['count-words', 'countWords', 'CountWords'],
  ['HTTP-get', 'httpGet', 'HttpGet'],
  ['get-HTTP', 'getHttp', 'GetHttp'],
  ['to-base64-url', 'toBase64Url', 'ToBase64Url'],
  ['a-1b', 'a1b', 'A1b'],
])('%s in JavaScript: %s, %s', (label, camel, upper) => {
  expect(camelCase(label)).toBe(camel)
  expect(upperCamelCase(label)).toBe(upper)
})

test.each([
  ['count-words', 'count_words'],
  ['count-words', 'countWords'],
  ['to-base64-url', 'toBase64Url'],
  ['HTTP-get', 'http_get'],
])('%s and %s have the same words', (a, b) => expect(words(a)).toEqual(words(b)))

test.each([
  ['count-words', 'countwords'],
  ['to-base-64', 'to-base64'],
])('%s and %s have different words', (a, b) => expect(words(a)).not.toEqual(words(b)))

describe('strong uniqueness', () => {
  test.each([
    ['foo', 'FOO'],
    ['[method]foo.bar', '[static]foo.bar'],
    ['[method]foo.foo', 'foo'],
    ['[static]foo.foo', 'FOO'],
    ['[constructor]foo', '[constructor]FOO'],
  ])('%s clashes with %s', (a, b) => expect(uniqueKey(a)).toBe(uniqueKey(b)))

  test.each([
    ['foo', '[constructor]foo'],
    ['[method]foo.bar', 'bar'],
    ['[method]foo.bar', '[method]baz.bar'],
  ])('%s stands beside %s', (a, b) => expect(uniqueKey(a)).not.toBe(uniqueKey(b)))
})

test('names of imports and exports are taken apart', () => {
  expect(parseExternName('a-b')).toEqual({ kind: 'label', label: 'a-b' })
  expect(parseExternName('[constructor]a')).toEqual({ kind: 'constructor', resource: 'a' })
  expect(parseExternName('[method]a.b-c')).toEqual({ kind: 'method', resource: 'a', label: 'b-c' })
  expect(parseExternName('[static]a.b')).toEqual({ kind: 'static', resource: 'a', label: 'b' })
  expect(parseExternName('wasi:http/types@0.2.0')).toEqual({
    kind: 'interface',
    package: 'wasi:http',
    interface: 'types',
    version: { text: '0.2.0', core: [0, 2, 0], prerelease: null },
  })
  expect(parseExternName('a:b:c/d/e')).toEqual({ kind: 'interface', package: 'a:b:c', interface: 'd/e', version: null })
})

test.each([
  '',
  'a:b',
  'a/b',
  'a:b/c@',
  'a:b/c@x',
  'a:B2c/d',
  '[method]a',
  '[constructor]a.b',
  '[other]a',
  'a:b/c@1.0.0@2',
])('%j is no name of an import or export', name => expect(parseExternName(name)).toBeUndefined())

test.each([
  ['1.2.3', '1'],
  ['0.2.3', '0.2'],
  ['0.0.3', '0.0.3'],
  ['0.0.0', '0.0.0'],
  ['0.2.6-rc.1', '0.2'],
  ['0.2.6+build.7', '0.2'],
  ['1', '1'],
  ['0.2', '0.2'],
])('the canonical prefix of %s is %s', (text, prefix) => {
  const version = parseVersion(text)
  expect(version && canonicalVersion(version)).toBe(prefix)
})

test.each([
  '',
  '1.',
  '01.0.0',
  '1.2.3.4',
  '1.2.3-',
  '1.2.3-01',
  '1.2-rc',
  '1.2.3+',
  '99999999999999999999.0.0',
  'v1.0.0',
])('%j is no version', text => expect(parseVersion(text)).toBeUndefined())

test('interfaces are compatible within a canonical prefix', () => {
  const key = (id: string): string | undefined => {
    const parsed = parseInterfaceId(id)
    return parsed && compatibilityKey(parsed)
  }
  expect(key('wasi:io/streams@0.2.3')).toBe(key('wasi:io/streams@0.2.0'))
  expect(key('wasi:io/streams@0.2.3')).not.toBe(key('wasi:io/streams@0.3.0'))
  expect(key('wasi:io/streams@0.2.3')).not.toBe(key('wasi:io/poll@0.2.3'))
  expect(key('wasi:io/streams')).not.toBe(key('wasi:io/streams@0.2.0'))
})

test('versions are ordered as semver says', () => {
  const ordered = ['0.9.9', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2']
  ordered.push('1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.0.1', '1.2.0', '2.0.0')
  const versions = ordered.map(text => parseVersion(text)).filter(version => version !== undefined)
  expect(versions.length).toBe(ordered.length)
  for (const [i, a] of versions.entries())
    for (const [j, b] of versions.entries()) expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(i - j))
})
