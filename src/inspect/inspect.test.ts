import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contract } from '../contract/contract.ts'
import { component, coreModule, lift, nested, type } from '../wasm/component/testing/build.ts'
import { decodeModule } from '../wasm/decode.ts'
import { encodeModule } from '../wasm/encode.ts'
import { check } from './check.ts'
import { inspect } from './inspect.ts'
import { validate } from './validate.ts'

const prebuilt = (name: string): Uint8Array =>
  readFileSync(new URL(`../../guests/prebuilt/${name}.wasm`, import.meta.url))

describe('a component', () => {
  test('is shown by its own interface', () => {
    const { sections, ...rest } = inspect(prebuilt('component/c'))
    expect(rest).toEqual({
      kind: 'component',
      size: 1136,
      dialect: { name: 'component', evidence: ['is a component', 'links 1 core module'] },
      wit: expect.stringContaining('export greet: func(name: string) -> string;'),
      imports: [{ name: 'hour', kind: 'func', signature: 'func() -> u32', role: 'contract' }],
      exports: [
        { name: 'language', kind: 'func', signature: 'func() -> string' },
        { name: 'greet', kind: 'func', signature: 'func(name: string) -> string' },
      ],
      memories: [{ min: 1, imported: false }],
      tables: [{ min: 1, max: 1, imported: false }],
      functions: 5,
      features: [{ name: 'bulk-memory', supported: true }],
      producers: [{ field: 'processed-by', name: 'wit-component', version: '0.263.0' }],
      issues: [],
    })
    expect(sections.map(({ name }) => name)).toEqual(expect.arrayContaining(['core module', 'canon', '"producers"']))
  })

  test('of several modules counts what all of them have, each once', () => {
    const { memories, functions, features } = inspect(prebuilt('component/composed'))
    expect(memories).toHaveLength(2)
    expect(functions).toBe(95)
    expect(features.map(({ name }) => name)).toEqual(['sign-extension', 'bulk-memory'])
  })

  test('tells what it asks of the contract from what it asks of WASI', () => {
    const roles = inspect(prebuilt('component/rust-wasip2')).imports.map(({ name, role }) => [name.split('/')[0], role])
    expect(new Map(roles as [string, string][])).toEqual(
      new Map([
        ['wasi:io', 'wasi'],
        ['wasi:cli', 'wasi'],
        ['hour', 'contract'],
      ]),
    )
  })

  test('names what stands in its interfaces', () => {
    const [book] = inspect(prebuilt('component/phrase-book')).exports
    expect(book).toMatchObject({
      name: 'demo:phrases/book@1.0.0',
      kind: 'instance',
      signature: 'phrase-book, [static]phrase-book.open, [method]phrase-book.salutation',
    })
  })

  test('that cannot be linked says why', () => {
    const { issues, imports, sections } = inspect(component(nested(), lift(3, 0)))
    expect(issues).toEqual([{ code: 'invalid', message: expect.any(String), offset: expect.any(Number) }])
    expect(imports).toEqual([])
    expect(sections.map(({ name }) => name)).toEqual(['component', 'canon'])
  })

  test('that is cut off is refused', () => {
    const whole = component(coreModule('(module)'), type([0x40, 0, 0]))
    expect(() => inspect(whole.slice(0, -1))).toThrow(expect.objectContaining({ code: 'malformed' }))
  })
})

test('an interface that cannot be read is an issue among others', () => {
  const module = decodeModule(prebuilt('greeter/rust-wit-bindgen'))
  const customSections = module.customSections.map(section =>
    section.name.startsWith('component-type') ? { ...section, bytes: section.bytes.subarray(0, 20) } : section,
  )
  const { exports, wit, issues } = inspect(encodeModule({ ...module, customSections }))
  expect(exports.map(({ name }) => name)).toContain('greet')
  expect(wit).toBeUndefined()
  expect(issues).toMatchObject([{ code: 'malformed' }])
})

test.each<[string, unknown, string]>([
  ['a path', 'greeter.wasm', 'a string'],
  ['nothing', undefined, 'nothing'],
])('%s in place of the bytes is the fault of the caller', (_, source, found) => {
  const fault = { code: 'invalid-argument', message: `expected the bytes of a plugin, found ${found}` }
  for (const look of [inspect, validate, (bytes: Uint8Array) => check(bytes, contract('package a:b; world c {}'))])
    expect(() => look(source as Uint8Array)).toThrow(expect.objectContaining(fault))
})

test('a text in place of the contract is the fault of the caller', () => {
  const fault = { code: 'invalid-argument', message: 'expected a contract, found a string' }
  expect(() => check(prebuilt('greeter/c'), 'package a:b;' as never)).toThrow(expect.objectContaining(fault))
})
