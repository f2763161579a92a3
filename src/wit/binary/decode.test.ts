import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PluginError } from '../../errors.ts'
import { decodeComponent } from '../../wasm/component/decode.ts'
import { decodeModule } from '../../wasm/decode.ts'
import { compareWorlds } from '../compare.ts'
import { parseWit } from '../parse.ts'
import { printResolution, printWorld } from '../printer.ts'
import { resolutionOfPackage, worldOfComponent, worldOfModule } from './decode.ts'

const guests = new URL('../../../guests/', import.meta.url)
const component = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`prebuilt/component/${name}.wasm`, guests)))
const wit = (name: string): string => readFileSync(new URL(`wit/${name}.wit`, guests), 'utf8')

describe('a component', () => {
  test.each([
    ['c', 'greeter', 'greeter'],
    ['rust', 'greeter', 'greeter'],
    ['composed', 'greeter', 'greeter'],
    ['phrase-book', 'phrases', 'phrase-book'],
    ['portuguese', 'phrases', 'greeter'],
  ])('%s has the world that it was made of', (file, text, world) => {
    const found = worldOfComponent(decodeComponent(component(file)))
    expect(compareWorlds(parseWit(wit(text), { world }), found)).toEqual({ relation: 'equal', issues: [] })
    expect(found.name).toBeNull()
  })

  test('gives text that parses back to the same', () => {
    const found = worldOfComponent(decodeComponent(component('buffers')))
    const again = parseWit(printWorld(found))
    expect({ ...again, name: null, package: null }).toEqual(found)
  })

  test('says as WIT what it uses of WASI', () => {
    const found = worldOfComponent(decodeComponent(component('rust-wasip2')))
    const isProvided = (id: string): boolean => id.startsWith('wasi:')
    expect(compareWorlds(parseWit(wit('greeter')), found).relation).toBe('incompatible')
    expect(compareWorlds(parseWit(wit('greeter')), found, { isProvided }).relation).toBe('compatible')
    expect(printWorld(found)).toContain('use wasi:io/streams@0.2.6.{output-stream};')
  })
})

describe('a core module', () => {
  const bytes = new Uint8Array(readFileSync(new URL('prebuilt/rust-wit-bindgen.wasm', guests)))
  const { customSections } = decodeModule(bytes)

  test('has the world that its bindings were made of', () => {
    const found = worldOfModule(customSections)
    const { docs: _, ...expected } = parseWit(wit('greeter'))
    expect(found?.stringEncoding).toBe('utf8')
    expect(found?.world).toMatchObject({ name: 'greeter', package: 'demo:greeter@1.0.0' })
    expect(compareWorlds(expected, found?.world ?? expected).relation).toBe('equal')
  })

  test('may say it in several sections', () => {
    const [section] = customSections.filter(({ name }) => name.startsWith('component-type'))
    const twice = section === undefined ? [] : [section, { ...section, name: 'component-type:again' }]
    expect(worldOfModule(twice)).toEqual(worldOfModule(customSections))
  })

  test('may say nothing', () => expect(worldOfModule([])).toBeUndefined())
})

/** A vector, a name, a section and a component, as bytes. */
function vector(...items: readonly (readonly number[])[]): number[] {
  return [...leb(items.length), ...items.flat()]
}
function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)]
  return [...leb(bytes.length), ...bytes]
}
function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)]
}
function assemble(...sections: readonly (readonly [id: number, content: readonly number[]])[]): Uint8Array {
  const preamble = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]
  return new Uint8Array([...preamble, ...sections.flatMap(([id, content]) => [id, ...leb(content.length), ...content])])
}
function codeOf(bytes: Uint8Array): string {
  try {
    const world = worldOfComponent(decodeComponent(bytes))
    printWorld(world)
    return 'fine'
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    return error.code
  }
}

const [TYPE, COMPONENT, INSTANCE, ALIAS, IMPORT] = [7, 4, 5, 6, 10] as const
/** An import of a type: exactly type `index`. */
function importType(label: string, index: number): number[] {
  return [0x00, ...name(label), 0x03, 0x00, ...leb(index)]
}
function importFunc(label: string, index: number): number[] {
  return [0x00, ...name(label), 0x01, ...leb(index)]
}

test('an import has the name under which the functions beside it know its types', () => {
  const bytes = assemble(
    [TYPE, vector([0x72, ...vector([...name('a'), 0x7d])])],
    [IMPORT, vector(importType('r', 0))],
    [TYPE, vector([0x40, ...vector([...name('x'), 0x01]), 0x00, 0x01])],
    [IMPORT, vector(importFunc('f', 2))],
  )
  expect(printWorld(worldOfComponent(decodeComponent(bytes)))).toMatchInlineSnapshot(`
    "package root:component;

    world root {
      record r {
        a: u8,
      }

      import f: func(x: r) -> r;
    }
    "
  `)
})

