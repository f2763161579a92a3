import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/wasm/testing/assemble.ts'
import { addToStackPointer, areaEcho, bindgenModule, bindgenText, echoWit, multiEcho, signed } from './modules.ts'
import { fit } from './open.ts'

const messages = (bytes: Uint8Array, wit: string, options = {}): string[] =>
  fit(bytes, wit, options).map(({ code, message }) => `${code}: ${message}`)

const one = (type: string): string => `package demo:one; world one { export f: ${type}; }`

describe('the fit of a contract', () => {
  it.each([
    ['results in memory', areaEcho],
    ['several results', multiEcho],
  ])('holds with %s', (_form, functions) => {
    expect(fit(bindgenModule({ functions }, '0.2.108'), echoWit)).toEqual([])
  })

  it('says what is missing, mistyped, or there twice', () => {
    const functions = `${areaEcho}
      (func (export "count_words") (param i32 i32) (result i32) (i32.const 0))
      (func (export "countWords") (param i32 i32) (result i32) (i32.const 0))
      (func (export "half") (param i32) (result i32) (i32.const 0))`
    const wit = `package demo:bad;
      world bad {
        export echo: func(text: string, times: u32) -> string;
        export language: func() -> string;
        export count-words: func(text: string) -> u32;
        export half: func(of: f64) -> f64;
      }`
    const bytes = bindgenModule({ functions }, '0.2.108')
    expect(messages(bytes, wit)).toMatchInlineSnapshot(`
      [
        "signature-mismatch: echo: expected func(text: string, times: u32) -> string, in wasm-bindgen (i32, i32, i32) -> (i32, i32) or (i32, i32, i32, i32) -> (), found (i32, i32, i32) -> () in the export "echo"",
        "missing-export: expected an exported function language, found "alive", "echo", "count_words", "countWords", "half"",
        "ambiguous-export: expected one exported function count-words, found "count_words", "countWords"; the option "names" can settle it",
        "signature-mismatch: half: expected func(of: f64) -> f64, in wasm-bindgen (f64) -> f64, found (i32) -> i32 in the export "half"",
      ]
    `)
    expect(messages(bytes, wit, { names: { 'count-words': 'countWords' } })).toHaveLength(3)
  })

  it.each([
    ['func(a: tuple<u32, u32>)', 'f.a: expected a type that wasm-bindgen has a form for, found a tuple'],
    ['func() -> list<bool>', 'f: expected a type that wasm-bindgen has a form for, found the result a list of bool'],
    ['func(a: list<u8, 4>)', 'found a list of fixed length'],
    ['func(a: option<option<u8>>)', 'found an option of an option'],
    ['func(a: result<u8>)', 'found a result inside another type'],
    ['async func()', 'found an async function'],
  ])('names what has no form: %s', (type, message) => {
    const bytes = bindgenModule({ functions: '(func (export "f"))' }, '0.2.108')
    expect(messages(bytes, one(type))).toEqual([expect.stringContaining(message)])
  })

  it.each([
    ['0.2.80', 'func(a: u64)', '(param i32 i32)', 'u64, which wasm-bindgen passes only from 0.2.83 on'],
    [
      '0.2.80',
      'func(a: option<s64>)',
      '(param i32 i32 i32)',
      'option<s64>, which wasm-bindgen passes only from 0.2.83 on',
    ],
    [
      '0.2.84',
      'func(a: list<string>)',
      '(param i32 i32)',
      'list<string>, which wasm-bindgen passes only from 0.2.88 on',
    ],
  ])('names what release %s cannot carry: %s', (release, type, params, message) => {
    const bytes = bindgenModule({ functions: `(func (export "f") ${params})` }, release)
    expect(messages(bytes, one(type))).toEqual([expect.stringContaining(message)])
  })

  // Each line: a type, the core type of the first release, that of later ones.
  it.each([
    ['func(a: option<u32>) -> option<u32>', '0.2.95', '(param i32 i32 i32)', '0.2.96', '(param f64) (result f64)'],
    ['func(a: option<f32>)', '0.2.95', '(param i32 f32)', '0.2.96', '(param f64)'],
    ['func() -> result<u32, string>', '0.2.78', '(result i32)', '0.2.79', '(param i32)'],
    ['func() -> result<_, string>', '0.2.78', '', '0.2.79', '(param i32)'],
  ])('follows the release: %s', (type, older, olderText, newer, newerText) => {
    const func = (text: string): string =>
      `(func (export "f") ${text} ${text.includes('result i32') ? '(i32.const 0)' : text.includes('result f64') ? '(f64.const 0)' : ''})`
    const [was, is] = [func(olderText), func(newerText)].map(functions =>
      bindgenText({ functions, malloc: '(func (export "__wbindgen_exn_store") (param i32))', free: '' }),
    )
    const [oldBytes, newBytes] = [assemble(was ?? ''), assemble(is ?? '')]
    const at = (bytes: Uint8Array<ArrayBuffer>, release: string): number =>
      messages(signed(bytes, release), one(type)).length
    expect([at(oldBytes, older), at(oldBytes, newer), at(newBytes, older), at(newBytes, newer)]).toEqual([0, 1, 1, 0])
    // Without a mark, the export's own type decides.
    expect([oldBytes, newBytes].map(bytes => messages(bytes, one(type)))).toEqual([[], []])
  })

  it('takes an enum as one number of either type', () => {
    const wit = 'package demo:e; world e { enum c { a, b } export f: func(x: c); }'
    for (const type of ['i32', 'f64'])
      expect(fit(bindgenModule({ functions: `(func (export "f") (param ${type}))` }, '0.2.130'), wit)).toEqual([])
    expect(messages(bindgenModule({ functions: '(func (export "f") (param i64))' }, '0.2.130'), wit)).toHaveLength(1)
  })

  it('finds structs, their members, getters, setters and fields', () => {
    const wit = `package demo:s;
      interface api {
        resource text-options { constructor(); target: func() -> u32; set-target: func(to: u32); width: func() -> u32; make: static func() -> text-options; }
      }
      world s { export api; }`
    const functions = `(func (export "__wbg_textoptions_free") (param i32 i32))
      (func (export "textoptions_new") (result i32) (i32.const 0))
      (func (export "textoptions_target") (param i32) (result i32) (i32.const 0))
      (func (export "textoptions_set_target") (param i32 i32))
      (func (export "__wbg_get_textoptions_width") (param i32) (result i32) (i32.const 0))
      (func (export "textoptions_make") (result i32) (i32.const 0))`
    expect(fit(bindgenModule({ functions }, '0.2.108'), wit)).toEqual([])
    expect(
      fit(bindgenModule({ functions: functions.replaceAll('textoptions', 'ui__textoptions') }, '0.2.120'), wit),
    ).toEqual([])
    expect(
      messages(bindgenModule({ functions: '(func (export "__wbg_box_free") (param i32 i32))' }, '0.2.108'), wit).at(-1),
    ).toBe('missing-export: expected one exported struct text-options, found "box"')
  })

  describe('imports', () => {
    const hour = 'package demo:h; world h { import hour: func() -> u32; }'

    it.each([
      ['by their module and name', '(import "demo:greeter/host" "hour" (func (result i32)))'],
      ['behind a shim', '(import "./a_bg.js" "__wbg_hour_0123456789abcdef" (func (result i32)))'],
      ['in other spellings', '(import "env" "Hour" (func (result i32)))'],
      ['not at all', ''],
    ])('are found %s', (_how, imports) => {
      expect(fit(bindgenModule({ imports, functions: addToStackPointer }, '0.2.108'), hour)).toEqual([])
    })

    it('are refused when nobody gives them, or when they have another type', () => {
      const imports = '(import "env" "minute" (func (result i32))) (import "env" "hour" (func (param f64)))'
      expect(messages(bindgenModule({ imports }, '0.2.108'), hour)).toMatchInlineSnapshot(`
        [
          "unknown-import: expected imports that the contract names, found "env" "minute" () -> i32",
          "signature-mismatch: hour: expected func() -> u32, in wasm-bindgen () -> i32, found (f64) -> () in the import "env" "hour"",
        ]
      `)
    })

    it('are stubs where only a path that is never taken may need them', () => {
      const imports = `(import "./a_bg.js" "__wbg_fetch_0123456789abcdef" (func (param i32) (result i32)))
        (import "./a_bg.js" "__wbg_hour_0123456789abcdef" (func (param f64)))
        (import "./a_bg.js" "__wbindgen_closure_wrapper42" (func (param i32 i32 i32) (result i32)))`
      expect(fit(bindgenModule({ imports }, '0.2.100'), hour)).toEqual([])
    })
  })
})
