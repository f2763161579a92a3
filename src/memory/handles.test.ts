import { describe, expect, test } from 'vitest'
import { createHandleTable, type HandleTable } from './handles.ts'
import { GuestResource, type ResourceType } from './resource.ts'

interface Setup {
  readonly handles: HandleTable
  readonly other: HandleTable
  readonly type: ResourceType
  readonly destroyed: unknown[]
  readonly count: { alive: number; readonly limit: number }
}

function setup(limit = 10): Setup {
  const count = { alive: 0, limit }
  const destroyed: unknown[] = []
  const destroy = (representation: unknown): void => void destroyed.push(representation)
  const type: ResourceType = { name: 'blob', owner: undefined, guest: undefined, destroy }
  return { handles: createHandleTable(count), other: createHandleTable(count), type, destroyed, count }
}

const violation = (text: string | RegExp): unknown =>
  expect.objectContaining({ code: 'abi-violation', message: expect.stringMatching(text) })

describe('an own handle', () => {
  test('begins at index 1, and a freed index is taken again', () => {
    const { handles, type } = setup()
    expect([handles.own(type, 'a'), handles.own(type, 'b'), handles.own(type, 'c')]).toEqual([1, 2, 3])
    expect(handles.take(type, 1)).toBe('a')
    expect(handles.take(type, 2)).toBe('b')
    expect([handles.own(type, 'd'), handles.own(type, 'e'), handles.own(type, 'f')]).toEqual([2, 1, 4])
    expect(handles.representation(type, 2)).toBe('d')
  })

  test('that is dropped takes the resource with it; one that is taken does not', () => {
    const { handles, type, destroyed } = setup()
    handles.drop(type, handles.own(type, 'dropped'))
    handles.take(type, handles.own(type, 'taken'))
    expect(destroyed).toEqual(['dropped'])
  })

  test('is gone before its destructor runs', () => {
    const { handles, type } = setup()
    const seen: unknown[] = []
    const watched: ResourceType = {
      ...type,
      destroy: (_representation, caller) => {
        seen.push(caller === handles)
        expect(() => handles.representation(watched, index)).toThrow(violation('unknown'))
      },
    }
    const index = handles.own(watched, 'a')
    handles.drop(watched, index)
    expect(seen).toEqual([true])
  })

  test.each([
    ['0', 0],
    ['one beyond the last', 2],
    ['far beyond', 2 ** 32 - 1],
  ])('of index %s is none', (_what, index) => {
    const { handles, type } = setup()
    handles.own(type, 'a')
    for (const use of [handles.representation, handles.take, handles.drop])
      expect(() => use.call(handles, type, index)).toThrow(violation(`unknown handle index ${index}`))
  })

  test('of another type is not one of this', () => {
    const { handles, type } = setup()
    const twin = { ...type }
    const index = handles.own(twin, 'a')
    expect(() => handles.take(type, index)).toThrow(violation('one of blob'))
    expect(handles.representation(twin, index)).toBe('a')
  })

  test('is not known in another table', () => {
    const { handles, other, type } = setup()
    const index = handles.own(type, 'a')
    expect(() => other.representation(type, index)).toThrow(violation('unknown'))
  })
})

describe('a borrowed handle', () => {
  test('lives until the call ends, and must be dropped before', () => {
    const { handles, type, destroyed } = setup()
    handles.enter()
    const index = handles.borrow(type, 'a')
    expect(handles.representation(type, index)).toBe('a')
    expect(() => handles.checkReturned()).toThrow(violation('1 that are left'))
    handles.drop(type, index)
    expect(() => handles.checkReturned()).not.toThrow()
    handles.leave()
    expect(destroyed).toEqual([])
  })

  test('cannot be given away', () => {
    const { handles, type } = setup()
    handles.enter()
    expect(() => handles.take(type, handles.borrow(type, 'a'))).toThrow(violation('which is borrowed'))
  })

  test('of an outer call does not count for the inner', () => {
    const { handles, type } = setup()
    const outer = handles.enter()
    const index = handles.borrow(type, 'a')
    handles.enter()
    expect(() => handles.checkReturned()).not.toThrow()
    handles.drop(type, index)
    handles.leave()
    expect(handles.scope).toBe(outer)
    expect(() => handles.checkReturned()).not.toThrow()
  })

  test('needs a call', () => {
    const { handles, type } = setup()
    expect(handles.scope).toBeUndefined()
    expect(() => handles.borrow(type, 'a')).toThrow(RangeError)
  })
})

describe('a handle that is lent', () => {
  test('cannot be given up while the call goes on', () => {
    const { handles, type } = setup()
    const index = handles.own(type, 'a')
    handles.enter()
    expect(handles.lend(type, index)).toBe('a')
    expect(handles.lend(type, index)).toBe('a')
    expect(() => handles.drop(type, index)).toThrow(violation('which is lent'))
    expect(() => handles.take(type, index)).toThrow(violation('which is lent'))
    handles.leave()
    expect(handles.take(type, index)).toBe('a')
  })

  test('by an inner call is free again when that ends', () => {
    const { handles, type } = setup()
    const index = handles.own(type, 'a')
    handles.enter()
    handles.enter()
    handles.lend(type, index)
    handles.leave()
    handles.drop(type, index)
    handles.leave()
  })
})

test('resources from outside are lent and bound for the length of a call', () => {
  const { handles, type } = setup()
  const [lent, bound] = [new GuestResource(type, 1, 'owned'), new GuestResource(type, 2, 'borrowed')]
  const scope = handles.enter()
  scope.lend(lent)
  scope.bind(bound)
  expect([lent.lends, bound.state]).toEqual([1, 'borrowed'])
  handles.leave()
  expect([lent.lends, lent.state, bound.state]).toEqual([0, 'owned', 'gone'])
})

test('all tables of a plugin together have as many handles as it may', () => {
  const { handles, other, type, count } = setup(2)
  const index = handles.own(type, 'a')
  other.own(type, 'b')
  expect(() => handles.own(type, 'c')).toThrow(expect.objectContaining({ code: 'limit-exceeded' }))
  handles.enter()
  expect(() => handles.borrow(type, 'c')).toThrow(expect.objectContaining({ code: 'limit-exceeded' }))
  handles.leave()
  handles.drop(type, index)
  other.own(type, 'd')
  expect(count.alive).toBe(2)
})
