import { expectTypeOf, test } from 'vitest'
import { type Contract, contract, type FromWit } from './contract.ts'
import type { Exports } from './exports.ts'
import type { Imports } from './imports.ts'

const two = `package a:b; world first { export f: func(); } world second { export g: func(); }`

test('the only world is taken, one of several is chosen', () => {
  const only = contract(`package a:b; world w { export f: func(); }`)
  expectTypeOf<keyof Exports<typeof only>>().toEqualTypeOf<'f'>()
  const second = contract(two, { world: 'second' })
  expectTypeOf<keyof Exports<typeof second>>().toEqualTypeOf<'g'>()
  const byId = contract(two, { world: 'a:b/first' })
  expectTypeOf<keyof Exports<typeof byId>>().toEqualTypeOf<'f'>()
  // @ts-expect-error none is chosen
  contract(two)
  // @ts-expect-error there is no such world
  contract(two, { world: 'third' })
  // @ts-expect-error there is no world at all
  contract(`package a:b; interface i {}`)
})

test('a text that is not known is a contract without types', () => {
  const text: string = two
  const untyped = contract(text)
  expectTypeOf(untyped).toEqualTypeOf<Contract>()
  expectTypeOf<Exports<typeof untyped>>().toBeAny()
  expectTypeOf<Imports<typeof untyped>>().toBeAny()
  const type: string = 'u32'
  const holed = contract(`package a:b; world w { export f: func(x: ${type}); }`)
  expectTypeOf<Exports<typeof holed>>().toBeAny()
})

test('holes that are literals are read', () => {
  const type = 'u64'
  const fields = `record point { x: u32, y: u32 }`
  const filled = contract(`package a:b; world w { ${fields} export f: func(x: ${type}) -> point; }`)
  expectTypeOf<Exports<typeof filled>['f']>().toEqualTypeOf<(x: bigint) => { x: number; y: number }>()
})

test('the type can be written down', () => {
  const given = contract(two, { world: 'first' })
  expectTypeOf<FromWit<typeof two, { world: 'first' }>>().toEqualTypeOf(given)
  const text = `package a:b; world w { export f: func(); }`
  expectTypeOf<FromWit<typeof text>>().toEqualTypeOf<typeof only>()
  const only = contract(text)
})

test('any contract fits where any is asked for', () => {
  const given = contract(two, { world: 'first' })
  expectTypeOf(given).toExtend<Contract>()
  // @ts-expect-error an option nobody knows
  contract(`package a:b; world w {}`, { wrold: 'w' })
})
