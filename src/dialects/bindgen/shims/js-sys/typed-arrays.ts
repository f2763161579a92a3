import { PluginError } from '../../../../errors.ts'
import type { Running } from '../../running.ts'
import { lengthOf, MemoryValue, MemoryView, memoryValue, type NumberView, numbersOf, type TypedArray } from '../data.ts'
import { getter, indexer, method, type Shim } from '../declared.ts'

interface Kind {
  readonly name: string
  /** The type of its numbers in Rust. */
  readonly item: string
  /** Which view of a guest's memory is of these numbers. */
  readonly view: NumberView
  readonly size: number
  readonly make: (source: number | ArrayLike<number> | ArrayBuffer, from?: number, length?: number) => TypedArray
}

const kinds: readonly Kind[] = [
  { name: 'Uint8Array', item: 'u8', view: 'u8', size: 1, make: (...of) => new Uint8Array(...(of as [number])) },
  { name: 'Int8Array', item: 'i8', view: 'i8', size: 1, make: (...of) => new Int8Array(...(of as [number])) },
  { name: 'Uint16Array', item: 'u16', view: 'u16', size: 2, make: (...of) => new Uint16Array(...(of as [number])) },
  { name: 'Int16Array', item: 'i16', view: 'i16', size: 2, make: (...of) => new Int16Array(...(of as [number])) },
  { name: 'Uint32Array', item: 'u32', view: 'u32', size: 4, make: (...of) => new Uint32Array(...(of as [number])) },
  { name: 'Int32Array', item: 'i32', view: 'i32', size: 4, make: (...of) => new Int32Array(...(of as [number])) },
  { name: 'Float32Array', item: 'f32', view: 'f32', size: 4, make: (...of) => new Float32Array(...(of as [number])) },
  { name: 'Float64Array', item: 'f64', view: 'f64', size: 8, make: (...of) => new Float64Array(...(of as [number])) },
]

export const typedArrays: readonly Shim[] = [
  {
    name: 'buffer',
    class: 'Memory',
    access: 'getter',
    namespace: 'WebAssembly',
    as: ['fn buffer(this: &Memory) -> JsValue'],
    run: () => memoryValue,
  },
  ...kinds.flatMap(shimsOf),
]

function shimsOf(kind: Kind): Shim[] {
  const { name, item } = kind
  return [
    method(
      name,
      'new',
      (running, value) => copyOf(running, kind, value),
      `fn new(constructor_arg: &JsValue) -> ${name}`,
    ),
    method(
      name,
      'new_with_length',
      (running, length) => zeros(running, kind, length),
      `fn new_with_length(length: u32) -> ${name}`,
    ),
    method(
      name,
      'new_with_byte_offset_and_length',
      (running, buffer, from, length) => viewOf(running, kind, buffer, from, length),
      `fn new_with_byte_offset_and_length(buffer: &JsValue, byte_offset: u32, length: u32,) -> ${name}`,
    ),
    method(
      name,
      'new_from_slice',
      (running, numbers) => copyOf(running, kind, numbers),
      `fn new_from_slice(slice: &[${item}]) -> ${name}`,
    ),
    getter(name, 'length', (_, value) => lengthOf(value) ?? 0, `fn length(this: &${name}) -> u32`),
    getter(
      name,
      'byteLength',
      (_, value) => (lengthOf(value) ?? 0) * kind.size,
      `fn byte_length(this: &${name}) -> u32`,
    ),
    getter(name, 'buffer', (_, value) => bufferOf(value), `fn buffer(this: &${name}) -> ArrayBuffer`),
    method(
      name,
      'subarray',
      (running, value, from, to) => part(running, kind, value, from, to),
      `fn subarray(this: &${name}, begin: u32, end: u32) -> ${name}`,
    ),
    method(
      name,
      'slice',
      (running, value, from, to) => copyOf(running, kind, part(running, kind, value, from, to)),
      `fn slice(this: &${name}, begin: u32, end: u32) -> ${name}`,
    ),
    method(
      name,
      'set',
      (running, value, source, at) => write(running, value, source, at),
      `fn set(this: &${name}, src: &JsValue, offset: u32)`,
    ),
    method(
      name,
      'set',
      (running, value, source) => write(running, value, source, 0),
      `fn copy_from_slice(this: &${name}, slice: &[${item}])`,
    ),
    indexer(
      name,
      'get_index',
      (_, value, at) => numbersOf(value)?.[at] ?? 0,
      `fn get_index(this: &${name}, idx: u32) -> ${item}`,
    ),
    indexer(
      name,
      'set_index',
      (running, value, at, number) => write(running, value, [number], at),
      `fn set_index(this: &${name}, idx: u32, value: ${item})`,
    ),
    {
      name: 'prototype.set.call',
      namespace: name,
      as: [`fn copy_to_slice(slice: &mut [${item}], this: &${name})`],
      run: (running, address, length, value) =>
        write(running, new MemoryView(running, kind.view, address, length), value, 0),
    },
  ]
}

function zeros(running: Running, { make, size }: Kind, length: number): TypedArray {
  running.held.charge(length * size)
  return make(length)
}

/** As the constructor of such an array has it: a length, a buffer to share, or numbers to copy. */
function copyOf(running: Running, kind: Kind, value: unknown): unknown {
  if (typeof value === 'number') return zeros(running, kind, value >>> 0)
  if (value instanceof MemoryValue) return viewOf(running, kind, value, 0, running.guest.u8.length / kind.size)
  if (value instanceof ArrayBuffer)
    return value.byteLength % kind.size === 0 ? kind.make(value) : zeros(running, kind, 0)
  const numbers = numbersOf(value) ?? (Array.isArray(value) ? value.map(Number) : [])
  running.held.charge(numbers.length * kind.size)
  return kind.make(numbers as ArrayLike<number>)
}

function viewOf(running: Running, kind: Kind, buffer: unknown, from: number, length: number): unknown {
  if (buffer instanceof MemoryValue) return new MemoryView(running, kind.view, from, length)
  const fits = buffer instanceof ArrayBuffer && from % kind.size === 0 && from + length * kind.size <= buffer.byteLength
  return fits ? kind.make(buffer, from, length) : zeros(running, kind, 0)
}

function bufferOf(value: unknown): unknown {
  return value instanceof MemoryView ? memoryValue : numbersOf(value)?.buffer
}

function part(running: Running, kind: Kind, value: unknown, from: number, to: number): unknown {
  const length = lengthOf(value) ?? 0
  const first = Math.min(from, length)
  const count = Math.max(0, Math.min(to, length) - first)
  return value instanceof MemoryView
    ? new MemoryView(running, kind.view, value.address + first * kind.size, count)
    : (numbersOf(value)?.subarray(first, first + count) ?? zeros(running, kind, 0))
}

/** Copies numbers. The guest checks beforehand that they have room: it ends where they have not. */
function write({ guest }: Running, target: unknown, source: unknown, at: number): void {
  const to = numbersOf(target) ?? []
  const from = numbersOf(source) ?? (Array.isArray(source) ? source.map(Number) : [])
  if (at + from.length > to.length)
    guest.stop(new PluginError('abi-violation', `expected room for ${from.length} numbers, found ${to.length - at}`))
  if (from.length > 0) (to as TypedArray).set(from as ArrayLike<number>, at)
}
