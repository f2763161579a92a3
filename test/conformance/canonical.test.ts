import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CoreValue } from '../../src/canonical/codec.ts'
import { createCodecs } from '../../src/canonical/codecs.ts'
import { flattenFunction } from '../../src/canonical/flatten.ts'
import { createLayouts } from '../../src/canonical/layout.ts'
import { typedArrays } from '../../src/canonical/testing/arbitrary.ts'
import type { StringEncoding } from '../../src/canonical/types/string.ts'
import type { PluginError } from '../../src/errors.ts'
import { createGuest, type Guest } from '../../src/memory/guest.ts'
import { camelCase } from '../../src/wit/names.ts'
import type { Func, Primitive, Type, TypeDef, TypeRef } from '../../src/wit/world.ts'
import { record } from './status.ts'

/** The vectors that the reference definitions of the Canonical ABI computed. */
const folder = new URL('../../../shared/conformance/component-model/canonical-abi/vectors/', import.meta.url)
const present = existsSync(folder)
const reason = present ? '' : ' (skipped: ../shared/conformance is not there)'

function vectors<T>(file: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
}

/** A type as the vectors write it. */
type VectorType =
  | Primitive
  | { readonly kind: 'list'; readonly element: VectorType; readonly length?: number }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [string, VectorType])[] }
  | { readonly kind: 'tuple'; readonly types: readonly VectorType[] }
  | { readonly kind: 'variant'; readonly cases: readonly (readonly [string, VectorType | null])[] }
  | { readonly kind: 'enum' | 'flags'; readonly labels: readonly string[] }
  | { readonly kind: 'option'; readonly type: VectorType }
  | { readonly kind: 'result'; readonly ok: VectorType | null; readonly error: VectorType | null }

interface VectorValue {
  readonly type: string
  readonly value: unknown
}

/** A type table, and the vectors' types entered into it. */
function createTable(): { readonly types: TypeDef[]; add(type: VectorType): TypeRef } {
  const types: TypeDef[] = []
  function enter(type: Type): number {
    return types.push({ name: null, owner: null, type }) - 1
  }
  function addOptional(type: VectorType | null): TypeRef | null {
    return type === null ? null : add(type)
  }
  function add(type: VectorType): TypeRef {
    if (typeof type === 'string') return type
    switch (type.kind) {
      case 'list': {
        const element = add(type.element)
        return enter(
          type.length === undefined ? { kind: 'list', element } : { kind: 'list', element, length: type.length },
        )
      }
      case 'record':
        return enter({ kind: 'record', fields: type.fields.map(([name, field]) => ({ name, type: add(field) })) })
      case 'tuple':
        return enter({ kind: 'tuple', types: type.types.map(add) })
      case 'variant':
        return enter({
          kind: 'variant',
          cases: type.cases.map(([name, payload]) => ({ name, type: addOptional(payload) })),
        })
      case 'enum':
        return enter({ kind: 'enum', cases: type.labels.map(name => ({ name })) })
      case 'flags':
        return enter({ kind: 'flags', flags: type.labels.map(name => ({ name })) })
      case 'option':
        return enter({ kind: 'option', some: add(type.type) })
      case 'result':
        return enter({ kind: 'result', ok: addOptional(type.ok), err: addOptional(type.error) })
    }
  }
  return { types, add }
}

