import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Codecs, createCodecs } from '../../src/canonical/codecs.ts'
import { flattenFunction } from '../../src/canonical/flatten.ts'
import { compileLift } from '../../src/canonical/lift.ts'
import { compileLower } from '../../src/canonical/lower.ts'
import { arbitraryTyped, type Typed } from '../../src/canonical/testing/arbitrary.ts'
import { createTestGuest } from '../../src/canonical/testing/memory.ts'
import { PluginError } from '../../src/errors.ts'
import { allocate } from '../../src/memory/bounds.ts'
import type { Guest } from '../../src/memory/guest.ts'
import { createRandom } from '../../src/wasm/testing/mutants.ts'
import type { Func, TypeRef } from '../../src/wit/world.ts'
import { mutants, timeout } from './size.ts'

// Guests that hand over anything at all. What is lifted is a value or a violation; a value comes back equal.

const violations = ['abi-violation', 'output-too-large']
const budget = { liftedBytes: 100_000, liftedItems: 1_000 }
const page = 65_536

/** A memory of words that could be addresses, lengths, discriminants, characters, or nothing of the kind. */
function randomGuest(seed: number): { readonly guest: Guest; readonly word: () => number } {
  const guest = createTestGuest(budget)
  const random = createRandom(seed | 1)
  const word = (): number => {
    switch (random(6)) {
      case 0:
        return random(4)
      case 1:
        return random(64)
      case 2:
        return random(page)
      case 3:
        return random(page / 8) * 8
      case 4:
        return page - random(20)
      default:
        return random(2 ** 32)
    }
  }
  for (let at = 0; at < page / 4; at++) guest.u32[at] = word()
  return { guest, word }
}

/** The value, or `undefined` for what the guest may not hand over. */
function violation(run: () => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: run() }
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    expect(violations).toContain(error.code)
    return undefined
  }
}

function func(params: readonly TypeRef[], result: TypeRef | null): Func {
  const named = params.map((type, at) => ({ name: `p${at}`, type }))
  return { name: 'f', kind: 'freestanding', async: false, params: named, result }
}

function check(property: fc.IProperty<[Typed, number]>, cost: number): void {
  fc.assert(property, { numRuns: mutants(cost), seed: 0x5eed, endOnFailure: true })
}

const codecsOf = ({ types }: Typed): Codecs => createCodecs(types)

describe('random memory', () => {
  test('loads as a value that comes back equal, or is a violation', { timeout }, () => {
    let values = 0
    const property = fc.property(arbitraryTyped, fc.integer(), (typed, seed) => {
      const codec = codecsOf(typed).of(typed.ref)
      const { guest } = randomGuest(seed)
      const address = Math.ceil(100 / codec.align) * codec.align
      if (address + codec.size > page) return
      const lifted = violation(() => codec.load(guest, address))
      if (lifted === undefined) return
      values += 1
      const other = createTestGuest()
      const place = allocate(other, codec.align, codec.size)
      codec.store(other, place, lifted.value)
      expect(codec.load(other, place)).toEqual(lifted.value)
    })
    check(property, 4)
    expect(values).toBeGreaterThan(mutants(4) / 20)
  })

  test('is the result of a call that gives a value, or a violation', { timeout }, () => {
    const property = fc.property(arbitraryTyped, fc.integer(), (typed, seed) => {
      const codecs = codecsOf(typed)
      const { guest, word } = randomGuest(seed)
      const giving = func([], typed.ref)
      const [result] = flattenFunction(codecs.layouts, giving, 'lift').results
      const core = (): unknown => (result === 'i64' ? BigInt(word()) : word())
      const call = compileLift(codecs, giving, failure => failure)(guest, core, undefined)
      violation(() => call())
    })
    check(property, 4)
  })
})

test('random arguments of an import reach the host as values, or stop the guest', { timeout }, () => {
  let reached = 0
  const property = fc.property(arbitraryTyped, fc.integer(), (typed, seed) => {
    const codecs = codecsOf(typed)
    const { guest, word } = randomGuest(seed)
    const host = (): unknown => {
      reached += 1
      return 'an answer'
    }
    const asking = func([typed.ref], 'string')
    const { params } = flattenFunction(codecs.layouts, asking, 'lower')
    try {
      compileLower(codecs, asking)(guest, host)(...params.map(type => (type === 'i64' ? BigInt(word()) : word() | 0)))
    } catch (error) {
      expect(error).toBeInstanceOf(WebAssembly.RuntimeError)
      expect(guest.violation).toMatchObject({ code: expect.stringMatching(violations.join('|')) })
    }
  })
  check(property, 4)
  expect(reached).toBeGreaterThan(mutants(4) / 20)
})
