import { expectTypeOf, test } from 'vitest'
import { contract } from './contract.ts'
import type { Exports, Types } from './exports.ts'
import type { Imports } from './imports.ts'

const mixed = contract(`
  package demo:mixed@1.2.3;
  // a comment { with; braces }
  /* one /* in another */ { */
  interface types {
    /// docs: { "quoted" } // twice
    record point { x: u32, y: u32, } /** and */ type shift = point;
    enum colour { red, light-blue }
  }
  interface api {
    use types.{point, shift as move-by, colour};
    paint: func(at: point, by: move-by) -> colour;
  }
  interface log-sink { write: func(text: string); }
  interface empty {}
  world mixed {
    use types.{colour as tint};
    import log-sink;
    import types;
    import empty;
    import hour: func() -> u32;
    import clock: interface { use types.{point}; now: func() -> u64; where-is: func(p: point); }
    export api;
    export extra: interface { record thing { a: u8 } make: func() -> thing; }
    export tint-of: func(name: string) -> tint;
  }
`)

test('functions and interfaces stand where the world has them', () => {
  expectTypeOf<Exports<typeof mixed>>().toEqualTypeOf<{
    api: { paint: (a: { x: number; y: number }, b: { x: number; y: number }) => 'red' | 'light-blue' }
    extra: { make: () => { a: number } }
    tintOf: (name: string) => 'red' | 'light-blue'
  }>()
})

test('imports likewise; interfaces without functions need not be given', () => {
  expectTypeOf<Imports<typeof mixed>>().toEqualTypeOf<{
    logSink: { write: (text: string) => void }
    hour: () => number
    clock: { now: () => bigint; whereIs: (p: { x: number; y: number }) => void }
    types?: Record<never, never>
    empty?: Record<never, never>
  }>()
})

test('types are named under their interface, those of the world at the top', () => {
  expectTypeOf<Types<typeof mixed>['types']>().toEqualTypeOf<{
    Point: { x: number; y: number }
    Shift: { x: number; y: number }
    Colour: 'red' | 'light-blue'
  }>()
  expectTypeOf<Types<typeof mixed>['extra']>().toEqualTypeOf<{ Thing: { a: number } }>()
  const own = contract(`package a:b; world w { record r { a: u8 } export f: func(r: r); }`)
  expectTypeOf<Types<typeof own>>().toEqualTypeOf<{ R: { a: number } }>()
})

test('an interface of the own package may be written with its full id, and still has its short key', () => {
  const own = contract(`package a:b@0.1.0;
    interface i { f: func(); }
    world w { import a:b/i@0.1.0; export a:b/i@0.1.0; }`)
  expectTypeOf<Exports<typeof own>>().toEqualTypeOf<{ i: { f: () => void } }>()
  expectTypeOf<Imports<typeof own>>().toEqualTypeOf<{ i: { f: () => void } }>()
})

test('an interface can stand under a name of its own', () => {
  const named = contract(`package a:b; interface i { f: func(); } world w { import primary: i; import backup: a:b/i; }`)
  expectTypeOf<Imports<typeof named>>().toEqualTypeOf<{ primary: { f: () => void }; backup: { f: () => void } }>()
})

test('names: capitals are lower-cased, digits stay, keywords are escaped', () => {
  const names = contract(`package a:b; world w {
    export HTTP-get: func(); export to-base64-url: func(); export a1-b2: func(); export %world: func(); export x-HTTP: func();
  }`)
  expectTypeOf<keyof Exports<typeof names>>().toEqualTypeOf<'httpGet' | 'toBase64Url' | 'a1B2' | 'world' | 'xHttp'>()
})

test('any blanks will do, and no last comma or a last comma', () => {
  const loose = contract(`package   a:b ;
    interface\ti{record   r{a:u8,b:list<u8>,}f:func( r:r , )->r ;
      g :
        func ( a : u8 )
        -> u8;
    }
    world w{export i;\r\n export h :func();}`)
  expectTypeOf<Exports<typeof loose>>().toEqualTypeOf<{
    i: {
      f: (r: { a: number; b: Uint8Array | readonly number[] }) => { a: number; b: Uint8Array<ArrayBuffer> }
      g: (a: number) => number
    }
    h: () => void
  }>()
})

test('gates: versions change nothing, an unstable item is there when its feature is chosen', () => {
  const wit = `package a:b@1.0.0;
    @since(version = 0.1.0)
    interface i {
      @since(version = 1.0.0) @deprecated(version = 1.0.0)
      old: func();
      @unstable(feature = fancy)
      fancy: func();
      @unstable(feature = other)
      record r { a: u8 }
    }
    @unstable(feature = fancy) interface j { f: func(); }
    world w { export i; @unstable(feature = fancy) export j; }`
  const plain = contract(wit)
  expectTypeOf<Exports<typeof plain>>().toEqualTypeOf<{ i: { old: () => void } }>()
  const fancy = contract(wit, { features: ['fancy'] })
  expectTypeOf<Exports<typeof fancy>>().toEqualTypeOf<{
    i: { old: () => void; fancy: () => void }
    j: { f: () => void }
  }>()
})

test('a package of which there is no text: nobody knows more than that it is there', () => {
  const foreign = contract(`package a:b;
    use other:pkg/handler@0.1.0 as h;
    interface i { use c:d/e.{r as s}; f: func(x: s) -> list<s>; }
    world w {
      include wasi:cli/imports@0.2.0;
      import wasi:clocks/wall-clock@0.2.0;
      import other:pkg/store@0.1.0;
      export h;
      export i;
    }`)
  expectTypeOf<Imports<typeof foreign>>().toEqualTypeOf<{
    'wasi:clocks/wall-clock@0.2.0'?: Record<string, unknown>
    'other:pkg/store@0.1.0'?: Record<string, unknown>
  }>()
  expectTypeOf<Exports<typeof foreign>>().toEqualTypeOf<{
    'other:pkg/handler@0.1.0': Record<string, unknown>
    i: { f: (x: unknown) => unknown[] }
  }>()
})

test('packages given beside the text, and in blocks of it', () => {
  const shapes = `package c:shapes@1.0.0;
    interface shapes { record point { x: u32 } resource pen { draw: func(at: point); } }
    world drawing { import shapes; export draw: func(); }`
  const drawing = contract(
    `package a:b;
    interface i { use c:shapes/shapes@1.0.0.{point, pen}; use d:names/names.{colour}; f: func(p: point, with: borrow<pen>) -> colour; }
    world w { include c:shapes/drawing@1.0.0 with { draw as paint-it } export i; export d:names/names; }
    package d:names { interface names { enum colour { red, light-blue } first: func() -> colour; } }`,
    { deps: [shapes] },
  )
  expectTypeOf<keyof Imports<typeof drawing>>().toEqualTypeOf<'c:shapes/shapes@1.0.0'>()
  expectTypeOf<Exports<typeof drawing>>().toEqualTypeOf<{
    paintIt: () => void
    i: { f: (p: { x: number }, pen: { draw(at: { x: number }): void }) => 'red' | 'light-blue' }
    'd:names/names': { first: () => 'red' | 'light-blue' }
  }>()
})