/** A value of the vectors as hospes gives it to JavaScript. */
function toJavaScript(type: VectorType, { value }: VectorValue): unknown {
  if (typeof type === 'string') return scalarToJavaScript(type, value)
  switch (type.kind) {
    case 'list': {
      const items = (value as readonly VectorValue[]).map(item => toJavaScript(type.element, item))
      const array = typeof type.element === 'string' ? typedArrays[type.element] : undefined
      return array ? array.from(items as never[]) : items
    }
    case 'record':
      return Object.fromEntries(
        (value as readonly (readonly [string, VectorValue])[]).map(([name, field], i) => [
          camelCase(name),
          toJavaScript(type.fields[i]?.[1] as VectorType, field),
        ]),
      )
    case 'tuple':
      return (value as readonly VectorValue[]).map((item, i) => toJavaScript(type.types[i] as VectorType, item))
    case 'variant': {
      const { case: tag, payload } = value as { readonly case: string; readonly payload?: VectorValue }
      const payloadType = type.cases.find(([name]) => name === tag)?.[1]
      return payload && payloadType ? { tag, val: toJavaScript(payloadType, payload) } : { tag }
    }
    case 'enum':
      return value
    case 'flags':
      return Object.fromEntries(
        type.labels.map(label => [camelCase(label), (value as readonly string[]).includes(label)]),
      )
    case 'option': {
      const isNested = typeof type.type === 'object' && type.type.kind === 'option'
      if (value === null) return isNested ? { tag: 'none' } : undefined
      const some = toJavaScript(type.type, value as VectorValue)
      return isNested ? { tag: 'some', val: some } : some
    }
    case 'result': {
      const [key, payload] = Object.entries(value as Readonly<Record<string, VectorValue | null>>)[0] as [
        'Ok' | 'Err',
        VectorValue | null,
      ]
      const tag = key === 'Ok' ? 'ok' : 'err'
      const payloadType = key === 'Ok' ? type.ok : type.error
      return payload && payloadType ? { tag, val: toJavaScript(payloadType, payload) } : { tag }
    }
  }
}

function scalarToJavaScript(type: Primitive, value: unknown): unknown {
  switch (type) {
    case 'u64':
    case 's64':
      return BigInt(value as string)
    case 'f32':
      return new Float32Array(new Uint32Array([Number(value)]).buffer)[0]
    case 'f64':
      return new Float64Array(new BigUint64Array([BigInt(value as string)]).buffer)[0]
    case 'bool':
    case 'char':
    case 'string':
      return value
    default:
      return Number(value)
  }
}

/** The bits of core values as the vectors write them: unsigned, in decimal. */
function toBits(flat: readonly string[], values: readonly CoreValue[]): string[] {
  return flat.map((type, i) => {
    const value = values[i] as CoreValue
    if (type === 'i32') return String((value as number) >>> 0)
    if (type === 'i64') return String(BigInt.asUintN(64, value as bigint))
    if (type === 'f32') return String(new Uint32Array(new Float32Array([value as number]).buffer)[0])
    return String(new BigUint64Array(new Float64Array([value as number]).buffer)[0])
  })
}

function fromBits(flat: readonly string[], bits: readonly string[]): CoreValue[] {
  return flat.map((type, i) => {
    const text = bits[i] as string
    if (type === 'i32') return Number(text) | 0
    if (type === 'i64') return BigInt.asIntN(64, BigInt(text))
    if (type === 'f32') return new Float32Array(new Uint32Array([Number(text)]).buffer)[0] as number
    return new Float64Array(new BigUint64Array([BigInt(text)]).buffer)[0] as number
  })
}

const limits = { liftedBytes: 2 ** 30, liftedItems: 2 ** 30, hostCalls: 0, logLines: 0, logBytes: 0 }

/** One page of zeros with the allocator that the vectors were made with: a bump, whose last block grows and shrinks in place. */
function createVectorGuest(start: number): { readonly guest: Guest; readonly end: () => number } {
  const guest = createGuest(limits)
  let next = start
  let last = -1
  guest.attach(new WebAssembly.Memory({ initial: 1 }), (old, oldSize, align, size) => {
    if (old !== 0 && old === last) {
      next = old + size
      return old
    }
    last = Math.ceil(next / align) * align
    next = last + size
    if (oldSize > 0) guest.u8.copyWithin(last, old, old + Math.min(oldSize, size))
    return last
  })
  return { guest, end: () => next }
}

function hex(guest: Guest, start: number, end: number): string {
  return Buffer.from(guest.u8.slice(start, end)).toString('hex')
}

