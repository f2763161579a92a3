import { expectTypeOf, test } from 'vitest'
import { contract } from './contract.ts'
import type { Exports, Types } from './exports.ts'

/** What goes into a guest and what comes out, by a function that takes and gives the type. */
type Into<C, N extends keyof Exports<C>> = Exports<C>[N] extends (a: infer A) => unknown ? A : never
type Out<C, N extends keyof Exports<C>> = Exports<C>[N] extends (...args: never) => infer R ? R : never

const primitives = contract(`package a:b; world w {
  export flag: func(x: bool) -> bool;
  export small: func(a: u8, b: s8, c: u16, d: s16, e: u32, f: s32) -> u8;
  export real: func(x: f32, y: f64) -> f64;
  export wide: func(x: u64) -> s64;
  export letter: func(x: char) -> char;
  export text: func(x: string) -> string;
}`)

test('primitives are the same both ways', () => {
  type E = Exports<typeof primitives>
  expectTypeOf<E['flag']>().toEqualTypeOf<(x: boolean) => boolean>()
  expectTypeOf<E['small']>().toEqualTypeOf<
    (a: number, b: number, c: number, d: number, e: number, f: number) => number
  >()
  expectTypeOf<E['real']>().toEqualTypeOf<(x: number, y: number) => number>()
  expectTypeOf<E['wide']>().toEqualTypeOf<(x: bigint) => bigint>()
  expectTypeOf<E['letter']>().toEqualTypeOf<(x: string) => string>()
  expectTypeOf<E['text']>().toEqualTypeOf<(x: string) => string>()
})

const lists = contract(`package a:b; world w {
  type byte = u8; type length = u32;
  export u8: func(x: list<u8>) -> list<u8>;
  export u16: func(x: list<u16>) -> list<u16>;
  export u32: func(x: list<length>) -> list<length>;
  export u64: func(x: list<u64>) -> list<u64>;
  export s8: func(x: list<s8>) -> list<s8>;
  export s16: func(x: list<s16>) -> list<s16>;
  export s32: func(x: list<s32>) -> list<s32>;
  export s64: func(x: list<s64>) -> list<s64>;
  export f32: func(x: list<f32>) -> list<f32>;
  export f64: func(x: list<f64>) -> list<f64>;
  export strings: func(x: list<string>) -> list<string>;
  export nested: func(x: list<list<byte>>) -> list<list<byte>>;
  export fixed: func(x: list<u8, 16>) -> list<u8, 16>;
  export pairs: func(x: list<tuple<string, u8>, 2>) -> list<tuple<string, u8>, 2>;
  export dictionary: func(x: map<string, list<u16>>) -> map<string, list<u16>>;
}`)

test('lists of numbers are typed arrays, with readonly arrays welcome on the way in', () => {
  type C = typeof lists
  expectTypeOf<Into<C, 'u8'>>().toEqualTypeOf<Uint8Array | readonly number[]>()
  expectTypeOf<Out<C, 'u8'>>().toEqualTypeOf<Uint8Array<ArrayBuffer>>()
  expectTypeOf<Out<C, 'u16'>>().toEqualTypeOf<Uint16Array<ArrayBuffer>>()
  expectTypeOf<Into<C, 'u32'>>().toEqualTypeOf<Uint32Array | readonly number[]>()
  expectTypeOf<Out<C, 'u32'>>().toEqualTypeOf<Uint32Array<ArrayBuffer>>()
  expectTypeOf<Into<C, 'u64'>>().toEqualTypeOf<BigUint64Array | readonly bigint[]>()
  expectTypeOf<Out<C, 'u64'>>().toEqualTypeOf<BigUint64Array<ArrayBuffer>>()
  expectTypeOf<Out<C, 's8'>>().toEqualTypeOf<Int8Array<ArrayBuffer>>()
  expectTypeOf<Out<C, 's16'>>().toEqualTypeOf<Int16Array<ArrayBuffer>>()
  expectTypeOf<Out<C, 's32'>>().toEqualTypeOf<Int32Array<ArrayBuffer>>()
  expectTypeOf<Into<C, 's64'>>().toEqualTypeOf<BigInt64Array | readonly bigint[]>()
  expectTypeOf<Out<C, 's64'>>().toEqualTypeOf<BigInt64Array<ArrayBuffer>>()
  expectTypeOf<Out<C, 'f32'>>().toEqualTypeOf<Float32Array<ArrayBuffer>>()
  expectTypeOf<Out<C, 'f64'>>().toEqualTypeOf<Float64Array<ArrayBuffer>>()
})

test('other lists are arrays, readonly on the way in', () => {
  type C = typeof lists
  expectTypeOf<Into<C, 'strings'>>().toEqualTypeOf<readonly string[]>()
  expectTypeOf<Out<C, 'strings'>>().toEqualTypeOf<string[]>()
  expectTypeOf<Into<C, 'nested'>>().toEqualTypeOf<readonly (Uint8Array | readonly number[])[]>()
  expectTypeOf<Out<C, 'nested'>>().toEqualTypeOf<Uint8Array<ArrayBuffer>[]>()
})

