import { describe, expect, test } from 'vitest'
import { type CompareOptions, compareWorlds } from './compare.ts'
import { parseWit } from './parse.ts'

/** Compares two bodies of a world; each may begin with interfaces, behind which `---` stands. */
function compare(expected: string, found: string, options?: CompareOptions): ReturnType<typeof compareWorlds> {
  const [left, right] = [expected, found].map(text => {
    const [body = '', interfaces = ''] = text.split('---').reverse()
    return parseWit(text.includes('package') ? text : `package a:b; ${interfaces} world w { ${body} }`)
  })
  if (left === undefined || right === undefined) throw new Error('expected two worlds')
  return compareWorlds(left, right, options)
}

function messages(expected: string, found: string): readonly string[] {
  return compare(expected, found).issues.map(({ code, message }) => `${code}: ${message}`)
}

test.each([
  ['the same', 'export f: func(a: u8);', 'export f: func(a: u8);'],
  ['another order', 'export f: func(); import g: func();', 'import g: func(); export f: func();'],
  ['docs', 'export f: func();', '/// Docs.\nexport f: func();'],
  ['aliases', 'export f: func(a: u8);', 'type b = u8; export f: func(a: b);'],
  ['names of types', 'record r { a: u8 } export f: func(a: r);', 'record s { a: u8 } export f: func(a: s);'],
])('%s: equal', (_, expected, found) => {
  expect(compare(expected, found)).toEqual({ relation: 'equal', issues: [] })
})

test.each([
  ['more exports', 'export f: func();', 'export f: func(); export g: func();'],
  ['fewer imports', 'import f: func(); export g: func();', 'export g: func();'],
  ['other names of parameters', 'export f: func(a: u8);', 'export f: func(b: u8);'],
  ['an interface that has more', 'export i: interface { f: func(); }', 'export i: interface { f: func(); g: func(); }'],
])('%s: compatible', (_, expected, found) => {
  expect(compare(expected, found)).toEqual({ relation: 'compatible', issues: [] })
})

test('an interface that is imported for its types gives its functions too', () => {
  const world = (text: string): string => `interface t { resource r { m: func(); } } --- ${text} export f: func(r: r);`
  expect(compare(world('use t.{r};'), world('import t; use t.{r};')).relation).toBe('equal')
})

describe('versions', () => {
  const at = (version: string): string =>
    `package a:b; world w { export x:y/i@${version}; } package x:y@${version} { interface i { f: func(); } }`

  test('that are compatible can stand for one another', () => {
    expect(compare(at('0.2.0'), at('0.2.3')).relation).toBe('equal')
  })
  test('that are not cannot', () => {
    expect(messages(at('0.2.0'), at('0.3.0'))).toMatchInlineSnapshot(`
      [
        "missing-export: 'x:y/i@0.2.0#f' is not exported: expected func(), found x:y/i@0.3.0#f",
      ]
    `)
  })
})

test('what differs is said in words', () => {
  expect(
    messages('export f: func(); export i: interface { g: func(a: u8) -> u8; }', 'export h: func();'),
  ).toMatchInlineSnapshot(`
    [
      "missing-export: 'f' is not exported: expected func(), found h",
      "missing-export: 'i#g' is not exported: expected func(a: u8) -> u8, found h",
    ]
  `)
  expect(messages('export f: func();', '')).toMatchInlineSnapshot(`
    [
      "missing-export: 'f' is not exported: expected func(), found no exports",
    ]
  `)
  expect(messages('', 'import log: func(text: string);')).toMatchInlineSnapshot(`
    [
      "unknown-import: the import 'log' is not in the contract: expected no imports, found func(text: string)",
    ]
  `)
  expect(
    messages('export f: func(name: string) -> u8;', 'export f: func(name: list<u8>) -> u8;'),
  ).toMatchInlineSnapshot(`
    [
      "signature-mismatch: 'f' differs: parameter 'name': expected string, found list<u8>",
    ]
  `)
  expect(messages('export f: func(a: u8);', 'export f: func(a: u8, b: u8);')).toMatchInlineSnapshot(`
    [
      "signature-mismatch: 'f' differs: expected 1 parameter, found 2 parameters",
    ]
  `)
  expect(messages('export f: func();', 'export f: async func();')).toMatchInlineSnapshot(`
    [
      "signature-mismatch: 'f' differs: expected a function that is not async, found an async function",
    ]
  `)
  expect(
    messages('export f: func() -> option<result<u8>>;', 'export f: func() -> option<result<u8, u8>>;'),
  ).toMatchInlineSnapshot(`
    [
      "signature-mismatch: 'f' differs: the result, option, err: expected nothing, found u8",
    ]
  `)
})

test('a difference deep in a type has its way there', () => {
  const world = (inner: string): string =>
    `record person { ${inner} } variant v { a, b(tuple<u8, person>) } export f: func(all: list<v>);`
  expect(messages(world('name: string, age: u8'), world('name: string, age: u16'))).toMatchInlineSnapshot(`
    [
      "signature-mismatch: 'f' differs: parameter 'all', list, case 'b' of v, tuple, field 'age' of person: expected u8, found u16",
    ]
  `)
  expect(messages(world('name: string, age: u8'), world('name: string'))).toMatchInlineSnapshot(`
    [
      "signature-mismatch: 'f' differs: parameter 'all', list, case 'b' of v, tuple, the fields of person: expected name, age, found name",
    ]
  `)
})

test('resources are told apart by name and by the interface that they come from', () => {
  const world = (text: string): string =>
    `interface s { resource r; } interface t { resource r; resource q; } --- ${text}`
  expect(messages(world('use s.{r}; export f: func(a: r);'), world('use s.{r as x}; export f: func(a: x);'))).toEqual(
    [],
  )
  expect(messages(world('use s.{r}; export f: func(a: r);'), world('use t.{r}; export f: func(a: r);'))).toHaveLength(1)
  expect(messages(world('use t.{q}; export f: func(a: q);'), world('use t.{r}; export f: func(a: r);'))).toHaveLength(1)
  expect(
    messages(world('use s.{r}; export f: func(a: r);'), world('use s.{r}; export f: func(a: borrow<r>);')),
  ).toHaveLength(1)
})

test('what the host gives in any case need not be in the contract', () => {
  const wasi = 'package a:b; world w { import wasi:x/y@0.2.0; } package wasi:x@0.2.0 { interface y { f: func(); } }'
  expect(compare('', wasi).issues).toHaveLength(1)
  const isProvided = (id: string): boolean => id.startsWith('wasi:')
  expect(compare('', wasi, { isProvided }).relation).toBe('compatible')
})

test('a type that doubles in each step is compared in no time', () => {
  const steps = Array.from({ length: 200 }, (_, i) => `record r${i + 1} { a: r${i}, b: r${i} }`).join(' ')
  const world = (first: string): string => `type r0 = ${first}; ${steps} export f: func(a: r200);`
  expect(compare(world('u8'), world('u8')).relation).toBe('equal')
  expect(compare(world('u8'), world('u16')).relation).toBe('incompatible')
})
