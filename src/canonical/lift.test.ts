import { describe, expect, test } from 'vitest'
import type { AnyFunction } from '../contract/any-function.ts'
import type { Guest } from '../memory/guest.ts'
import type { Func, TypeDef, TypeRef } from '../wit/world.ts'
import type { CoreValue } from './codec.ts'
import { createCodecs } from './codecs.ts'
import type { CoreFunction } from './invoke.ts'
import { compileLift } from './lift.ts'
import { createTestGuest, firstBlock } from './testing/memory.ts'

const types: TypeDef[] = (
  [
    { kind: 'option', some: 'u32' },
    { kind: 'result', ok: 'u32', err: 'string' },
    { kind: 'record', fields: [{ name: 'only', type: 'u32' }] },
    { kind: 'result', ok: null, err: null },
    { kind: 'list', element: 'u16' },
    { kind: 'result', ok: null, err: 6 },
    { kind: 'enum', cases: [{ name: 'full' }, { name: 'gone' }] },
    { kind: 'tuple', types: ['u8', 'u64'] },
  ] satisfies TypeDef['type'][]
).map(type => ({ name: null, owner: null, type }))

function func(params: readonly TypeRef[], result: TypeRef | null): Func {
  return {
    name: 'f',
    kind: 'freestanding',
    async: false,
    params: params.map((type, i) => ({ name: `p${i}`, type })),
    result,
  }
}

interface Lifted {
  readonly guest: Guest
  readonly call: AnyFunction
  /** What the core function was called with. */
  readonly received: CoreValue[][]
  readonly released: unknown[][]
}

function lift(
  params: readonly TypeRef[],
  result: TypeRef | null,
  answer: (guest: Guest) => unknown,
  guest = createTestGuest(),
): Lifted {
  const received: CoreValue[][] = []
  const released: unknown[][] = []
  const core: CoreFunction = (...values: CoreValue[]) => {
    received.push(values)
    return answer(guest)
  }
  const postReturn: CoreFunction = (...values: unknown[]) => {
    expect(guest.mayLeave).toBe(false)
    released.push(values)
  }
  const call = compileLift(createCodecs(types), func(params, result))(guest, core, postReturn)
  return { guest, call, received, released }
}

/** Puts words at address 16, and gives the address. */
function area(guest: Guest, ...words: readonly number[]): number {
  guest.u32.set(words, 4)
  return 16
}

/** Puts a text at address 64, its place and length at 16, and gives the address of these. */
function textArea(guest: Guest, text: string, length = text.length): number {
  guest.u8.set(new TextEncoder().encode(text), 64)
  return area(guest, 64, length)
}

describe('arguments', () => {
  const nothing = (): void => {}
  test.each<[string, TypeRef[], unknown[], CoreValue[]]>([
    ['none', [], [], []],
    ['a number', ['s8'], [-1], [-1]],
    ['two numbers', ['u32', 'u64'], [2 ** 32 - 1, 2n], [2 ** 32 - 1, 2n]],
    ['three numbers', ['bool', 'f32', 'char'], [true, 0.1, 'é'], [1, Math.fround(0.1), 0xe9]],
    ['a string', ['string'], ['abc'], [firstBlock, 3]],
    ['a string and a number', ['string', 'u8'], ['abc', 7], [firstBlock, 3, 7]],
    ['two strings', ['string', 'string'], ['abc', 'de'], [firstBlock, 3, firstBlock + 3, 2]],
    ['an option', [0], [5], [1, 5]],
    ['an option left out', ['u8', 0], [1], [1, 0, 0]],
    ['a list', [4], [[1, 2, 3]], [firstBlock, 3]],
    ['five numbers', ['u8', 'u8', 'u8', 'u8', 'u8'], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]],
    ['sixteen numbers', Array(16).fill('u8'), Array(16).fill(9), Array(16).fill(9)],
  ])('%s', (_what, params, args, expected) => {
    const { call, received, released } = lift(params, null, nothing)
    expect(call(...args)).toBeUndefined()
    expect(received).toEqual([expected])
    expect(released).toEqual([[undefined]])
  })

  test('seventeen numbers travel in memory', () => {
    const { call, received, guest } = lift([...Array(15).fill('u8'), 'u64', 'string'], null, nothing)
    call(...Array(15).fill(1), 2n, 'hi')
    expect(received).toEqual([[firstBlock]])
    expect(guest.u8.slice(firstBlock, firstBlock + 16)).toEqual(new Uint8Array([...Array(15).fill(1), 0]))
    expect(guest.u64[(firstBlock + 16) / 8]).toBe(2n)
    expect([...guest.u32.slice((firstBlock + 24) / 4, (firstBlock + 32) / 4)]).toEqual([firstBlock + 32, 2])
  })

  test.each<[string, TypeRef[], unknown[], string]>([
    ['of a single one', ['u8'], ['x'], 'p0: expected u8, found string'],
    ['of the second of two', ['u8', 'u8'], [1, 300], 'p1: expected u8, found 300'],
    ['of a string', ['string'], [1], 'p0: expected string, found number'],
    ['left out', ['string', 'u8'], ['a'], 'p1: expected u8, found undefined'],
  ])('a fault %s is refused before the guest runs', (_what, params, args, message) => {
    const { call, received, guest } = lift(params, null, nothing)
    expect(() => call(...args)).toThrow(expect.objectContaining({ code: 'invalid-argument', message }))
    expect(received).toEqual([])
    expect(guest.mayLeave).toBe(true)
  })

  test.each<[string, TypeRef[], unknown[]]>([
    ['a number after a string', ['string', 'u8'], ['abc', 'x']],
    ['a string after a string', ['string', 'string'], ['abc', 5]],
    ['a list after a string', ['string', 4], ['abc', 5]],
    ['an option after a string', ['string', 0], ['abc', 'x']],
  ])('a fault of %s is found before the guest gives memory away', (_what, params, args) => {
    const guest = createTestGuest()
    guest.realloc = () => {
      throw new Error('the allocator was called')
    }
    const { call } = lift(params, null, nothing, guest)
    expect(() => call(...args)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
  })
})

