import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { inWords, isClass, isPlain, memberOf } from './member.ts'

describe('memberOf', () => {
  test('finds own members, and those of a class and the classes above it', () => {
    class Base {
      hour(): number {
        return 1
      }
    }
    class Host extends Base {
      readonly minute = (): number => 2
      static of(): Host {
        return new Host()
      }
    }
    expect(memberOf({ hour: 3 }, 'hour')).toBe(3)
    expect(memberOf(new Host(), 'hour')).toBe(Base.prototype.hour)
    expect(memberOf(new Host(), 'minute')).toBeTypeOf('function')
    expect(memberOf(Host, 'of')).toBe(Host.of)
    expect(memberOf(class extends Host {}, 'of')).toBe(Host.of)
  })

  test('finds nothing that everything has', () => {
    for (const owner of [{}, new (class {})(), Object.create(null), class {}, () => {}])
      for (const key of ['toString', 'constructor', 'hasOwnProperty', '__proto__', 'bind', 'call', 'apply'])
        expect(memberOf(owner, key), key).toBeUndefined()
  })

  test('unless somebody wrote it', () => {
    const own = { toString: () => 'x' }
    expect(memberOf(own, 'toString')).toBe(own.toString)
    expect(memberOf(Object.assign(Object.create(null), own), 'toString')).toBe(own.toString)
    class Tools {
      readonly own = 1
      static bind(): void {}
      static call(): void {}
      static apply(): void {}
    }
    expect(memberOf(Tools, 'bind')).toBe(Tools.bind)
  })

  test('knows the built-in prototypes of other realms', () => {
    const foreign: object = runInNewContext('({ hour: () => 1 })')
    expect(memberOf(foreign, 'hour')).toBeTypeOf('function')
    expect(memberOf(foreign, 'toString')).toBeUndefined()
    expect(memberOf(runInNewContext('(class {})'), 'bind')).toBeUndefined()
    expect(isPlain(foreign)).toBe(true)
  })

  test('a getter sees its object', () => {
    class Host {
      readonly #hour = 3
      get hour(): number {
        return this.#hour
      }
    }
    expect(memberOf(new Host(), 'hour')).toBe(3)
  })
})

test('a plain object is one written as { … }', () => {
  expect(isPlain({})).toBe(true)
  expect(isPlain(Object.create(null))).toBe(true)
  expect(isPlain(new (class {})())).toBe(false)
  expect(isPlain(new Map())).toBe(false)
})

test('a class is what new can be said to', () => {
  expect(isClass(class {})).toBe(true)
  expect(isClass(() => {})).toBe(false)
  expect(isClass({})).toBe(false)
})

test('kinds in words', () => {
  expect([undefined, null, [], {}, 1, 'x', () => {}].map(inWords)).toEqual([
    ...['nothing', 'null', 'an array', 'an object', 'a number', 'a string', 'a function'],
  ])
})
