import { expectTypeOf, test } from 'vitest'
import { contract } from './contract.ts'
import { err, type Failure } from './err.ts'
import type { Exports } from './exports.ts'
import type { Imports } from './imports.ts'

const calls = contract(`package a:b; world w {
  type maybe = option<u8>;
  enum code { gone, busy }
  type outcome = result<u32, code>;
  import log: func(msg: string);
  import lookup: func(key: string) -> result<list<u8>, code>;
  import touch: func() -> result;
  import remove: func() -> result<_, string>;
  import fetch: async func(url: string) -> result<string, string>;
  export nothing: func();
  export find: func(query: string, page: option<u32>, size: maybe);
  export middle: func(a: option<u8>, b: u8, c: option<option<u8>>, d: option<u8>);
  export outcome: func() -> outcome;
  export unit: func() -> result;
  export half: func() -> result<_, string>;
  export other-half: func() -> result<u8>;
  export later: async func(x: u8) -> list<u8>;
  export later-result: async func() -> result<u8, string>;
  export multi-line: func(
    first: u32,
    second: list<
      tuple<u8, u8>
    >,
  )
    -> u32;
  export %type: func(%record: u32, unheard-of-name: u8);
}`)
type E = Exports<typeof calls>
type I = Imports<typeof calls>

test('a function without result returns void', () => {
  expectTypeOf<E['nothing']>().toEqualTypeOf<() => void>()
})

test('options at the end may be left out, those before may not', () => {
  expectTypeOf<E['find']>().toEqualTypeOf<
    (query: string, page?: number | undefined, size?: number | undefined) => void
  >()
  type Boxed = { tag: 'some'; val: number | undefined } | { tag: 'none' }
  expectTypeOf<E['middle']>().toEqualTypeOf<
    (a: number | undefined, b: number, c: Boxed, d?: number | undefined) => void
  >()
})

test('a result as the whole result returns its ok side', () => {
  expectTypeOf<E['outcome']>().toEqualTypeOf<() => number>()
  expectTypeOf<E['unit']>().toEqualTypeOf<() => void>()
  expectTypeOf<E['half']>().toEqualTypeOf<() => void>()
  expectTypeOf<E['otherHalf']>().toEqualTypeOf<() => number>()
})

test('a host function answers its err side by err(payload)', () => {
  expectTypeOf<I['log']>().toEqualTypeOf<(msg: string) => void>()
  expectTypeOf<ReturnType<I['lookup']>>().toEqualTypeOf<Uint8Array | readonly number[] | Failure<'gone' | 'busy'>>()
  expectTypeOf<ReturnType<I['touch']>>().toEqualTypeOf<ReturnType<E['nothing']> | Failure<void>>()
  expectTypeOf<ReturnType<I['remove']>>().toEqualTypeOf<ReturnType<E['nothing']> | Failure<string>>()
  const given: I = {
    log: msg => expectTypeOf(msg).toEqualTypeOf<string>(),
    lookup: key => (key === '' ? err('gone') : new Uint8Array(1)),
    touch: () => err(),
    remove: () => {},
    fetch: async url => (url === '' ? err('no url') : url),
  }
  // @ts-expect-error no such case
  const wrongCase: I['lookup'] = () => err('goen')
  // @ts-expect-error a payload of another type
  const wrongPayload: I['remove'] = () => err(3)
  void [given, wrongCase, wrongPayload]
})

test('async functions promise; those of the host may answer at once', () => {
  expectTypeOf<E['later']>().toEqualTypeOf<(x: number) => Promise<Uint8Array<ArrayBuffer>>>()
  expectTypeOf<E['laterResult']>().toEqualTypeOf<() => Promise<number>>()
  expectTypeOf<ReturnType<I['fetch']>>().toEqualTypeOf<Promise<string | Failure<string>> | string | Failure<string>>()
})

test('a signature may stand on several lines, and escape keywords', () => {
  expectTypeOf<E['multiLine']>().toEqualTypeOf<(a: number, b: readonly (readonly [number, number])[]) => number>()
  expectTypeOf<E['type']>().toEqualTypeOf<(a: number, b: number) => void>()
})

test('calls are checked', () => {
  const exports = {} as E
  // @ts-expect-error a number is expected
  exports.find('x', 'y')
  // @ts-expect-error one argument is missing
  exports.find()
  // @ts-expect-error one too many
  exports.nothing(1)
  // @ts-expect-error misspelt
  exports.fnid('x')
  // @ts-expect-error null is no option
  exports.find('x', null)
})
