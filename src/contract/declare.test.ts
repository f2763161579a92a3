import { expect, test } from 'vitest'
import { contract } from './contract.ts'
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
    "import type { Failure } from 'hospes'

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
        who: (new_: { read?: boolean; writeAll?: boolean }) => { read: boolean; writeAll: boolean }
      }
    }

    export interface Types {
      catalog: {
        /** Something to buy. */
        Item: { id: bigint; price?: number | undefined }
        Rights: { read: boolean; writeAll: boolean }
        Cart: CatalogCart
        Token: CatalogToken
      }
      store: {
        Blob: HostStoreBlob
      }
    }

    export type HostStoreBlob = {
      read: (n: number) => Uint8Array | readonly number[] | Failure<string>
    }

    export type CatalogCart = {
      /** Puts something in. */
      add: (what: { id: bigint; price?: number | undefined }) => number
      self: () => CatalogCart
      [Symbol.dispose](): void
    }

    export type CatalogToken = {
      readonly [Symbol.toStringTag]: 'Token'
      [Symbol.dispose](): void
    }
    "
  `)
})

test('a contract of nothing', () => {
  const { world } = contract('package a:b; world w {}')
  expect(declareWorld(world)).toMatchInlineSnapshot(`
    "export interface Imports {}

    export interface Exports {}

    export interface Types {}
    "
  `)
})

test('resources of the same name stay apart', () => {
  const { world } = contract(`package a:b;
    interface i { resource r { f: func(other: r); } }
    world w { import i; export i; import c:d/i; }
    package c:d { interface i { resource r { g: func(); } } }`)
  const names = [...declareWorld(world).matchAll(/^export type (\w+)/gm)].map(([, name]) => name)
  expect(names.sort()).toEqual(['HostIR', 'HostIR2', 'IR'])
})
