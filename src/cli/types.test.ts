import { describe, expect, test } from 'vitest'
import { parseWit } from '../wit/parse.ts'
import { createCommandLine } from './testing/command-line.ts'

const greeter = `package demo:greeter;
/// \`Greets\` \${people} by C:\\name.\r
world greeter {
  import hour: func() -> u32;
  export greet: func(name: string) -> result<string, string>;
}
`
const files = {
  'greeter.wit': greeter,
  'two.wit': 'package demo:two; world one { export f: func(); } world other { export g: func(); }',
  'user.wit': 'package demo:user; world user { use demo:names/names.{name}; export greet: func(name: name); }',
  'names.wit': 'package demo:names; interface names { type name = string; }',
  'more.wit': 'package demo:names; interface more { use names.{name}; }',
  'wrong.wit': 'package demo:wrong;\nworld wrong { export greet: func(name: strin); }',
  'notes.txt': 'package demo:notes;',
  'shop/wit/package.wit': '/// Sells things.\npackage demo:shop@1.0.0;',
  'shop/wit/world.wit':
    'world shop { import demo:clock/now@0.1.0; export sell: func(item: item) -> u32; use items.{item}; }',
  'shop/wit/items.wit': 'interface items { /// To be bought.\n record item { name: string } }',
  'shop/wit/deps/clock/clock.wit':
    'package demo:clock@0.1.0; interface now { use demo:times/times.{time}; now: func() -> time; }',
  'shop/wit/deps/times.wit': 'package demo:times; interface times { type time = u64; }',
  'shop/wit/deps/notes.txt': '',
  'taken/w.wit': 'package a:b; world w {}',
  'w.d.ts': 'export {}',
}
const hospes = createCommandLine(files, '')

/** The text that a declaration gives an import. */
function literalIn(declaration: string | undefined): unknown {
  const [, literal] = /^declare const wit: (`.*`)\nexport default wit\n$/ms.exec(declaration ?? '') ?? []
  // TypeScript reads the literal as JavaScript does.
  return literal === undefined ? undefined : new Function(`return ${literal}`)()
}

test('a file gets a declaration that holds its very text', async () => {
  const { code, out, err, written } = await hospes('types', 'greeter.wit')
  expect({ code, out, err }).toEqual({ code: 0, out: 'greeter.d.wit.ts', err: '' })
  expect(written.get('greeter.d.wit.ts')).toMatch(/^\/\/ Written by hospes types from greeter\.wit\.\n/)
  expect(literalIn(written.get('greeter.d.wit.ts'))).toBe(greeter)
})

test('files that lean on others are given together, and may have several worlds', async () => {
  const { code, out } = await hospes('types', 'user.wit', 'more.wit', 'names.wit', 'two.wit')
  expect({ code, out: out.split('\n') }).toEqual({
    code: 0,
    out: ['user.d.wit.ts', 'more.d.wit.ts', 'names.d.wit.ts', 'two.d.wit.ts'],
  })
})

test('a folder becomes one text beside it, with its declaration', async () => {
  const { code, out, written } = await hospes('types', 'shop/wit/')
  expect({ code, out: out.split('\n') }).toEqual({ code: 0, out: ['shop/shop.wit', 'shop/shop.d.wit.ts'] })
  const text = written.get('shop/shop.wit') ?? ''
  expect(literalIn(written.get('shop/shop.d.wit.ts'))).toBe(text)
  expect(text).toMatch(/^\/\/ Written by hospes types from wit\.\n/)
  expect(text).toContain('/// To be bought.')
  const { exports, imports } = parseWit(text)
  expect([...imports, ...exports].map(({ name }) => name)).toEqual([
    'demo:times/times',
    'demo:clock/now@0.1.0',
    'demo:shop/items@1.0.0',
    'item',
    'sell',
  ])
})

test('--plain writes plain types instead', async () => {
  const file = await hospes('types', 'greeter.wit', '--plain')
  expect([...file.written.keys()]).toEqual(['greeter.d.ts'])
  expect(file.written.get('greeter.d.ts')).toMatchInlineSnapshot(`
    "// Written by hospes types from greeter.wit.
    import type { Contract } from 'hospes'

    export interface Imports {
      hour: () => number
    }

    export interface Exports {
      greet: (name: string) => string
    }

    export interface Types {}

    export type World = Contract<Imports, Exports, Types>
    "
  `)
  const folder = await hospes('types', 'shop/wit', '--plain')
  expect([...folder.written.keys()]).toEqual(['shop/shop.d.ts'])
})

test('--world chooses, --json tells what was written', async () => {
  const { code, out } = await hospes('types', 'two.wit', 'wrong.wit', '--plain', '--world', 'other', '--json')
  expect(code).toBe(2)
  expect(JSON.parse(out)).toEqual([
    { file: 'two.wit', error: { code: 'wit-invalid', message: expect.stringContaining('wrong.wit: ') } },
    { file: 'wrong.wit', error: { code: 'wit-invalid', message: expect.stringContaining('wrong.wit: ') } },
  ])
  const chosen = await hospes('types', 'two.wit', '--plain', '--world', 'other', '--json')
  expect(JSON.parse(chosen.out)).toEqual([{ file: 'two.wit', written: ['two.d.ts'] }])
  expect(chosen.written.get('two.d.ts')).toContain('g: () => void')
})

describe('nothing is written', () => {
  test.each([
    ['for nothing', [], 'expected a .wit file or a folder of them'],
    ['for wrong WIT', ['wrong.wit'], 'wrong.wit: there is no type'],
    ['for a file that is missing', ['missing.wit'], 'missing.wit, found nothing there (not-found)'],
    ['for another file', ['notes.txt'], 'expected a .wit file, found notes.txt'],
    ['without the packages that a file needs', ['user.wit'], 'there is no package demo:names'],
    ['when it is not clear which world is meant', ['two.wit', '--plain'], 'there are several worlds, one, other'],
    ['over a file of another hand', ['taken', '--plain'], 'expected nothing at w.d.ts but what this command wrote'],
  ])('%s', async (_, args, message) => {
    const { code, out, err, written } = await hospes('types', ...args)
    expect({ code, out, written: [...written] }).toEqual({ code: 2, out: '', written: [] })
    expect(err).toContain(message)
  })
})
