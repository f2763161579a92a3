import { describe, expect, test } from 'vitest'
import { PluginError, WitError } from '../../errors.ts'
import { contract, toWit } from '../contract.ts'
import { t } from './t.ts'
import { world } from './world.ts'

const mood = t.enum('mood', ['calm', 'very-busy'])
const item = t.record('item', { id: t.u64, tagList: t.list(t.string), 'mood-now': mood })
const rights = t.flags('rights', ['read', 'writeAll'])
const shape = t.variant('shape', { circle: t.f64, 'poly-line': t.list(t.tuple(t.f64, t.f64)), record: null })
const cart = t.resource('cart', {
  new: t.func([['owner', t.string]], t.result(t.self, t.string)),
  methods: { add: t.func([['what', item]], t.result(t.u32)), total: t.asyncFunc([], t.f64) },
  statics: {
    merge: t.func(
      [
        ['a', t.borrow(t.self)],
        ['b', t.self],
      ],
      t.self,
    ),
  },
})

describe('a world made of values is the world of the text', () => {
  test('of functions', () => {
    const built = world('a:b/w@1.0.0', {
      types: [mood, item, rights, shape],
      imports: { logLine: t.func([['msg', t.string]]), wait: t.asyncFunc() },
      exports: {
        all: t.func(
          [
            ['x', t.list(item)],
            ['page', t.option(t.u32)],
          ],
          t.result(t.list(item), mood),
        ),
        mixed: t.func([
          ['a', rights],
          ['b', shape],
          ['c', t.map(t.string, t.list(t.u8, 4))],
          ['d', t.result(null, t.char)],
          ['e', t.result()],
          ['f', t.stream(t.u8)],
          ['g', t.future()],
          ['h', t.errorContext],
        ]),
      },
    })
    const text = contract(`package a:b@1.0.0; world w {
      enum mood { calm, very-busy }
      record item { id: u64, tag-list: list<string>, mood-now: mood }
      flags rights { read, write-all }
      variant shape { circle(f64), poly-line(list<tuple<f64, f64>>), %record }
      import log-line: func(msg: string);
      import wait: async func();
      export all: func(x: list<item>, page: option<u32>) -> result<list<item>, mood>;
      export mixed: func(a: rights, b: shape, c: map<string, list<u8, 4>>, d: result<_, char>, e: result,
        f: stream<u8>, g: future, h: error-context);
    }`)
    expect(built).toEqual(text)
    expect(toWit(built)).toBe(toWit(text))
  })

  test('of interfaces: each type stands where it is listed, or first spoken of', () => {
    const api = t.interface({ cart, find: t.func([['query', t.string]], t.list(item)) })
    const built = world('a:b/w', {
      imports: { api, other: api, 'c:d/e@0.1.0': t.interface({ f: t.func([['s', shape]]) }) },
      exports: {
        show: t.interface({ rights, now: t.func([['c', t.borrow(cart)]], rights) }),
        extra: t.inline({ type: t.func([], t.u8) }),
        draw: t.func([['s', shape]]),
      },
    })
    const text = contract(`package a:b;
      interface api {
        enum mood { calm, very-busy }
        record item { id: u64, tag-list: list<string>, mood-now: mood }
        resource cart {
          constructor(owner: string) -> result<cart, string>;
          add: func(what: item) -> result<u32>;
          total: async func() -> f64;
          merge: static func(a: borrow<cart>, b: cart) -> cart;
        }
        find: func(query: string) -> list<item>;
      }
      interface show {
        use api.{cart};
        flags rights { read, write-all }
        now: func(c: borrow<cart>) -> rights;
      }
      world w {
        use c:d/e@0.1.0.{shape};
        import api;
        import other: api;
        import c:d/e@0.1.0;
        export show;
        export extra: interface { %type: func() -> u8; }
        export draw: func(s: shape);
      }
      package c:d@0.1.0 {
        interface e {
          variant shape { circle(f64), poly-line(list<tuple<f64, f64>>), %record }
          f: func(s: shape);
        }
      }`)
    expect(toWit(built)).toBe(toWit(text))
    expect(built).toEqual(text)
  })

  test('parameters without names get one', () => {
    expect(toWit(world('a:b/w', { exports: { add: t.func([t.u8, t.u8], t.u8) } }))).toContain(
      'export add: func(arg0: u8, arg1: u8) -> u8;',
    )
  })

  test('an alias is a type of its own name', () => {
    const byte = t.alias('byte', t.u8)
    const built = world('a:b/w', { exports: { f: t.func([['x', t.list(byte)]]) } })
    expect(built).toEqual(contract('package a:b; world w { type byte = u8; export f: func(x: list<byte>); }'))
  })
})

describe('what is refused', () => {
  const failure = (make: () => unknown): PluginError => {
    try {
      make()
    } catch (error) {
      if (error instanceof PluginError) return error
      throw error
    }
    throw new Error('was accepted')
  }

  test.each([
    ['an id that is none', () => world('w', {}), 'expected the id of a world, ns:package/world@1.2.3, found "w"'],
    [
      'a name that is none',
      () => world('a:b/w', { exports: { get_name: t.func() } }),
      '"get_name" is no name: expected camelCase, or words joined by "-"',
    ],
    [
      'a name that would come back changed',
      () => world('a:b/w', { exports: { getHTTP: t.func() } }),
      '"getHTTP" is no name: expected camelCase, or words joined by "-"',
    ],
    [
      'an id of an interface that is none',
      () => world('a:b/w', { imports: { 'c/d': t.interface({}) } }),
      '"c/d" is no id of an interface: expected ns:package/interface',
    ],
    [
      'a type that nobody can reach',
      () => world('a:b/w', { types: [mood], exports: { i: t.interface({ f: t.func([], mood) }) } }),
      "the type mood stands in the world w, where the interface i can't use it: list it in an interface",
    ],
    [
      'the same in an inline interface',
      () => world('a:b/w', { imports: { x: t.inline({ mood }) }, exports: { f: t.func([mood]) } }),
      "the type mood stands in the inline interface x, where the world w can't use it: list it in an interface",
    ],
    [
      'something else for a type',
      () => world('a:b/w', { exports: { f: t.func(['u8' as never]) } }),
      'expected a type made by t, found a string',
    ],
    [
      'something else for a record',
      () => world('a:b/w', { exports: { f: t.func([t.record('r', undefined as never)]) } }),
      'the world is not made of what t makes: Cannot convert undefined or null to object',
    ],
    [
      'something else for a function',
      () => world('a:b/w', { exports: { f: 3 as never } }),
      'exports.f: expected a function or an interface made by t, found a number',
    ],
  ])('%s', (_, make, message) => {
    expect(failure(make)).toMatchObject({ code: 'invalid-option', phase: 'contract', message })
  })

  test('what WIT itself refuses', () => {
    const error = failure(() =>
      world('a:b/w', {
        exports: {
          f: t.func([
            ['a', t.u8],
            ['a', t.u8],
          ]),
        },
      }),
    )
    expect(error).toBeInstanceOf(WitError)
  })
})
