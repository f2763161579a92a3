import { expect, test } from 'vitest'
import { contract } from '../contract.ts'
import { declareWorld } from './declare.ts'

test('a contract as declarations', () => {
  const { world } = contract(`
    package acme:shop@2.1.0;
    interface catalog {
      /// Something to buy.
      record item {
        /// Counted from 1.
        id: u64,
        price: option<f64>,
      }
      flags rights { read, write-all }
      resource cart {
        constructor(owner: string);
        /// Puts something in.
        add: func(what: item) -> result<u32, string>;
        self: func() -> cart;
        merge: static func(a: borrow<cart>, b: cart) -> cart;
      }
      resource token;
      /// Who may do what.
      /// More on that: */ elsewhere.
      who: func(new: rights) -> rights;
    }
    interface store {
      resource blob { read: func(n: u32) -> result<list<u8>, string>; }
    }
    world shop {
      import store;
      import wasi:clocks/wall-clock@0.2.0;
      import lookup: func(key: string) -> result<_, string>;
      export catalog;
      export find-all: func(query: string, page: option<u32>) -> list<list<string>>;
      export later: async func() -> u8;
    }
    package wasi:clocks@0.2.0 { interface wall-clock { now: func() -> u64; } }
  `)
  expect(declareWorld(world)).toMatchInlineSnapshot(`
    "import type { Contract, Failure } from 'hospes'

    export interface Imports {
      store: {
        Blob: (abstract new (...args: never) => HostStoreBlob)
      }
      'wasi:clocks/wall-clock@0.2.0'?: {
        now: () => bigint
      }
      lookup: (key: string) => void | Failure<string>
    }

    export interface Exports {
      findAll: (query: string, page?: number | undefined) => string[][]
      later: () => Promise<number>
      catalog: {
        Cart: {
          merge: (a: CatalogCart, b: CatalogCart) => CatalogCart
        } & (new (owner: string) => CatalogCart)
        Token: (abstract new (...args: never) => CatalogToken)
        /**
         * Who may do what.
         * More on that: * / elsewhere.
         */
        who: (new_: CatalogRightsInput) => CatalogRights
      }
    }

    export interface Types {
      catalog: {
        Item: CatalogItem
        Rights: CatalogRights
        Cart: CatalogCart
        Token: CatalogToken
      }
      store: {
        Blob: HostStoreBlob
      }
    }

    export type World = Contract<Imports, Exports, Types>

    export interface HostStoreBlob {
      read: (n: number) => Uint8Array | readonly number[] | Failure<string>
    }

    export interface CatalogCart {
      /** Puts something in. */
      add: (what: CatalogItem) => number
      self: () => CatalogCart
      [Symbol.dispose](): void
    }

    /** Something to buy. */
    export interface CatalogItem {
      /** Counted from 1. */
      id: bigint
      price?: number | undefined
    }

    export interface CatalogToken {
      readonly [Symbol.toStringTag]: 'Token'
      [Symbol.dispose](): void
    }

    export interface CatalogRights {
      read: boolean
      writeAll: boolean
    }

    export interface CatalogRightsInput {
      read?: boolean
      writeAll?: boolean
    }
    "
  `)
})

test('a contract of nothing', () => {
  const { world } = contract('package a:b; world w {}')
  expect(declareWorld(world)).toMatchInlineSnapshot(`
    "import type { Contract } from 'hospes'

    export interface Imports {}

    export interface Exports {}

    export interface Types {}

    export type World = Contract<Imports, Exports, Types>
    "
  `)
})

test('resources of the same name stay apart', () => {
  const { world } = contract(`package a:b;
    interface i { resource r { f: func(other: r); } }
    world w { import i; export i; import c:d/i; }
    package c:d { interface i { resource r { g: func(); } } }`)
  const names = [...declareWorld(world).matchAll(/^export interface (\w*R\d?) /gm)].map(([, name]) => name)
  expect(names.sort()).toEqual(['HostIR', 'HostIR2', 'IR'])
})

test('cases are documented where they stand, and no name hides what TypeScript has', () => {
  const { world } = contract(`package a:b;
    interface uint8 { enum array { a } }
    world w {
      use uint8.{array};
      variant error {
        none,
        /// So many.
        many(list<u8>),
      }
      enum types {
        /// The first.
        /// And the best.
        one,
        two,
      }
      flags nothing {}
      export f: func(a: error, b: types, c: nothing) -> array;
    }`)
  expect(declareWorld(world).replace(/^.*Contract<[^\n]*\n\n/s, '')).toMatchInlineSnapshot(`
    "export type Uint8Array2 = 'a'

    export type ErrorInput =
      | { tag: 'none' }
      /** So many. */
      | { tag: 'many'; val: Uint8Array | readonly number[] }

    export type Types2 =
      /**
       * The first.
       * And the best.
       */
      | 'one'
      | 'two'

    export interface NothingInput {}

    export type Error2 =
      | { tag: 'none' }
      /** So many. */
      | { tag: 'many'; val: Uint8Array<ArrayBuffer> }

    export interface Nothing {}
    "
  `)
})
