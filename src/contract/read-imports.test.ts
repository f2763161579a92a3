import { describe, expect, test } from 'vitest'
import { PluginError } from '../errors.ts'
import { slots } from '../wit/slots.ts'
import { contract } from './contract.ts'
import { bareKeys } from './keys.ts'
import { readImports } from './read-imports.ts'

const { world } = contract(`
  package a:b;
  interface store {
    resource blob { constructor(text: string); size: func() -> u32; join: static func(a: blob, b: blob) -> blob; }
    open: func(name: string) -> blob;
  }
  interface types { record r { a: u8 } }
  world w {
    import hour: func() -> u32;
    import count-words: func(text: string) -> u32;
    import store;
    import types;
    import extra: interface { now: func() -> u64; }
    export f: func();
  }
`)

class Blob {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  size(): number {
    return this.text.length
  }
  static join(a: Blob, b: Blob): Blob {
    return new this(a.text + b.text)
  }
}

const imports = {
  hour: () => 9,
  countWords: (text: string) => text.split(' ').length,
  store: { Blob, open: (name: string) => new Blob(name) },
  extra: { now: () => 5n },
}

/** The functions by their path. */
function read(given: unknown): Record<string, (...args: unknown[]) => unknown> {
  const functions = readImports(world, given)
  return Object.fromEntries(slots(world.imports, world).map((slot, at) => [slot.path.join('#'), functions[at] ?? fail]))
}

function fail(): never {
  throw new Error('there is no such slot')
}

function refused(given: unknown): PluginError {
  try {
    readImports(world, given)
  } catch (error) {
    if (error instanceof PluginError) return error
    throw error
  }
  throw new Error('was accepted')
}

test('a function for each slot, in order', () => {
  const functions = read(imports)
  expect(functions['hour']?.()).toBe(9)
  expect(functions['count-words']?.('a b c')).toBe(3)
  expect(functions['extra#now']?.()).toBe(5n)
  expect(functions['a:b/store#open']?.('x')).toBeInstanceOf(Blob)
})

test('a resource is a class of the host', () => {
  const functions = read(imports)
  const blob = functions['a:b/store#[constructor]blob']?.('ab')
  expect(blob).toBeInstanceOf(Blob)
  expect(functions['a:b/store#[method]blob.size']?.(blob)).toBe(2)
  expect(functions['a:b/store#[static]blob.join']?.(blob, new Blob('c'))).toMatchObject({ text: 'abc' })
  // whatever has the method
  expect(functions['a:b/store#[method]blob.size']?.({ size: () => 7 })).toBe(7)
})

test('a resource of the world itself stands at the top', () => {
  const own = contract('package a:b; world w { resource r { constructor(); m: func() -> u8; } import f: func(x: r); }')
  class R {
    m(): number {
      return 4
    }
  }
  const functions = readImports(own.world, { R, f: () => {} })
  const names = slots(own.world.imports, own.world).map(({ function: { name } }) => name)
  const [make, method] = ['[constructor]r', '[method]r.m'].map(name => functions[names.indexOf(name)])
  expect(method?.(make?.())).toBe(4)
})

test('members of a class are found, and see their object', () => {
  class Host {
    readonly #hour = 11
    readonly store = imports.store
    readonly extra = imports.extra
    calls = 0
    hour(): number {
      this.calls++
      return this.#hour
    }
    countWords(): number {
      return this.calls
    }
  }
  const functions = read(new Host())
  expect(functions['hour']?.()).toBe(11)
  expect(functions['count-words']?.()).toBe(1)
})

describe('what is refused', () => {
  test('everything that is missing is named at once', () => {
    const error = refused({ extra: {} })
    expect(error).toMatchObject({ code: 'invalid-option', phase: 'link' })
    expect(error.message).toMatchInlineSnapshot(
      `"imports.store: expected an object, found nothing; imports.extra.now: expected a function, found nothing; imports.hour: expected a function, found nothing; imports.countWords: expected a function, found nothing"`,
    )
    expect(error.issues?.map(issue => issue.path?.join('.')).sort()).toEqual([
      ...['imports.countWords', 'imports.extra.now', 'imports.hour', 'imports.store'],
    ])
  })

  test('nothing given at all', () => {
    expect(refused(undefined).issues).toHaveLength(4)
    expect(refused(null).message).toMatchInlineSnapshot(`"imports: expected an object, found null"`)
    expect(refused(3).message).toMatchInlineSnapshot(`"imports: expected an object, found a number"`)
  })

  test('members of another kind', () => {
    expect(refused({ ...imports, hour: 9 }).message).toMatchInlineSnapshot(
      `"imports.hour: expected a function, found a number"`,
    )
    expect(refused({ ...imports, store: { ...imports.store, Blob: () => {} } }).message).toMatchInlineSnapshot(
      `"imports.store.Blob: expected a class, found a function"`,
    )
    class Sizeless {
      readonly text = 1
      static join = Blob.join
    }
    expect(refused({ ...imports, store: { ...imports.store, Blob: Sizeless } }).message).toMatchInlineSnapshot(
      `"imports.store.Blob.prototype.size: expected a function, found nothing"`,
    )
  })

  test('a misspelt name, where the object was written for this', () => {
    expect(refused({ ...imports, hours: () => 9 }).message).toMatchInlineSnapshot(
      `"imports.hours is asked for by nobody; the contract imports store, types, extra, hour, countWords"`,
    )
    const { world: without } = contract('package a:b; world w { export f: func(); }')
    expect(() => readImports(without, { hour: () => 9 })).toThrowErrorMatchingInlineSnapshot(
      `[PluginError: imports.hour is asked for by nobody; the contract imports nothing]`,
    )
    expect(readImports(without, new (class {})())).toEqual([])
  })

  test('what every object has', () => {
    const { world: strange } = contract('package a:b; world w { import to-string: func() -> string; }')
    expect(() => readImports(strange, {})).toThrowErrorMatchingInlineSnapshot(
      `[PluginError: imports.toString: expected a function, found nothing]`,
    )
  })

  test('an accessor that throws', () => {
    const broken = {
      get hour(): () => number {
        throw new Error('no clock')
      },
    }
    expect(refused(broken)).toMatchObject({ code: 'host-error', cause: { message: 'no clock' } })
  })
})

test('of WASI nothing has to be given, and what is not there says so when it is called', () => {
  const text = `package a:b; world w { import wasi:clocks/wall-clock@0.2.0; }
    package wasi:clocks@0.2.0 { interface wall-clock { now: func() -> u64; } }`
  const { world: clock } = contract(text)
  const [now] = readImports(clock, undefined)
  expect(now).toThrowErrorMatchingInlineSnapshot(`[PluginError: wasi:clocks/wall-clock@0.2.0.now is not provided]`)
  const [given] = readImports(clock, { 'wasi:clocks/wall-clock@0.2.0': { now: () => 3n } })
  expect(given?.()).toBe(3n)
})

test('without a contract an interface is found by its id or its short name', () => {
  const text = 'package a:b; interface store { open: func() -> u8; } world w { import store; }'
  const { world: bare } = contract(text)
  for (const key of ['a:b/store', 'store']) {
    const [open] = readImports(bare, { [key]: { open: () => 5 } }, bareKeys)
    expect(open?.()).toBe(5)
  }
})
