import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyFunction } from '../../contract/any-function.ts'
import { PluginError } from '../../errors.ts'
import { assertValid } from '../../guard/admit.ts'
import { defaultLimits } from '../../limits.ts'
import { createGuest } from '../../memory/guest.ts'
import { component as build, coreModule, nested } from '../../wasm/component/testing/build.ts'
import { parseWit } from '../../wit/parse.ts'
import type { World } from '../../wit/world.ts'
import type { DialectInstance } from '../dialect.ts'
import { componentDialect } from './dialect.ts'
import { instantiate } from './instantiate.ts'
import { type ReadComponent, readComponent } from './recognize.ts'

const prebuilt = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../../guests/prebuilt/component/${name}.wasm`, import.meta.url)))

const read = (bytes: Uint8Array<ArrayBuffer>): ReadComponent => readComponent(bytes, defaultLimits, assertValid)

const greeter = (version = '1.0.0', hour = 'u32'): World =>
  parseWit(`package demo:greeter@${version};
    world greeter {
      import hour: func() -> ${hour};
      export language: func() -> string;
      export greet: func(name: string) -> string;
    }`)

function start({ recognition, modules }: ReadComponent, world: World, hostFunctions: AnyFunction[]): DialectInstance {
  const compiled = modules.map(({ bytes }) => new WebAssembly.Module(bytes))
  return instantiate(recognition.facts, {
    modules: compiled,
    world,
    names: {},
    hostFunctions,
    cache: new Map(),
    guest: createGuest(defaultLimits),
    handles: defaultLimits.handles,
    wasi: () => ({}),
    wasiFunction: () => undefined,
  })
}

describe('recognition', () => {
  test.each([
    ['c', ['is a component', 'links 1 core module']],
    ['composed', ['is a component', 'links 6 core modules', 'is composed of 4 component instances']],
  ])('%s: names what it is made of', (name, evidence) => {
    expect(read(prebuilt(name)).recognition).toMatchObject({ evidence, strength: 3 })
  })

  test('reads the interface that the bytes carry', () => {
    const world = componentDialect.world?.(read(prebuilt('c')).recognition.facts)
    expect(world?.imports.map(({ name }) => name)).toEqual(['hour'])
    expect(world?.exports.map(({ name }) => name)).toEqual(['language', 'greet'])
  })

  test('refuses with the first fault and its place', () => {
    const whole = build(nested(coreModule('(module)')))
    expect(() => read(whole.slice(0, -1))).toThrow(
      expect.objectContaining({ code: 'malformed', offset: expect.any(Number) }),
    )
  })

  test('has the engine judge modules that nobody instantiates', () => {
    // (func (result i32)) with a body of nothing
    const invalid = [
      0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f, 0x03, 0x02, 0x01, 0x00, 0x0a, 0x04, 0x01, 0x02, 0x00, 0x0b,
    ]
    const module = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, ...invalid]
    expect(() => read(build({ section: 1, bytes: module, alone: true }))).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    )
  })
})

describe('fit', () => {
  const { facts } = read(prebuilt('c')).recognition
  const messages = (world: World): string[] =>
    componentDialect.fit(facts, world, { names: {} }).map(({ message }) => message)

  test('a contract of its own interface, whatever its package is called', () => {
    expect(messages(greeter())).toEqual([])
    expect(messages(greeter('7.0.0'))).toEqual([])
  })

  test('a contract that gives another type, or asks for more', () => {
    expect(messages(greeter('1.0.0', 'u64'))).toEqual(["'hour' differs: the result: expected u64, found u32"])
    const more = parseWit('package a:b; world w { import hour: func() -> u32; export farewell: func(); }')
    expect(messages(more)).toEqual([expect.stringMatching(/^'farewell' is not exported/)])
  })

  test('a contract that does not give what the component imports', () => {
    const less = parseWit('package a:b; world w { export language: func() -> string; }')
    expect(messages(less)).toEqual([expect.stringMatching(/^the import 'hour' is not in the contract/)])
  })
})

describe('an instance', () => {
  test.each(['c', 'rust', 'composed'])('%s greets', name => {
    const { functions, memoryBytes } = start(read(prebuilt(name)), greeter(), [() => 9])
    expect(functions[1]?.('Ada')).toMatch(/Ada/)
    expect(memoryBytes()).toBeGreaterThanOrEqual(65_536)
  })

  test('is one of several that share what is compiled', () => {
    const component = read(prebuilt('c'))
    const [one, other] = [start(component, greeter(), [() => 9]), start(component, greeter(), [() => 21])]
    expect([one, other].map(({ functions }) => functions[1]?.('Ada'))).toEqual(['Bonjour, Ada !', 'Bonsoir, Ada !'])
  })
})

describe('mutations', () => {
  const codes = ['malformed', 'invalid', 'limit-exceeded', 'unsupported']
  const outcome = (bytes: Uint8Array<ArrayBuffer>): string => {
    try {
      read(bytes)
      return 'read'
    } catch (error) {
      if (error instanceof PluginError) return error.code
      throw error
    }
  }

  test('every truncation is refused', () => {
    const whole = prebuilt('c')
    const ends = new Set<string>()
    for (let length = 0; length < whole.length; length++) ends.add(outcome(whole.slice(0, length)))
    // Some ends are between two sections.
    expect([...ends].sort()).toEqual(['malformed', 'read'])
  })

  // A longer run by a command: HOSPES_MUTATIONS=1000000 npx vitest run src/dialects/component/component.test.ts
  const mutations = Number(process.env['HOSPES_MUTATIONS'] ?? 10_000)

  test.each([
    ['c', 0.9],
    ['composed', 0.1],
  ])(
    '%s: a few bytes changed give a component or a listed code',
    { timeout: 60_000 + 10 * mutations },
    (name, share) => {
      const whole = prebuilt(name)
      const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }))
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
          const bytes = whole.slice()
          for (const [at, byte] of changes) bytes[at] = byte
          expect([...codes, 'read']).toContain(outcome(bytes))
        }),
        { numRuns: Math.ceil(mutations * share) },
      )
    },
  )
})