describe.skipIf(!present)(`the Canonical ABI's vectors${reason}`, () => {
  const passed: Record<string, number> = {}
  function pass(phrase: string): void {
    passed[phrase] = (passed[phrase] ?? 0) + 1
  }

  test('layouts', () => {
    for (const vector of vectors<{ type: VectorType; alignment: number; size: number; flat: string[] }>(
      'layouts.json',
    )) {
      const table = createTable()
      const ref = table.add(vector.type)
      const { align, size, flat } = createLayouts(table.types, 1000).of(ref)
      expect({ alignment: align, size, flat }, JSON.stringify(vector.type)).toEqual({
        alignment: vector.alignment,
        size: vector.size,
        flat: vector.flat,
      })
      pass('layouts')
    }
  })

  test('functions', () => {
    interface Vector {
      readonly params: readonly (readonly [string, VectorType])[]
      readonly result: VectorType | null
      readonly lift: unknown
      readonly lower: unknown
    }
    for (const vector of vectors<Vector>('functions.json')) {
      const table = createTable()
      const func: Func = {
        name: 'f',
        kind: 'freestanding',
        async: false,
        params: vector.params.map(([name, type]) => ({ name, type: table.add(type) })),
        result: vector.result === null ? null : table.add(vector.result),
      }
      const layouts = createLayouts(table.types)
      expect(flattenFunction(layouts, func, 'lift'), JSON.stringify(vector)).toEqual(vector.lift)
      expect(flattenFunction(layouts, func, 'lower'), JSON.stringify(vector)).toEqual(vector.lower)
      pass('functions')
    }
  })

  test('values, lowered and stored, and lifted and loaded again', () => {
    interface Vector {
      readonly type: VectorType
      readonly encoding: StringEncoding
      readonly value: VectorValue
      readonly flat: readonly string[]
      readonly flat_at: number
      readonly flat_memory: string
      readonly stored_at: number
      readonly stored_memory: string
    }
    for (const vector of vectors<Vector>('values.json')) {
      const table = createTable()
      const codec = createCodecs(table.types, vector.encoding)
      const ref = table.add(vector.type)
      const { flat: flatTypes } = createLayouts(table.types, 1000).of(ref)
      const { lowerFlat, liftFlat, store, load, size } = codec.of(ref)
      const value = toJavaScript(vector.type, vector.value)
      const label = `${vector.encoding} ${JSON.stringify(vector.type)} ${JSON.stringify(vector.value)}`

      const flat = createVectorGuest(vector.flat_at)
      const values: CoreValue[] = []
      lowerFlat(flat.guest, value, values, 0)
      expect(toBits(flatTypes, values), label).toEqual(vector.flat)
      expect(hex(flat.guest, vector.flat_at, flat.end()), label).toBe(vector.flat_memory)
      expect(liftFlat(flat.guest, fromBits(flatTypes, vector.flat), 0), label).toEqual(value)

      const stored = createVectorGuest(vector.stored_at + size)
      store(stored.guest, vector.stored_at, value)
      expect(hex(stored.guest, vector.stored_at, stored.end()), label).toBe(vector.stored_memory)
      expect(load(stored.guest, vector.stored_at), label).toEqual(value)
      pass(`values in ${vector.encoding}`)
    }
  })

  test('lifts, and what they trap on', () => {
    interface Vector {
      readonly type: VectorType
      readonly encoding: StringEncoding
      readonly flat: readonly string[]
      readonly memory: string
      readonly value: VectorValue | null
    }
    for (const vector of vectors<Vector>('lifts.json')) {
      const table = createTable()
      const ref = table.add(vector.type)
      const { flat, liftFlat } = createCodecs(table.types, vector.encoding).of(ref)
      // The vectors' memory is as long as it is, no whole page.
      const bytes = Uint8Array.from(Buffer.from(vector.memory, 'hex'))
      const guest = createGuest(limits)
      const padded = bytes.buffer.slice(0, bytes.length & ~7)
      Object.assign(guest, { u8: bytes, u16: new Uint16Array(padded), u32: new Uint32Array(padded) })
      Object.assign(guest, { i32: new Int32Array(padded), u64: new BigUint64Array(padded) })
      const label = `${vector.encoding} ${JSON.stringify(vector)}`
      if (vector.value === null) {
        expect(() => liftFlat(guest, fromBits(flat, vector.flat), 0), label).toThrow(
          expect.objectContaining({ code: 'abi-violation' }) as PluginError,
        )
      } else {
        expect(liftFlat(guest, fromBits(flat, vector.flat), 0), label).toEqual(toJavaScript(vector.type, vector.value))
      }
      pass(`lifts in ${vector.encoding}`)
    }
  })

  test('counts', () => record('canonical-abi', passed))
})