test.each([
  ['an index that leads nowhere', [[IMPORT, vector(importFunc('f', 9))]], 'invalid'],
  [
    'a function of a type that is none',
    [
      [TYPE, vector([0x73])],
      [IMPORT, vector(importFunc('f', 0))],
    ],
    'invalid',
  ],
  [
    'a record without a name',
    [
      [TYPE, vector([0x72, ...vector([...name('a'), 0x7d])], [0x40, ...vector([...name('x'), 0x00]), 0x01, 0x00])],
      [IMPORT, vector(importFunc('f', 1))],
    ],
    'unsupported',
  ],
  [
    'a type that holds itself',
    [
      [TYPE, vector([0x70, 0x00], [0x40, ...vector([...name('x'), 0x00]), 0x01, 0x00])],
      [IMPORT, vector(importFunc('f', 1))],
    ],
    'limit-exceeded',
  ],
  [
    'a name that is no label',
    [
      [TYPE, vector([0x72, ...vector([...name('a b'), 0x7d])])],
      [IMPORT, vector(importType('r', 0))],
    ],
    'invalid',
  ],
  [
    'a component that makes itself',
    [
      [COMPONENT, [...assemble([ALIAS, vector([0x04, 0x02, 0x01, 0x00])], [INSTANCE, vector([0x00, 0x00, 0x00])])]],
      [INSTANCE, vector([0x00, 0x00, 0x00])],
    ],
    'limit-exceeded',
  ],
] as const)('%s is refused', (_, sections, code) => {
  expect(codeOf(assemble(...sections))).toBe(code)
})

test('types that double are not written out', () => {
  const doubled = Array.from({ length: 60 }, (_, i) => [0x6f, ...vector(leb(i), leb(i))])
  const types = vector([0x6f, ...vector([0x7d])], ...doubled, [0x40, ...vector([...name('x'), 60]), 0x01, 0x00])
  expect(codeOf(assemble([TYPE, types], [IMPORT, vector(importFunc('f', 61))]))).toBe('limit-exceeded')
})

test('instances that double are counted', () => {
  // Each component makes two of the one before it.
  const alias = (index: number): number[] => [0x04, 0x02, 0x01, ...leb(index)]
  const twice = (index: number): number[] => [
    ...assemble([ALIAS, vector(alias(index))], [INSTANCE, vector([0x00, 0x00, 0x00], [0x00, 0x00, 0x00])]),
  ]
  const components = Array.from({ length: 60 }, (_, i): [number, number[]] => [COMPONENT, twice(i)])
  const last = [0x00, 60, 0x00]
  expect(codeOf(assemble([COMPONENT, [...assemble()]], ...components, [INSTANCE, vector(last)]))).toBe('limit-exceeded')
})

test('bytes that are damaged give a world or a listed code', () => {
  const files = ['buffers', 'phrase-book', 'types'].map(component)
  // Core modules take most of the file and are passed over: only what is around them is damaged.
  const places = files.map(bytes => {
    const modules = decodeComponent(bytes).definitions.flatMap(one => (one.kind === 'core module' ? [one] : []))
    const isOutside = (at: number): boolean =>
      modules.every(one => at < one.offset || at >= one.offset + one.bytes.length)
    return [...bytes.keys()].filter(isOutside)
  })
  const seen = new Set<string>()
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 })
  const property = fc.property(fc.nat({ max: 2 }), damage, (file, changes) => {
    const bytes = files[file]?.slice() ?? new Uint8Array()
    const at = places[file] ?? []
    for (const [place, value] of changes) bytes[at[place % at.length] ?? 0] = value
    seen.add(codeOf(bytes))
  })
  fc.assert(property, { numRuns: 1_000 })
  const listed = ['fine', 'not-wasm', 'malformed', 'invalid', 'unsupported', 'limit-exceeded']
  expect([...seen].filter(code => !listed.includes(code))).toEqual([])
  expect(seen.size).toBeGreaterThan(2)
})

test('a package in binary form comes out as text', () => {
  // (component (type (component (type (instance …)) (export "a:b/c@1.0.0" (instance 0)))) (export "c" (type 0)))
  const instance = [0x42, ...vector([0x01, 0x40, 0x00, 0x01, 0x00], [0x04, 0x00, ...name('f'), 0x01, 0x00])]
  const inner = [0x41, ...vector([0x01, ...instance], [0x04, 0x00, ...name('a:b/c@1.0.0'), 0x05, 0x00])]
  const bytes = assemble([TYPE, vector(inner)], [11, vector([0x00, ...name('c'), 0x03, 0x00, 0x00])])
  const resolution = resolutionOfPackage(decodeComponent(bytes))
  expect(resolution && printResolution(resolution)).toMatchInlineSnapshot(`
    "package a:b@1.0.0 {
      interface c {
        f: func();
      }
    }
    "
  `)
  expect(resolutionOfPackage(decodeComponent(component('c')))).toBeUndefined()
})