test('a fixed length changes nothing in the type, a map is a list of pairs', () => {
  type C = typeof lists
  expectTypeOf<Into<C, 'fixed'>>().toEqualTypeOf<Uint8Array | readonly number[]>()
  expectTypeOf<Out<C, 'pairs'>>().toEqualTypeOf<[string, number][]>()
  expectTypeOf<Into<C, 'dictionary'>>().toEqualTypeOf<readonly (readonly [string, Uint16Array | readonly number[]])[]>()
  expectTypeOf<Out<C, 'dictionary'>>().toEqualTypeOf<[string, Uint16Array<ArrayBuffer>][]>()
})

const compound = contract(`package a:b; world w {
  enum mood { calm, light-blue }
  flags rights { read, write-all }
  variant shape { circle(f64), poly-line(list<tuple<f64, f64>>), %record }
  record item { id: u64, tag-list: list<string>, price: option<f64>, HTTP-status: u16 }
  record outer { item: item, rights: rights, deep: option<option<u8>> }
  type maybe = option<u32>;
  export mood: func(x: mood) -> mood;
  export rights: func(x: rights) -> rights;
  export shape: func(x: shape) -> shape;
  export item: func(x: item) -> item;
  export outer: func(x: outer) -> outer;
  export pair: func(x: tuple<string, list<u8>>) -> tuple<string, list<u8>>;
  export maybe: func(x: list<maybe>) -> maybe;
  export boxed: func(x: list<option<maybe>>) -> option<maybe>;
  export triple: func() -> option<option<option<u8>>>;
  export outcomes: func() -> list<result<u8, string>>;
  export halves: func() -> tuple<result, result<u8>, result<_, u8>>;
}`)

test('an enum is its cases, a variant a tag with or without a value, both in WIT spelling', () => {
  type C = typeof compound
  expectTypeOf<Into<C, 'mood'>>().toEqualTypeOf<'calm' | 'light-blue'>()
  expectTypeOf<Into<C, 'shape'>>().toEqualTypeOf<
    | { tag: 'circle'; val: number }
    | { tag: 'poly-line'; val: readonly (readonly [number, number])[] }
    | { tag: 'record' }
  >()
  expectTypeOf<Out<C, 'shape'>>().toEqualTypeOf<
    { tag: 'circle'; val: number } | { tag: 'poly-line'; val: [number, number][] } | { tag: 'record' }
  >()
})

test('flags may be left out on the way in and are all there on the way out', () => {
  type C = typeof compound
  expectTypeOf<Into<C, 'rights'>>().toEqualTypeOf<{ read?: boolean; writeAll?: boolean }>()
  expectTypeOf<Out<C, 'rights'>>().toEqualTypeOf<{ read: boolean; writeAll: boolean }>()
})

test('a record is an object whose option fields may be absent', () => {
  type C = typeof compound
  expectTypeOf<Into<C, 'item'>>().toEqualTypeOf<{
    id: bigint
    tagList: readonly string[]
    price?: number | undefined
    httpStatus: number
  }>()
  expectTypeOf<Out<C, 'outer'>>().toEqualTypeOf<{
    item: { id: bigint; tagList: string[]; price?: number | undefined; httpStatus: number }
    rights: { read: boolean; writeAll: boolean }
    deep: { tag: 'some'; val: number | undefined } | { tag: 'none' }
  }>()
  expectTypeOf<Types<C>['Item']>().toEqualTypeOf<Out<C, 'item'>>()
})

test('an option of an option is boxed at the outer level, through aliases too', () => {
  type C = typeof compound
  expectTypeOf<Into<C, 'maybe'>>().toEqualTypeOf<readonly (number | undefined)[]>()
  expectTypeOf<Out<C, 'maybe'>>().toEqualTypeOf<number | undefined>()
  type Boxed = { tag: 'some'; val: number | undefined } | { tag: 'none' }
  expectTypeOf<Into<C, 'boxed'>>().toEqualTypeOf<readonly Boxed[]>()
  expectTypeOf<Out<C, 'boxed'>>().toEqualTypeOf<Boxed>()
  expectTypeOf<Out<C, 'triple'>>().toEqualTypeOf<{ tag: 'some'; val: Boxed } | { tag: 'none' }>()
})

test('a tuple is a tuple, readonly on the way in', () => {
  type C = typeof compound
  expectTypeOf<Into<C, 'pair'>>().toEqualTypeOf<readonly [string, Uint8Array | readonly number[]]>()
  expectTypeOf<Out<C, 'pair'>>().toEqualTypeOf<[string, Uint8Array<ArrayBuffer>]>()
})

test('a result within a value is tagged', () => {
  type C = typeof compound
  expectTypeOf<Out<C, 'outcomes'>>().toEqualTypeOf<({ tag: 'ok'; val: number } | { tag: 'err'; val: string })[]>()
  expectTypeOf<Out<C, 'halves'>>().toEqualTypeOf<
    [
      { tag: 'ok' } | { tag: 'err' },
      { tag: 'ok'; val: number } | { tag: 'err' },
      { tag: 'ok' } | { tag: 'err'; val: number },
    ]
  >()
})
