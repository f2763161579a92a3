import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { HOT } from '../src/canonical/generate.ts'
import { contract, loadPlugin, type PluginError } from '../src/index.ts'
import { assemble } from './wat.ts'

// Functions that are called often get code of their own. It must do what was done before.

const prebuilt = (path: string): Uint8Array => readFileSync(new URL(`../guests/prebuilt/${path}`, import.meta.url))

const zoo = contract(`
package demo:zoo@1.0.0;
world zoo {
  import hour: func() -> u32;
  export echo-string: func(value: string) -> string;
  export echo-option-string: func(value: option<string>) -> option<string>;
  export echo-option-f64: func(value: option<f64>) -> option<f64>;
  export try-string: func(why: string, value: string) -> result<string, string>;
  export try-u64: func(why: string, value: u64) -> result<u64, string>;
  export try-list-u8: func(why: string, value: list<u8>) -> result<list<u8>, string>;
}`)

type Call = (...args: readonly unknown[]) => unknown

function outcome(call: Call, args: readonly unknown[]): unknown {
  try {
    return call(...args)
  } catch (error) {
    const { code, message, payload } = error as PluginError
    return { code, message, payload }
  }
}

/** Each function with each of the arguments, cold and then hot. */
function expectSame(functions: Readonly<Record<string, unknown>>, given: readonly (readonly unknown[])[]): void {
  for (const [name, call] of Object.entries(functions) as [string, Call][]) {
    const cold = given.map(args => outcome(call, args))
    for (let i = 0; i <= HOT; i++) outcome(call, given[0] ?? [])
    for (let round = 0; round < 3; round++)
      expect([name, ...given.map(args => outcome(call, args))]).toEqual([name, ...cold])
  }
}

describe.each(['0.2.84', '0.2.100', '0.2.130'])('hot functions of wasm-bindgen %s', era => {
  test('do what they did', async () => {
    const { exports } = await loadPlugin(prebuilt(`bindgen/${era}/zoo.wasm`), zoo, { imports: { hour: () => 9 } })
    const { tryString, tryU64, tryListU8, echoString, echoOptionString, echoOptionF64 } = exports
    expectSame({ tryString, echoString, echoOptionString, echoOptionF64 }, [
      ['', 'text 😀'],
      ['it failed', 'text'],
      ['', 5],
      [1.5],
      [undefined, undefined],
      [],
    ])
    expectSame({ tryU64 }, [
      ['', 2n ** 64n - 1n],
      ['it failed', 1n],
      ['', 2n ** 64n],
      [1, 1n],
    ])
    expectSame({ tryListU8 }, [['', Uint8Array.of(1, 2)], ['no', new Uint8Array(0)], ['', 'no bytes'], [undefined]])
  })
})

/** Functions of a few parameters, of kinds that travel in different ways. */
const mixed = contract(`
package test:mixed;
world mixed {
  record point { x: f64, y: s32 }
  export two: func(text: string, add: u32) -> u32;
  export three: func(add: u64, text: string, point: point) -> u64;
  export four: func(a: string, b: option<u32>, c: bool, d: list<u16>) -> u32;
}`)

const mixedText = `(module
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 64))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $next (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const 0xff8)))
    (global.set $next (i32.add (global.get $next) (local.get 3)))
    (i32.sub (global.get $next) (local.get 3)))
  (func (export "two") (param i32 i32 i32) (result i32)
    (i32.add (i32.add (i32.load8_u (local.get 0)) (local.get 1)) (local.get 2)))
  (func (export "three") (param i64 i32 i32 f64 i32) (result i64)
    (i64.add (i64.add (local.get 0) (i64.extend_i32_u (local.get 2)))
      (i64.add (i64.trunc_sat_f64_s (local.get 3)) (i64.extend_i32_s (local.get 4)))))
  (func (export "four") (param i32 i32 i32 i32 i32 i32 i32) (result i32)
    (i32.add (i32.add (local.get 1) (i32.mul (local.get 2) (local.get 3)))
      (i32.add (local.get 4) (i32.load16_u (i32.add (local.get 5) (i32.const 2)))))))`

test('hot functions in the Canonical ABI do what they did', async () => {
  const { two, three, four } = (await loadPlugin(await assemble(mixedText), mixed)).exports
  expectSame({ two }, [['A', 2], ['ünïcödé', 2 ** 32 - 1], ['', -1], [5, 1], ['x', 1.5], []])
  expectSame({ three }, [
    [1n, 'four', { x: 2.5, y: -3 }],
    [2n ** 64n - 1n, '', { x: 0, y: 0 }],
    [1n, 'four', { x: 2.5 }],
    [1, 'four', { x: 2.5, y: 1 }],
    [1n, undefined, { x: 2.5, y: 1 }],
  ])
  expectSame({ four }, [
    ['abc', 5, true, Uint16Array.of(1, 2)],
    ['abc', undefined, false, [3, 4]],
    ['abc', null, false, [3, 4]],
    ['abc', 1, 'true', [3, 4]],
    ['abc', 1, true, [3, 65536]],
    ['abc', 1, true, 'list'],
  ])
})
