import { expectTypeOf, test } from 'vitest'
import { contract } from './contract.ts'
import { err, type Failure } from './err.ts'
import type { Exports, RemoteInstance, Types } from './exports.ts'
import type { Imports } from './imports.ts'

const shop = contract(`package acme:shop@2.1.0;
  interface catalog {
    resource cart {
      constructor(owner: string, size: option<u8>);
      add: func(item: string) -> result<u32, string>;
      total: func() -> f64;
      total-later: async func() -> f64;
      merge: static func(a: borrow<cart>, b: cart) -> cart;
      open: static async func(name: string) -> result<cart, string>;
    }
    resource ticket { number: func() -> u32; }
    resource token;
    resource key { constructor(text: string) -> result<key, string>; }
    record lot { cart: cart, keys: list<own<key>> }
    take: func(t: ticket, k: borrow<key>) -> token;
    lots: func() -> list<lot>;
  }
  world shop { export catalog; }`)
type Catalog = Exports<typeof shop>['catalog']
type Cart = InstanceType<Catalog['Cart']>

test('a resource of an exported interface is a class', () => {
  expectTypeOf<ConstructorParameters<Catalog['Cart']>>().toEqualTypeOf<[owner: string, size?: number | undefined]>()
  expectTypeOf<Cart>().toEqualTypeOf<{
    add: (item: string) => number
    total: () => number
    totalLater: () => Promise<number>
    [Symbol.dispose](): void
  }>()
  expectTypeOf<Catalog['Cart']['merge']>().toEqualTypeOf<(a: Cart, b: Cart) => Cart>()
  expectTypeOf<Catalog['Cart']['open']>().toEqualTypeOf<(name: string) => Promise<Cart>>()
  expectTypeOf<ConstructorParameters<Catalog['Key']>>().toEqualTypeOf<[text: string]>()
  expectTypeOf<Types<typeof shop>['catalog']['Cart']>().toEqualTypeOf<Cart>()
  const { Cart, Ticket } = {} as Catalog
  using cart = new Cart('ada')
  cart.add('x').toFixed()
  // @ts-expect-error the contract has no constructor for it
  new Ticket()
})

test('handles within values are instances, resources without methods stay apart', () => {
  type Lot = ReturnType<Catalog['lots']>[number]
  expectTypeOf<Lot['cart']>().toEqualTypeOf<Cart>()
  const { take, Key } = {} as Catalog
  const key = new Key('k')
  const token = take({} as InstanceType<Catalog['Ticket']>, key)
  // @ts-expect-error a token is no key
  take({} as InstanceType<Catalog['Ticket']>, token)
})

test('in another thread methods and statics promise, dropping can be awaited', async () => {
  const { Cart } = {} as Exports<typeof shop, 'worker'>['catalog']
  await using cart = new Cart('ada')
  expectTypeOf(cart).toEqualTypeOf<RemoteInstance<Cart>>()
  expectTypeOf(cart.total()).toEqualTypeOf<Promise<number>>()
  expectTypeOf(cart.add('x')).toEqualTypeOf<Promise<number>>()
  const merged = await Cart.merge(cart, cart)
  expectTypeOf(merged.total()).toEqualTypeOf<Promise<number>>()
  const lots = await ({} as Exports<typeof shop, 'worker'>).catalog.lots()
  expectTypeOf(lots).items.toHaveProperty('cart').toEqualTypeOf<RemoteInstance<Cart>>()
  // @ts-expect-error an inline cart does not live there
  Cart.merge({} as Cart, cart)
})

const store = contract(`package acme:store;
  interface store {
    resource blob {
      constructor(init: list<u8>);
      read: func(n: u32) -> result<list<u8>, string>;
      merge: static func(a: borrow<blob>, b: blob) -> blob;
    }
    resource mark;
    open: func(name: string) -> result<blob, string>;
    keep: func(b: blob, m: mark);
  }
  interface api {
    use store.{blob};
    resource view { constructor(of: blob); size: func() -> u32; }
    show: func(b: borrow<blob>) -> blob;
  }
  world plugin {
    use store.{blob as raw};
    import store;
    import weigh: func(b: borrow<raw>) -> u32;
    export api;
    export turn: func(b: raw) -> raw;
  }`)

class Blob {
  readonly #bytes: Uint8Array
  constructor(init: Uint8Array) {
    this.#bytes = init
  }
  read(n: number): Uint8Array | Failure<string> {
    return n > this.#bytes.length ? err('too far') : this.#bytes.subarray(n)
  }
  static merge(a: Blob, b: Blob): Blob {
    return a.#bytes.length > b.#bytes.length ? a : b
  }
}

test('a resource of an imported interface is a class of the host', () => {
  const imports: Imports<typeof store> = {
    store: {
      Blob,
      Mark: class {},
      open: name => (name === '' ? err('no name') : new Blob(new Uint8Array(1))),
      keep: (b: Blob) => void b.read(0),
    },
    weigh: (b: Blob) => (b instanceof Blob ? 1 : 0),
  }
  class Unread extends Map {
    static merge = Blob.merge
  }
  // @ts-expect-error a class without the method
  const other: Imports<typeof store>['store'] = { ...imports.store, Blob: Unread }
  void other
})

test('exports that speak of an imported resource take and give the host objects', () => {
  type Host = InstanceType<Imports<typeof store>['store']['Blob']>
  type E = Exports<typeof store>
  expectTypeOf<Parameters<E['turn']>>().toEqualTypeOf<[b: Host]>()
  expectTypeOf<E['api']['show']>().toEqualTypeOf<(b: Host) => Host>()
  expectTypeOf<ConstructorParameters<E['api']['View']>>().toEqualTypeOf<[of: Host]>()
  const { api, turn } = {} as E
  turn(new Blob(new Uint8Array()))
  using view = new api.View(new Blob(new Uint8Array()))
  view.size().toFixed()
})

test('in another thread the host objects are what they were', async () => {
  const { api, turn } = {} as Exports<typeof store, 'worker'>
  const shown = await api.show(new Blob(new Uint8Array()))
  expectTypeOf(shown.read).returns.toEqualTypeOf<Uint8Array | readonly number[] | Failure<string>>()
  expectTypeOf(turn).returns.resolves.toHaveProperty('read')
})

test('an interface that is imported and exported has both: the class of the host and that of the guest', () => {
  const both = contract(`package a:b;
    interface i { resource r { n: func() -> u8; } type s = r; f: func(a: s) -> r; }
    world w { import i; export i; }`)
  type Guest = ReturnType<Exports<typeof both>['i']['f']>
  expectTypeOf<Guest>().toEqualTypeOf<{ n: () => number; [Symbol.dispose](): void }>()
  expectTypeOf<Parameters<Imports<typeof both>['i']['f']>[0]>().toEqualTypeOf<{ n(): number }>()
})

test('types that lead back to themselves through a resource', async () => {
  const dom = contract(`package a:b;
    interface dom {
      resource node { parent: func() -> option<node>; children: func() -> list<node>; append: func(child: borrow<node>); }
      root: func() -> node;
    }
    world w { export dom; }`)
  const { root } = {} as Exports<typeof dom>['dom']
  root().parent()?.children()[0]?.append(root())
  const remote = {} as Exports<typeof dom, 'worker'>['dom']
  const [first] = await (await remote.root()).children()
  expectTypeOf(first?.append).parameters.toEqualTypeOf<[child: RemoteInstance<ReturnType<typeof root>>]>()
})
