import { describe, expect, test } from 'vitest'
import { WitError } from '../errors.ts'
import { contract } from './contract.ts'
import { standIns } from './stand-ins.ts'

describe('a package of which there is no text', () => {
  test('may be imported from, exported to and included, whole', () => {
    const text = `package a:b;
      use other:pkg/handler@0.1.0 as h;
      world w {
        include wasi:cli/imports@0.2.0;
        import wasi:clocks/wall-clock@0.2.0;
        import wasi:clocks/%type@0.2.0;
        import primary: other:pkg/store@0.1.0;
        export h;
        export greet: func(name: string) -> string;
      }`
    expect(standIns([text])).toMatchInlineSnapshot(`
      [
        "package other:pkg@0.1.0;
      interface handler {}
      interface store {}
      ",
        "package wasi:cli@0.2.0;
      world imports {}
      ",
        "package wasi:clocks@0.2.0;
      interface wall-clock {}
      interface %type {}
      ",
      ]
    `)
    const { world } = contract(text)
    expect(world.imports.map(({ name }) => name)).toEqual([
      ...['wasi:clocks/wall-clock@0.2.0', 'wasi:clocks/type@0.2.0', 'primary'],
    ])
    expect(world.exports.map(({ name }) => name)).toEqual(['greet', 'other:pkg/handler@0.1.0'])
    expect(world.interfaces.every(({ functions }) => functions.length === 0)).toBe(true)
  })

  test('must be there when something of it is used', () => {
    const text: string = `package a:b;
      interface i { use wasi:io/streams@0.2.0.{input-stream}; f: func(s: input-stream); }
      world w { import wasi:io/streams@0.2.0; import inner: interface { use c:d/e.{f}; } export i; }`
    expect(standIns([text])).toEqual([])
    expect(() => contract(text)).toThrow(/there is no package (wasi:io@0\.2\.0|c:d)/)
  })

  test('is not asked for when it is given, by itself or in a block', () => {
    const dep = 'package c:d; interface e { f: func(); }'
    const text = `package a:b; world w { import c:d/e; import g:h/i; } package g:h { interface i { j: func(); } }`
    expect(standIns([text, dep])).toEqual([])
    expect(contract(text, { deps: [dep] }).world.interfaces.map(({ functions }) => functions.length)).toEqual([1, 1])
  })
})

test('an interface that a package has not is a fault all the same', () => {
  const text: string = 'package a:b; world w { import c:d/x; }'
  expect(() => contract(text, { deps: ['package c:d; interface e {}'] })).toThrow(WitError)
  const own: string = 'package a:b; world w { import a:b/x; }'
  expect(() => contract(own)).toThrow(WitError)
})

test('faulty texts are left to the parser', () => {
  expect(standIns(['package a:b; world w { import c:d/e; oops }'])).toEqual([])
})
