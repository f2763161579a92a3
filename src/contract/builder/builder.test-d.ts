import { expectTypeOf, test } from 'vitest'
import { contract } from '../contract.ts'
import type { Exports, Types } from '../exports.ts'
import type { Imports } from '../imports.ts'
import { t } from './t.ts'
import { world } from './world.ts'

const item = t.record('item', {
  id: t.u64,
  'tag-list': t.list(t.string),
  price: t.option(t.f64),
  deep: t.option(t.option(t.u8)),
})
const mood = t.enum('mood', ['calm', 'very-busy'])
const rights = t.flags('rights', ['read', 'write-all'])
const shape = t.variant('shape', { circle: t.f64, 'poly-line': t.list(t.tuple(t.f64, t.f64)), none: null })
const byte = t.alias('byte', t.u8)
const maybe = t.alias('maybe', t.option(t.u32))
const outcome = t.alias('outcome', t.result(t.u32, mood))

const values = world('a:b/w', {
  types: [item, mood, rights, shape, byte, maybe, outcome],
  imports: {
    log: t.func([['msg', t.string]]),
    lookup: t.func([['key', t.string]], t.result(t.list(t.u8), mood)),
    touch: t.func([], t.result()),
    fetch: t.asyncFunc([['url', t.string]], t.result(t.string, t.string)),
  },
  exports: {
    all: t.func(
      [
        ['q', t.string],
        ['x', t.list(item)],
      ],
      t.list(item),
    ),
    who: t.func([['r', rights]], rights),
    draw: t.func([['s', shape]], shape),
    feel: t.func([['m', mood]], t.bool),
    bytes: t.func([['x', t.list(byte)]], t.list(byte)),
    fixed: t.func([['x', t.list(t.u16, 4)]], t.list(t.u16, 4)),
    words: t.func([['x', t.map(t.string, t.list(t.u64))]], t.map(t.string, t.list(t.u64))),
    find: t.func([
      ['query', t.string],
      ['page', t.option(t.u32)],
      ['size', maybe],
    ]),
    middle: t.func([
      ['a', maybe],
      ['b', t.u8],
      ['c', t.option(maybe)],
    ]),
    outcome: t.func([], outcome),
    nested: t.func([], t.list(t.result(t.u8))),
    halves: t.func([], t.tuple(t.result(), t.result(null, t.u8))),
    later: t.asyncFunc([], t.char),
    toBase64Url: t.func([['a-b', t.errorContext]]),
    waits: t.func([
      ['a', t.future(t.u8)],
      ['b', t.future()],
      ['c', t.stream(t.u8)],
      ['d', t.stream()],
    ]),
  },
})

const text = contract(`package a:b; world w {
  record item { id: u64, tag-list: list<string>, price: option<f64>, deep: option<option<u8>> }
  enum mood { calm, very-busy }
  flags rights { read, write-all }
  variant shape { circle(f64), poly-line(list<tuple<f64, f64>>), none }
  type byte = u8; type maybe = option<u32>; type outcome = result<u32, mood>;
  import log: func(msg: string);
  import lookup: func(key: string) -> result<list<u8>, mood>;
  import touch: func() -> result;
  import fetch: async func(url: string) -> result<string, string>;
  export all: func(q: string, x: list<item>) -> list<item>;
  export who: func(r: rights) -> rights;
  export draw: func(s: shape) -> shape;
  export feel: func(m: mood) -> bool;
  export bytes: func(x: list<byte>) -> list<byte>;
  export fixed: func(x: list<u16, 4>) -> list<u16, 4>;
  export words: func(x: map<string, list<u64>>) -> map<string, list<u64>>;
  export find: func(query: string, page: option<u32>, size: maybe);
  export middle: func(a: maybe, b: u8, c: option<maybe>);
  export outcome: func() -> outcome;
  export nested: func() -> list<result<u8>>;
  export halves: func() -> tuple<result, result<_, u8>>;
  export later: async func() -> char;
  export to-base64-url: func(a-b: error-context);
  export waits: func(a: future<u8>, b: future, c: stream<u8>, d: stream);
}`)

test('values make the types of the text', () => {
  expectTypeOf<Exports<typeof values>>().toEqualTypeOf<Exports<typeof text>>()
  expectTypeOf<Imports<typeof values>>().toEqualTypeOf<Imports<typeof text>>()
  expectTypeOf<Types<typeof values>>().toEqualTypeOf<Types<typeof text>>()
  expectTypeOf(values).toEqualTypeOf(text)
})

