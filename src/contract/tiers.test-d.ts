import { expectTypeOf, test } from 'vitest'
import { type Contract, contract } from './contract.ts'
import { err } from './err.ts'
import type { Exports, Isolation } from './exports.ts'
import type { Imports, ImportsOption, RestOptions } from './imports.ts'

const greeter = contract(`package a:b;
  interface tools { size: func(of: list<u8>) -> result<u32, string>; later: async func() -> u8; }
  world greeter {
    import hour: func() -> u32;
    import tools;
    export greet: func(name: string, times: option<u8>) -> string;
    export tools;
  }`)

test('in this thread calls return at once', () => {
  expectTypeOf<Exports<typeof greeter>>().toEqualTypeOf<{
    greet: (name: string, times?: number | undefined) => string
    tools: { size: (of: Uint8Array | readonly number[]) => number; later: () => Promise<number> }
  }>()
})

test('in another they promise, at any depth', () => {
  expectTypeOf<Exports<typeof greeter, 'worker'>>().toEqualTypeOf<{
    greet: (name: string, times?: number | undefined) => Promise<string>
    tools: { size: (of: Uint8Array | readonly number[]) => Promise<number>; later: () => Promise<number> }
  }>()
  expectTypeOf<Exports<typeof greeter, 'process'>>().toEqualTypeOf<Exports<typeof greeter, 'worker'>>()
})

test('a tier that is not known leaves both open', () => {
  expectTypeOf<ReturnType<Exports<typeof greeter, Isolation>['greet']>>().toEqualTypeOf<string | Promise<string>>()
})

test('host functions may be async where the guest can wait', () => {
  const waiting: Imports<typeof greeter, 'worker'> = {
    hour: async () => 3,
    tools: { size: async bytes => (bytes.length === 0 ? err('empty') : bytes.length), later: () => 1 },
  }
  const prompt: Imports<typeof greeter> = {
    // @ts-expect-error a guest in this thread can't wait
    hour: async () => 3,
    tools: { size: bytes => bytes.length, later: async () => 1 },
  }
  void [waiting, prompt]
})

/** The way in which a loading function composes these types. */
declare function load<C extends Contract = Contract, const I extends Isolation = 'inline'>(
  contract: C,
  ...rest: RestOptions<C, { readonly isolation?: I } & ImportsOption<C, I, { name: string }>>
): Exports<C, I>

const plain = contract(`package a:b; world w { import wasi:clocks/wall-clock@0.2.0; export f: func() -> u8; }`)

test('imports must be given where the contract asks for something that only the host has', () => {
  const imports = { hour: () => 3, tools: { size: () => 1, later: () => 1 } }
  load(greeter, { imports })
  load(greeter, { imports: plugin => ({ ...imports, hour: () => plugin.name.length }) })
  // @ts-expect-error options are missing
  load(greeter)
  // @ts-expect-error imports are missing
  load(greeter, {})
  // @ts-expect-error one import is missing
  load(greeter, { imports: { hour: () => 3 } })
  // @ts-expect-error a function of an interface is missing
  load(greeter, { imports: { hour: () => 3, tools: { size: () => 1 } } })
  // @ts-expect-error a result of another type
  load(greeter, { imports: { ...imports, hour: () => 'three' } })
  // @ts-expect-error a name that nobody asks for
  load(greeter, { imports: { ...imports, minute: () => 3 } })
  // @ts-expect-error no such tier
  load(greeter, { imports, isolation: 'thread' })
})

test('and may be left out else', () => {
  expectTypeOf(load(plain)).toEqualTypeOf<{ f: () => number }>()
  expectTypeOf(load(plain, {})).toEqualTypeOf<{ f: () => number }>()
  expectTypeOf(load(plain, { isolation: 'worker' })).toEqualTypeOf<{ f: () => Promise<number> }>()
})

test('a helper that takes any contract can hand on its options', () => {
  function loadAny<C extends Contract>(
    contract: C,
    options: { readonly isolation?: 'inline' } & ImportsOption<C, 'inline', { name: string }>,
  ): Exports<C> {
    return load<C, 'inline'>(contract, options)
  }
  expectTypeOf(loadAny(plain, {}).f).toEqualTypeOf<() => number>()
})
