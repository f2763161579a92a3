import { describe, expect, test } from 'vitest'
import { err } from '../contract/err.ts'
import { PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'
import type { Func, TypeDef, TypeRef } from '../wit/world.ts'
import type { CoreValue } from './codec.ts'
import { createCodecs } from './codecs.ts'
import type { CoreFunction } from './invoke.ts'
import { compileLower } from './lower.ts'
import { createTestGuest, firstBlock } from './testing/memory.ts'

const types: TypeDef[] = (
  [
    { kind: 'option', some: 'u32' },
    { kind: 'result', ok: 'u32', err: 'string' },
    { kind: 'record', fields: [{ name: 'only', type: 'u32' }] },
    { kind: 'result', ok: null, err: null },
    { kind: 'list', element: 'u16' },
    {
      kind: 'variant',
      cases: [
        { name: 'a', type: 'f32' },
        { name: 'b', type: 'u64' },
      ],
    },
  ] satisfies TypeDef['type'][]
).map(type => ({ name: null, owner: null, type }))

interface Lowered {
  readonly guest: Guest
  readonly call: CoreFunction
  readonly received: unknown[][]
}

function lower(
  params: readonly TypeRef[],
  result: TypeRef | null,
  answer?: unknown,
  guest: Guest = createTestGuest(),
): Lowered {
  const received: unknown[][] = []
  const func: Func = {
    name: 'f',
    kind: 'freestanding',
    async: false,
    params: params.map((type, i) => ({ name: `p${i}`, type })),
    result,
  }
  const call = compileLower(createCodecs(types), func)(guest, (...args) => {
    received.push(args)
    return answer
  })
  return { guest, call, received }
}

describe('arguments of a host function', () => {
  test.each<[string, TypeRef[], CoreValue[], unknown[]]>([
    ['none', [], [], []],
    ['a number', ['u32'], [-1], [2 ** 32 - 1]],
    ['a string', ['string'], [64, 2], ['hi']],
    ['two', ['string', 's8'], [64, 2, 255], ['hi', -1]],
    ['an option', [0], [1, -1], [2 ** 32 - 1]],
    ['a variant of joined words', [5], [0, 0x3f800000n], [{ tag: 'a', val: 1 }]],
    ['five', ['u8', 'u8', 'u8', 'u8', 'u8'], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]],
  ])('%s', (_what, params, values, expected) => {
    const { call, received, guest } = lower(params, null)
    guest.u8.set([104, 105], 64)
    expect(call(...values)).toBeUndefined()
    expect(received).toEqual([expected])
  })

  test('too many are read from memory', () => {
    const { call, received, guest } = lower([...Array(16).fill('u8'), 'string'], 'u8', 7)
    guest.u8.set([104, 105], 64)
    guest.u8.set(Array(16).fill(3), 128)
    guest.u32.set([64, 2], 36)
    expect(call(128)).toBe(7)
    expect(received).toEqual([[...Array(16).fill(3), 'hi']])
  })

  test.each<[string, TypeRef[], CoreValue[]]>([
    ['no char', ['char'], [0xd800]],
    ['a string beyond memory', ['string'], [65535, 2]],
    ['a discriminant that is none', [0], [2, 0]],
    ['a tuple beyond memory', Array(17).fill('u8'), [65535]],
    ['a tuple that is misaligned', Array(17).fill('u32'), [66]],
  ])('%s stops the guest', (_what, params, values) => {
    const { call, received, guest } = lower(params, null)
    expect(() => call(...values)).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'abi-violation' })
    expect(received).toEqual([])
  })

  test('a spent budget stops the guest', () => {
    const { call, guest } = lower(['string'], null, undefined, createTestGuest({ liftedBytes: 1 }))
    expect(() => call(64, 2)).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'output-too-large' })
  })
})

describe('answers of a host function', () => {
  test.each<[string, TypeRef | null, unknown, unknown]>([
    ['nothing', null, 'ignored', undefined],
    ['a number', 'u8', 255, 255],
    ['a bigint', 's64', -1n, -1n],
    ['a record of one number', 2, { only: 5 }, 5],
    ['a result of nothing', 3, undefined, 0],
    ['the err of a result of nothing', 3, err(), 1],
  ])('%s is returned', (_what, result, answer, expected) => {
    expect(lower([], result, answer).call()).toBe(expected)
  })

  test.each<[string, TypeRef, unknown, number[]]>([
    ['a string', 'string', 'hi', [firstBlock, 2]],
    ['an option', 0, 7, [1, 7]],
    ['the ok of a result', 1, 7, [0, 7]],
    ['the err of a result', 1, err('no'), [1, firstBlock, 2]],
    ['a list', 4, [1, 2], [firstBlock, 2]],
  ])('%s goes to the address that the guest gave', (_what, result, answer, words) => {
    const { call, guest } = lower(['u8'], result, answer)
    expect(call(1, 64)).toBeUndefined()
    expect([...guest.u32.slice(16, 16 + words.length)]).toEqual(words)
  })

  test.each<[string, TypeRef, unknown, string]>([
    ['of another type', 'u8', '5', 'result: expected u8, found string'],
    ['a promise', 'u8', Promise.resolve(5), 'result: expected u8, found promise'],
    ['an err that is not in the contract', 'string', err('no'), 'result: expected string, found object'],
    ['the ok of another type', 1, 'text', 'result: expected u32, found string'],
    ['an err of another type', 1, err(5), 'result: expected string, found number'],
    ['an element of another type', 4, [1, -1], 'result[1]: expected u16, found -1'],
    ['a field that is missing', 2, {}, 'result.only: expected u32, found undefined'],
  ])('%s stops the guest', (_what, result, answer, message) => {
    const { call, guest } = lower([], result, answer)
    expect(() => call(64)).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'host-error', message })
  })

  test.each([
    ['misaligned', 65],
    ['beyond memory', 65536],
  ])('an address for the answer that is %s stops the guest', (_what, address) => {
    const { call, guest } = lower([], 0, 5)
    expect(() => call(address)).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'abi-violation' })
  })
})

describe('the allocator', () => {
  test('may not call imports', () => {
    const { call, guest, received } = lower([], 'u8', 1)
    guest.mayLeave = false
    expect(() => call()).toThrow(WebAssembly.RuntimeError)
    expect(received).toEqual([])
    expect(guest.violation).toBeInstanceOf(PluginError)
    expect(guest.violation).toMatchObject({ code: 'trap' })
  })

  test('traps on through the host function as the same error', () => {
    const { call, guest } = lower([], 'string', 'text')
    const trap = new WebAssembly.RuntimeError('unreachable')
    guest.realloc = () => {
      throw trap
    }
    expect(() => call(64)).toThrow(trap)
    expect(guest.violation).toBeUndefined()
  })

  test('is checked in what it gives', () => {
    const { call, guest } = lower([], 'string', 'text')
    guest.realloc = () => 65534
    expect(() => call(64)).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'abi-violation' })
  })
})
