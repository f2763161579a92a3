import { describe, expect, test } from 'vitest'
import { assertValid } from '../../guard/admit.ts'
import { defaultLimits } from '../../limits.ts'
import {
  type Bytes,
  component,
  declareExport,
  declareType,
  func,
  imports,
  instanceType,
  ofFunc,
  ofInstance,
  string,
  type,
  u8,
  u64,
} from '../../wasm/component/testing/build.ts'
import { parseWit } from '../../wit/parse.ts'
import type { World } from '../../wit/world.ts'
import { componentDialect } from './dialect.ts'
import { readComponent } from './recognize.ts'

/** A component that imports one function of an interface. */
const importing = (id: string, name: string, signature: Bytes): ReturnType<typeof readComponent> =>
  readComponent(
    component(type(instanceType(declareType(signature), declareExport(name, ofFunc(0)))), imports(id, ofInstance(0))),
    defaultLimits,
    assertValid,
  )

const nothing = parseWit('package a:b; world w {}')

function messages({ recognition: { facts } }: ReturnType<typeof readComponent>, world: World = nothing): string[] {
  return componentDialect.fit(facts, world, { names: {} }).map(({ code, message }) => `${code}: ${message}`)
}

describe('what a component imports of WASI', () => {
  test.each([
    ['wasi:random/random@0.2.0', 'get-random-u64', func({}, u64)],
    ['wasi:random/random@0.2.99', 'get-random-u64', func({}, u64)],
    // Nobody has what it takes to call these.
    ['wasi:http/types@0.2.0', 'http-error-code', func({}, u64)],
    ['wasi:random/random@0.2.99', 'get-better-random', func({}, u64)],
  ])('%s %s is given', (id, name, signature) => {
    expect(messages(importing(id, name, signature))).toEqual([])
  })

  test.each([
    ['wasi:random/random@0.3.0', 'get-random-u64'],
    ['wasi:random/random', 'get-random-u64'],
    ['wasi:nuclear/codes@0.2.0', 'get'],
    ['other:random/random@0.2.0', 'get-random-u64'],
  ])('%s %s is not', (id, name) => {
    expect(messages(importing(id, name, func({}, u64)))).toEqual([expect.stringMatching(/^unknown-import/)])
  })

  test('has to be of the type that WASI says', () => {
    expect(messages(importing('wasi:random/random@0.2.0', 'get-random-u64', func({}, string)))).toEqual([
      "signature-mismatch: 'wasi:random/random@0.2.12#get-random-u64' differs: the result: expected u64, found string",
    ])
    expect(messages(importing('wasi:cli/exit@0.2.0', 'exit-with-code', func({}, u8)))).toHaveLength(1)
  })

  test('is of the contract when that has it', () => {
    const world = parseWit(`package a:b;
      world w { import wasi:random/random@0.2.5; }
      package wasi:random@0.2.5 { interface random { get-random-u64: func() -> string; } }`)
    expect(messages(importing('wasi:random/random@0.2.0', 'get-random-u64', func({}, string)), world)).toEqual([])
    expect(messages(importing('wasi:random/random@0.2.0', 'get-random-u64', func({}, u64)), world)).toHaveLength(1)
  })
})

test('a host without a contract is not asked for it', () => {
  const { recognition } = importing('wasi:random/random@0.2.0', 'get-random-u64', func({}, u64))
  const world = componentDialect.world?.(recognition.facts)
  expect(world?.imports).toEqual([expect.objectContaining({ name: 'wasi:random/random@0.2.0', typesOnly: true })])
})
