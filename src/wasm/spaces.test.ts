import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeModule } from './decode.ts'
import { decodeNames, decodeProducers, decodeTargetFeatures } from './names.ts'
import {
  customSections,
  exportsByName,
  functionType,
  indexSpaces,
  signature,
  typeOfExport,
  typeText,
} from './spaces.ts'
import { assemble } from './testing/assemble.ts'
import { createWriter } from './writer.ts'

const module = decodeModule(assemble(readFileSync(new URL('testing/everything.wat', import.meta.url), 'utf8')))

test('index spaces begin with what is imported', () => {
  const { functions, tables, memories, globals, tags, imported } = indexSpaces(module)
  expect(imported).toEqual({ func: 1, table: 1, memory: 1, global: 1, tag: 1 })
  expect([functions.length, tables.length, memories.length, globals.length, tags.length]).toEqual([11, 2, 1, 8, 2])
  expect(globals.slice(0, 2)).toMatchObject([
    { type: 'i32', mutable: true },
    { type: 'i32', mutable: false },
  ])
})

test('what an export is', () => {
  expect([...exportsByName(module).keys()]).toEqual(['numbers', 'memory', 'table', 'half', 'fault'])
  expect(typeOfExport(module, 'numbers')).toEqual({
    kind: 'func',
    type: { kind: 'func', params: ['i32', 'i32'], results: ['i32'] },
  })
  expect(typeOfExport(module, 'memory')).toMatchObject({ kind: 'memory', type: { min: 1, max: 4 } })
  expect(typeOfExport(module, 'half')).toMatchObject({ kind: 'global', type: { type: 'f32', mutable: true } })
  expect(typeOfExport(module, 'fault')).toMatchObject({ kind: 'tag', type: { params: ['i64'] } })
  expect(typeOfExport(module, 'constructor')).toBeUndefined()
  expect(functionType(module, 1000)).toBeUndefined()
})

test('signatures for people', () => {
  const text = (index: number): string | undefined => {
    const type = functionType(module, index)
    return type && signature(type)
  }
  expect([0, 1, 2, 7].map(text)).toEqual(['(i32) -> ()', '() -> ()', '(i32, i32) -> i32', '(externref) -> ()'])
  expect(signature({ kind: 'func', params: [], results: ['i32', 'i64'] })).toBe('() -> (i32, i64)')
  expect(typeText({ nullable: false, heap: 'func' })).toBe('(ref func)')
  expect(typeText({ nullable: true, heap: 3 })).toBe('(ref null 3)')
  expect(typeText({ nullable: true, heap: 'none' })).toBe('nullref')
})

test('names', () => {
  const [section] = customSections(module, 'name')
  const names = decodeNames(section)
  expect(names.module).toBe('everything')
  expect(names.functions.get(3)).toBe('control')
  expect(names.globals.get(0)).toBe('sp')
  expect(names.types.get(1)).toBe('pair')
  expect(names.data.get(1)).toBe('blob')
  expect(names.tags.get(0)).toBe('oops')
})

const section = (name: string, write: (writer: ReturnType<typeof createWriter>) => void) => {
  const writer = createWriter()
  write(writer)
  return { name, bytes: writer.finish(), offset: 0, after: 0 }
}

test('a name section tells what stands before its first fault', () => {
  const broken = section('name', writer => {
    writer.u8(0)
    writer.sized(() => writer.name('mine'))
    writer.u8(2)
    writer.sized(() => {
      writer.u32(1)
      writer.u32(5)
      writer.vector(['x', 'y'], (name, index) => {
        writer.u32(index)
        writer.name(name)
      })
    })
    writer.u8(1)
    writer.sized(() => {
      writer.u32(3)
      writer.u32(0)
      writer.name('greet')
      writer.u32(1)
      writer.bytes(Uint8Array.of(1, 0xff))
    })
  })
  const names = decodeNames(broken)
  expect(names.module).toBe('mine')
  expect(names.locals.get(5)?.get(1)).toBe('y')
  expect([...names.functions]).toEqual([[0, 'greet']])
})

test('no name section, no names', () => {
  const names = decodeNames(undefined)
  expect([names.module, names.functions.size, names.locals.size]).toEqual([undefined, 0, 0])
})

test('producers', () => {
  const producers = section('producers', writer => {
    writer.vector(['language', 'processed-by'], field => {
      writer.name(field)
      writer.vector([field, 'wasm-bindgen'], name => {
        writer.name(name)
        writer.name('0.2.130')
      })
    })
  })
  expect(decodeProducers(producers).get('processed-by')).toEqual([
    { name: 'processed-by', version: '0.2.130' },
    { name: 'wasm-bindgen', version: '0.2.130' },
  ])
})

test('target features', () => {
  const features = section('target_features', writer => {
    writer.vector(['+simd128', '-atomics', '?what'], feature => {
      writer.bytes(new TextEncoder().encode(feature.slice(0, 1)))
      writer.name(feature.slice(1))
    })
  })
  expect(decodeTargetFeatures(features)).toEqual([
    { name: 'simd128', policy: 'used' },
    { name: 'atomics', policy: 'disallowed' },
  ])
})
