import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { assemble } from '../wasm/testing/assemble.ts'
import { createCommandLine } from './testing/command-line.ts'

const hospes = createCommandLine(
  {
    'greeter.wit':
      'package demo:greeter; world greeter { import hour: func() -> u32; export greet: func(name: string) -> string; }',
    'two.wit': `package demo:two;
      world greeter { import hour: func() -> u32; export language: func() -> string; }
      world other { export greet: func(name: string) -> string; }`,
    'folder/world.wit':
      'world greeter { use demo:dep/names.{name}; export greet: func(name: name) -> name; import hour: func() -> u32; }',
    'folder/package.wit': 'package demo:greeter;',
    'folder/deps/dep/names.wit': 'package demo:dep; interface names { type name = string; }',
    'folder/notes.txt': 'not WIT',
    'wrong.wit': 'package demo:wrong; world wrong { export greet: func(name: strin); }',
    'empty/notes.txt': '',
    'text.wasm': 'not WebAssembly',
  },
  fileURLToPath(new URL('../../guests', import.meta.url)),
)

const c = 'prebuilt/greeter/c.wasm'
const component = 'prebuilt/component/rust.wasm'
const types = 'prebuilt/component/types.wasm'

describe('a call', () => {
  test.each([
    ['by the interface that the file carries', [component, 'greet("Ada")', '--import', 'hour=9'], '"Buongiorno, Ada!"'],
    [
      'by the interface that a core module carries',
      ['prebuilt/greeter/rust-wit-bindgen.wasm', 'greet("Ada")', '--import', 'hour=20'],
      '"Buonasera, Ada!"',
    ],
    ['by a contract', [c, 'greet("Ada")', '--contract', 'greeter.wit', '--import', 'hour=9'], '"Bonjour, Ada !"'],
    ['by one world of several', [c, 'language()', '--contract', 'two.wit', '--world', 'greeter'], '"French"'],
    ['by a folder', [c, 'greet("Ada")', '--contract', 'folder', '--import', 'hour = 20'], '"Bonsoir, Ada !"'],
    ['of an interface, by its short name', [types, 'mirror.echo-u8(1)', '--import', 'mirror.echo-u8=2'], '2'],
    [
      'of an interface, by its id',
      [types, 'demo:types/mirror@1.0.0#echo-u8(1)', '--import', 'demo:types/mirror#echo-u8=2'],
      '2',
    ],
    [
      'with a record',
      [
        types,
        'mirror.echo-person({name: "A", home: {x: 1, y: 2}, tags: []})',
        '--import',
        'mirror.echo-person={name: "B", home: {x: 3, y: 4}, tags: ["c"]}',
      ],
      '{name: "B", home: {x: 3, y: 4}, tags: ["c"]}',
    ],
    ['that is answered ok', [types, 'mirror.answer-string("a")', '--import', 'mirror.answer-string="b"'], 'ok("b")'],
    ['that is answered ok with nothing', [types, 'mirror.answer-unit(ok)', '--import', 'mirror.answer-unit=ok'], 'ok'],
    [
      'whose imports have resources, of which nothing is asked',
      ['prebuilt/component/buffers.wasm', 'buffers.alive()'],
      '0',
    ],
    ['of a function that needs no import', [types, 'add(1, 2)'], '3'],
    [
      'as JSON',
      [types, 'mirror.echo-wides([])', '--import', 'mirror.echo-wides=[1, -2]', '--json'],
      '[\n  "1",\n  "-2"\n]',
    ],
    ['as JSON, ok', [types, 'mirror.answer-string("a")', '--import', 'mirror.answer-string="b"', '--json'], '"b"'],
    [
      'with what must be escaped',
      [types, 'mirror.echo-string("")', '--import', 'mirror.echo-string="\u{1b}[31m\\n\u{202e}"'],
      '"\\u{1b}[31m\\n\\u{202e}"',
    ],
  ])('%s', async (_, args, result) => {
    expect(await hospes('call', ...args)).toMatchObject({ code: 0, err: '', out: result })
  })

  test.each([
    ['of nothing', [], 'expected a plugin and a call'],
    ['of two things', [c, 'a()', 'b()'], 'expected a plugin and a call'],
    ['without a contract', [c, 'greet("Ada")'], `expected --contract PATH: ${c} carries no interface of its own`],
    ['of a world of no contract', [c, 'greet("Ada")', '--world', 'greeter'], 'expected --contract PATH beside --world'],
    [
      'of an unknown function',
      [component, 'greed("Ada")'],
      'expected one of the exports (language, greet), found greed',
    ],
    [
      'that is none',
      [component, 'greet'],
      'expected arguments in parentheses, as in greet() at 1:6\n  greet\n       ^',
    ],
    [
      'with a wrong argument',
      [component, 'greet(1)'],
      'expected a string, in "...", found 1 at 1:7\n  greet(1)\n        ^',
    ],
    [
      'with an answer to nothing',
      [component, 'greet("")', '--import', 'minute=1'],
      'expected one of the imports (hour), found minute',
    ],
    [
      'with a wrong answer',
      [component, 'greet("")', '--import', 'hour="nine"'],
      'expected a whole number (u32), found a string at 1:1',
    ],
    [
      'with two answers',
      [component, 'greet("")', '--import', 'hour=1', '--import', 'hour=2'],
      'expected one answer for the import hour, found two',
    ],
    [
      'of a plugin without functions',
      ['prebuilt/component/phrase-book.wasm', 'open()'],
      'expected open among the exports, found no function there',
    ],
    ['of a resource', ['prebuilt/component/buffers.wasm', 'buffers.equal()'], 'a resource, which has no text'],
  ])('%s is wrong usage', async (_, args, message) => {
    const { code, out, err } = await hospes('call', ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`hospes call: `)
    expect(err).toContain(message)
  })

  test.each([
    ['wrong WIT', 'wrong.wit', 'wrong.wit: '],
    ['no world of that name', 'greeter.wit', "there is no world 'nowhere'"],
    ['a folder without WIT', 'empty', 'expected .wit files in empty, found none (not-found)'],
    ['nothing', 'missing', 'missing, found nothing there (not-found)'],
  ])('by %s is wrong usage', async (_, path, message) => {
    const { code, out, err } = await hospes('call', c, 'greet("")', '--contract', path, '--world', 'nowhere')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  test.each([
    ['that is none', ['text.wasm', 'greet("")'], 'text.wasm: expected a WebAssembly binary'],
    ['that is not there', ['missing.wasm', 'greet("")'], 'missing.wasm, found nothing there (not-found)'],
    ['that does not fit', [c, 'count("")', '--contract', 'count.wit'], '(unknown-import)'],
  ])('of a plugin %s: exit 1', async (_, args, message) => {
    const other = {
      'text.wasm': 'text',
      'count.wit': 'package a:b; world w { export count: func(text: string) -> u32; }',
    }
    const { code, out, err } = await createCommandLine(other, 'guests')('call', ...args)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(message)
  })

  test('that needs an import without an answer says which', async () => {
    const { code, out, err } = await hospes('call', component, 'greet("Ada")')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(
      `the host function hour threw: no answer was given for it (--import 'hour=VALUE') (host-error)`,
    )
  })

  test('that the guest answers with err', async () => {
    const args = ['call', types, 'mirror.answer-string("a")', '--import', 'mirror.answer-string=err(too-much(7))']
    const { code, out, err } = await hospes(...args)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err.split('\n')).toEqual([expect.stringMatching(/\(guest-error\)$/), 'err(too-much(7))'])
    const json = await hospes(...args, '--json')
    expect({ code: json.code, out: json.out }).toEqual({ code: 1, out: '' })
    expect(JSON.parse(json.err.split('\n').slice(1).join('\n'))).toEqual({ tag: 'too-much', val: '7' })
  })

  describe('of a plugin that prints', () => {
    // Eighteen bytes: two lines, of which the second has no end.
    const text = String.raw`one\ttwo\nthree\1b[31m`
    const files = {
      'printer.wit': 'package a:b; world w { export print: func() -> u32; }',
      'printer.wasm': assemble(`(module
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\10\\00\\00\\00\\12\\00\\00\\00")
        (data (i32.const 16) "${text}")
        (func (export "print") (result i32) (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))`),
    }
    const args = ['call', 'printer.wasm', 'print()', '--contract', 'printer.wit']

    test('its lines stand before the result, escaped', async () => {
      const { code, out, err } = await createCommandLine(files, '')(...args)
      expect({ code, out: out.split('\n'), err }).toEqual({
        code: 0,
        out: ['one\ttwo', 'three\\u{1b}[31m', '0'],
        err: '',
      })
    })

    test('with --json they go to standard error', async () => {
      const { code, out, err } = await createCommandLine(files, '')(...args, '--json')
      expect({ code, out, err: err.split('\n') }).toEqual({
        code: 0,
        out: '0',
        err: ['one\ttwo', 'three\\u{1b}[31m'],
      })
    })
  })
})