const cart = t.resource('cart', {
  new: t.func([
    ['owner', t.string],
    ['size', t.option(t.u8)],
  ]),
  methods: {
    add: t.func([['item', t.string]], t.result(t.u32, t.string)),
    fork: t.func([], t.self),
    totalLater: t.asyncFunc([], t.f64),
  },
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
const ticket = t.resource('ticket', { methods: { number: t.func([], t.u32) } })
const token = t.resource('token')
const blob = t.resource('blob', {
  new: t.func([['init', t.list(t.u8)]]),
  methods: { read: t.func([['n', t.u32]], t.result(t.list(t.u8), t.string)) },
})
const mark = t.resource('mark')

const shop = world('acme:shop/shop@2.1.0', {
  imports: {
    store: t.interface({
      blob,
      mark,
      open: t.func([['name', t.string]], t.result(blob, t.string)),
      keep: t.func([
        ['b', blob],
        ['m', mark],
      ]),
    }),
    empty: t.interface({}),
    'wasi:clocks/wall-clock@0.2.0': t.interface({ now: t.func([], t.u64) }),
    weigh: t.func([['b', t.borrow(blob)]], t.u32),
  },
  exports: {
    catalog: t.interface({
      cart,
      ticket,
      token,
      lot: t.record('lot', { cart, count: t.u32 }),
      take: t.func(
        [
          ['t', ticket],
          ['b', t.borrow(blob)],
        ],
        token,
      ),
      carts: t.func([], t.list(t.tuple(t.string, cart))),
    }),
    extra: t.inline({ make: t.func([], t.u8) }),
    turn: t.func([['b', blob]], blob),
  },
})

const shopText = contract(`package acme:shop@2.1.0;
  interface store {
    resource blob { constructor(init: list<u8>); read: func(n: u32) -> result<list<u8>, string>; }
    resource mark;
    open: func(name: string) -> result<blob, string>;
    keep: func(b: blob, m: mark);
  }
  interface empty {}
  interface catalog {
    use store.{blob};
    resource cart {
      constructor(owner: string, size: option<u8>);
      add: func(item: string) -> result<u32, string>;
      fork: func() -> cart;
      total-later: async func() -> f64;
      merge: static func(a: borrow<cart>, b: cart) -> cart;
    }
    resource ticket { number: func() -> u32; }
    resource token;
    record lot { cart: cart, count: u32 }
    take: func(t: ticket, b: borrow<blob>) -> token;
    carts: func() -> list<tuple<string, cart>>;
  }
  world shop {
    use store.{blob};
    import store;
    import empty;
    import wasi:clocks/wall-clock@0.2.0;
    import weigh: func(b: borrow<blob>) -> u32;
    export catalog;
    export extra: interface { make: func() -> u8; }
    export turn: func(b: blob) -> blob;
  }
  package wasi:clocks@0.2.0 { interface wall-clock { now: func() -> u64; } }`)

test('interfaces and resources too', () => {
  expectTypeOf<Exports<typeof shop>>().toEqualTypeOf<Exports<typeof shopText>>()
  expectTypeOf<Imports<typeof shop>>().toEqualTypeOf<Imports<typeof shopText>>()
  expectTypeOf<Types<typeof shop>>().toEqualTypeOf<Types<typeof shopText>>()
  expectTypeOf<Exports<typeof shop, 'worker'>>().toEqualTypeOf<Exports<typeof shopText, 'worker'>>()
})

test('a host gives its own classes', () => {
  class Blob {
    readonly #init: Uint8Array
    constructor(init: Uint8Array) {
      this.#init = init
    }
    read(n: number): Uint8Array {
      return this.#init.subarray(n)
    }
  }
  const imports: Imports<typeof shop> = {
    store: { Blob, open: name => new Blob(new Uint8Array(name.length)), keep: (b: Blob) => void b.read(0) },
    weigh: (b: Blob) => b.read(0).length,
  }
  void imports
})

test('parameters without names, and what is wrong', () => {
  const plain = world('a:b/w', { exports: { add: t.func([t.u8, t.u64], t.u64), now: t.func() } })
  expectTypeOf<Exports<typeof plain>>().toEqualTypeOf<{ add: (a: number, b: bigint) => bigint; now: () => void }>()
  // @ts-expect-error no type
  t.list('u8')
  // @ts-expect-error no function
  world('a:b/w', { exports: { f: t.u8 } })
  // @ts-expect-error parts that a world has not
  world('a:b/w', { export: {} })
  // @ts-expect-error a type alone is no parameter list
  t.func(t.u8)
})