describe('results', () => {
  test.each<[string, TypeRef | null, (guest: Guest) => unknown, unknown]>([
    ['nothing', null, () => undefined, undefined],
    ['a number', 'u8', () => -1, 255],
    ['a large number', 'u64', () => -1n, 2n ** 64n - 1n],
    ['a record of one number', 2, () => 7, { only: 7 }],
    ['a tuple', 7, guest => area(guest, 5, 0, 9, 0), [5, 9n]],
    ['a string', 'string', guest => textArea(guest, 'hi'), 'hi'],
    ['an option', 0, guest => area(guest, 0, 7), undefined],
    ['a result that is ok', 1, guest => area(guest, 0, 7), 7],
    ['a result of nothing', 3, () => 0, undefined],
    ['a list', 4, guest => textArea(guest, '\x01\0\x02\0', 2), new Uint16Array([1, 2])],
  ])('%s', (_what, result, answer, expected) => {
    const { call, released } = lift([], result, answer)
    expect(call()).toEqual(expected)
    expect(released).toHaveLength(1)
  })

  test('what is returned is a copy', () => {
    const { call, guest } = lift([], 4, made => area(made, 64, 1))
    const list = call() as Uint16Array
    guest.u16[32] = 99
    expect(list[0]).toBe(0)
  })

  test('an err is thrown with its payload, after the post-return', () => {
    const { call, released } = lift([], 1, guest => {
      textArea(guest, 'no')
      return area(guest, 1, 64, 2)
    })
    expect(call).toThrow(
      expect.objectContaining({ code: 'guest-error', message: 'the guest answered with an error: no', payload: 'no' }),
    )
    expect(released).toEqual([[16]])
  })

  test('an err without text keeps its payload', () => {
    const { call } = lift([], 5, guest => area(guest, 0x0101))
    expect(call).toThrow(expect.objectContaining({ code: 'guest-error', payload: 'gone' }))
  })

  test.each<[string, TypeRef, (guest: Guest) => unknown]>([
    ['a misaligned address', 'string', () => 18],
    ['an address beyond memory', 'string', () => 65532],
    ['a negative address', 'string', () => -4],
    ['a string beyond memory', 'string', guest => area(guest, 65535, 2)],
    ['a string of 4 GiB', 'string', guest => area(guest, 0, 0xffffffff)],
    ['a discriminant that is none', 0, guest => area(guest, 2, 0)],
    ['a list that is misaligned', 4, guest => area(guest, 65, 1)],
    ['a list longer than may be', 4, guest => area(guest, 0, 2 ** 27)],
    ['no char', 'char', () => 0xd800],
  ])('%s is a violation', (_what, result, answer) => {
    const { call, released } = lift([], result, answer)
    expect(call).toThrow(expect.objectContaining({ code: 'abi-violation' }))
    expect(released).toEqual([])
  })

  test('memory that grew meanwhile is read', () => {
    const memory = new WebAssembly.Memory({ initial: 1 })
    const guest = createTestGuest()
    guest.attach(memory)
    const { call } = lift(
      [],
      'string',
      () => {
        memory.grow(1)
        new Uint32Array(memory.buffer).set([65536, 1], 4)
        new Uint8Array(memory.buffer)[65536] = 33
        return 16
      },
      guest,
    )
    expect(call()).toBe('!')
  })

  test('a guest that was stopped does not get away with returning', () => {
    const violation = new Error('too deep to trap')
    const { call } = lift([], 'u8', guest => {
      guest.violation = violation
      return 1
    })
    expect(call).toThrow(violation)
  })

  test('a budget that is spent ends the call', () => {
    const { call } = lift([], 4, guest => area(guest, 64, 6), createTestGuest({ liftedBytes: 10 }))
    expect(call).toThrow(expect.objectContaining({ code: 'output-too-large' }))
  })
})

test('what is compiled once serves two instances', () => {
  const compiled = compileLift(createCodecs(types), func(['string', 'string'], 'u8'))
  const [first, second] = [createTestGuest(), createTestGuest()]
  const calls = [first, second].map(guest => compiled(guest, (_a: number, length: number) => length, undefined))
  expect([calls[0]?.('one', 'x'), calls[1]?.('three', 'x')]).toEqual([3, 5])
  expect(new TextDecoder().decode(second.u8.slice(firstBlock, firstBlock + 6))).toBe('threex')
})
