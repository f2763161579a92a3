import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeDescriptor } from '../../src/dialects/bindgen/described/descriptor.ts'
import { readPrograms } from '../../src/dialects/bindgen/described/program.ts'
import { bindgenDialect } from '../../src/dialects/bindgen/dialect.ts'
import { inspect } from '../../src/inspect/inspect.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import { customSections } from '../../src/wasm/spaces.ts'
import { printWorld } from '../../src/wit/printer.ts'
import type { World } from '../../src/wit/world.ts'
import { fit, recognized } from './open.ts'
import { answers, prebuilt, zooWit } from './zoo.ts'

const worldOf = (release: string, file: string): World =>
  bindgenDialect.world?.(recognized(prebuilt(release, file)).facts) as World

/** The lines of a world, without order. */
const lines = (world: World): string[] =>
  printWorld(world)
    .split('\n')
    .map(line => line.trim())
    .sort()

describe('a module straight from cargo', () => {
  it('says what it exports', () => {
    expect(printWorld(worldOf('0.2.130', 'greeter-precli'))).toMatchInlineSnapshot(`
      "package root:component;

      world root {
        export greet: func(name: string) -> string;
        export language: func() -> string;
      }
      "
    `)
  })

  it.each(answers.eras)('says it in every release: %s', era => {
    const [plain, stripped] = ['zoo-precli', 'zoo-stripped-precli'].map(file => lines(worldOf(era, file)))
    expect(stripped).toEqual(plain)
    const newest = lines(worldOf('0.2.130', 'zoo-precli'))
    // Older ones have fewer types, and the text of an enum is a text to them.
    const known = plain?.filter(line => newest.includes(line)) ?? []
    expect(plain?.filter(line => !newest.includes(line) && !line.includes('-mood:'))).toEqual(
      era === '0.2.84' ? expect.not.arrayContaining([expect.stringContaining('counter')]) : [],
    )
    expect(known.length).toBeGreaterThan(120)
  })

  it('fits what it says', () => {
    for (const era of answers.eras) {
      const { facts } = recognized(prebuilt(era, 'zoo-precli'))
      const world = bindgenDialect.world?.(facts) as World
      expect(bindgenDialect.fit(facts, world, { names: {} })).toEqual([])
    }
  })

  it('tells a contract that is wrong from one that only looks alike on the wire', () => {
    const wit = (functions: string): string => `package a:b; world w { import hour: func() -> u32; ${functions} }`
    const zoo = prebuilt('0.2.130', 'zoo-precli')
    const message = (functions: string): string | undefined => fit(zoo, wit(functions))[0]?.message
    expect(message('export echo-u8: func(value: s32) -> s32;')).toMatchInlineSnapshot(
      `"echo-u8: expected func(value: s32) -> s32, found func(value: u8) -> u8 in the export "echo_u8""`,
    )
    expect(message('export echo-string: func(value: list<u8>) -> list<u8>;')).toMatchInlineSnapshot(
      `"echo-string: expected func(value: list<u8>) -> list<u8>, found func(value: string) -> string in the export "echo_string""`,
    )
    expect(
      message('enum level { low, mid, high } export echo-level: func(value: level) -> level;'),
    ).toMatchInlineSnapshot(
      `"echo-level: expected func(value: enum) -> enum, found func(value: Level) -> Level in the export "echo_level""`,
    )
    expect(message('export try-unit: func(why: string);')).toMatchInlineSnapshot(
      `"try-unit: expected func(why: string), found func(why: string) -> result<_, _> in the export "try_unit""`,
    )
    const owned = wit('export api: interface { resource counter {} spend: func(counter: borrow<counter>) -> u32; }')
    expect(fit(zoo, owned)[0]?.message).toMatchInlineSnapshot(
      `"api.spend: expected func(counter: borrow<counter>) -> u32, found func(counter: Counter) -> u32 in the export "spend""`,
    )
    const text = wit('import host-text: func(value: u32) -> string;')
    expect(fit(zoo, text)).toEqual([])
  })

  it('has imports by the modules that they come from', () => {
    const zoo = prebuilt('0.2.130', 'zoo-precli')
    expect(fit(zoo, 'package a:b; world w {}').map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "expected imports that the contract names, found "demo:zoo/host" "hour" () -> i32",
      ]
    `)
    expect(fit(zoo, zooWit, { world: 'hosted' })).toEqual([])
  })

  it('is read whatever is wrong with its programs', () => {
    const [section] = customSections(decodeModule(prebuilt('0.2.108', 'greeter-precli')), '__wasm_bindgen_unstable')
    if (section === undefined) throw new Error('no section')
    const whole = readPrograms([section])
    expect(whole).toMatchObject({ release: 108, exports: [{ name: 'greet', params: ['name'] }, { name: 'language' }] })
    for (let length = 0; length < section.bytes.length; length += 7) {
      const { exports } = readPrograms([{ ...section, bytes: section.bytes.subarray(0, length) }])
      expect(exports.length).toBeLessThanOrEqual(2)
    }
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 300 })
    fc.assert(fc.property(bytes, random => void readPrograms([{ ...section, bytes: random }])))
    const change = fc.tuple(fc.nat(section.bytes.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 5 }), changes => {
        const changed = section.bytes.slice()
        for (const [at, byte] of changes) changed[at] = byte
        readPrograms([{ ...section, bytes: changed }])
      }),
    )
  })
})

describe('a descriptor', () => {
  const release = 108
  // FUNCTION, no table index, one parameter REF STRING, result RESULT UNIT, twice.
  const words = [13, 0, 1, 17, 16, 29, 30, 29, 30]

  it('is read by the numbers of its release', () => {
    expect(decodeDescriptor(words, release)).toEqual({
      kind: 'FUNCTION',
      function: {
        params: [{ kind: 'REF', of: { kind: 'STRING' } }],
        result: { kind: 'RESULT', of: { kind: 'UNIT' } },
      },
    })
  })

  it('is nothing unless it ends where its words do', () => {
    expect(decodeDescriptor([...words, 0], release)).toBeUndefined()
    for (let length = 0; length < words.length; length++)
      expect(decodeDescriptor(words.slice(0, length), release)).toBeUndefined()
  })

  it('is nothing when it is too deep', () => {
    const deep = (depth: number): number[] => [...new Array<number>(depth).fill(28), 5]
    expect(decodeDescriptor(deep(30), release)).toBeDefined()
    expect(decodeDescriptor(deep(10_000), release)).toBeUndefined()
  })

  it('never fails by any words', () => {
    const word = fc.oneof(fc.nat(40), fc.nat(2 ** 32 - 1))
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 40 }),
        fc.integer({ min: 29, max: 140 }),
        (random, at) => void decodeDescriptor(random, at),
      ),
      {
        numRuns: 2000,
      },
    )
  })
})

describe.each(['0.2.84', '0.2.108', '0.2.130'])('what a module of %s straight from cargo asks for', era => {
  it('has the names of its source', () => {
    const { imports } = inspect(prebuilt(era, 'zoo-precli'))
    const asked = imports.filter(({ role }) => role !== 'runtime').map(({ role, source }) => `${role}: ${source}`)
    expect(asked).toContain('contract: demo:zoo/host hour')
    expect(asked).toContain('stub: hostAdd')
    expect(asked.every(text => !text.endsWith('undefined'))).toBe(true)
  })
})
