import { err, Failure } from '../contract/err.ts'
import { PluginError } from '../errors.ts'

/**
 * Values as bytes, for what crosses a boundary: shared memory and pipes take nothing else. Carries what a contract's
 * values are made of: numbers, bigints, booleans, strings, typed arrays, arrays, objects, `err(payload)`.
 */

const Tag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  int: 4,
  float: 5,
  bigint: 6,
  string: 7,
  array: 8,
  object: 9,
  typedArray: 10,
  failure: 11,
} as const

const typedArrays = [
  ...[Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array],
  ...[BigUint64Array, BigInt64Array, Float32Array, Float64Array],
] as const

/** Values of a contract nest as its types do; deeper than this is no such value. */
const maxNesting = 1000

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws PluginError `invalid-argument` for a value that no contract has (a function, a symbol, a cycle) */
export function encodeValue(value: unknown): Uint8Array<ArrayBuffer> {
  const out = new Output()
  write(out, value, 0)
  return out.bytes.slice(0, out.length)
}

/** @throws PluginError `crashed` when the bytes are no value: the other side is not what it was */
export function decodeValue(bytes: Uint8Array): unknown {
  const input = new Input(bytes)
  const value = read(input, 0)
  if (input.at !== bytes.length) throw broken(`${bytes.length - input.at} bytes after it`)
  return value
}

function write(out: Output, value: unknown, depth: number): void {
  if (depth > maxNesting)
    throw new PluginError('invalid-argument', `expected a value nested at most ${maxNesting} deep, found a deeper one`)
  if (value === undefined) out.u8(Tag.undefined)
  else if (value === null) out.u8(Tag.null)
  else if (typeof value === 'boolean') out.u8(value ? Tag.true : Tag.false)
  else if (typeof value === 'number') writeNumber(out, value)
  else if (typeof value === 'bigint') {
    out.u8(Tag.bigint)
    writeString(out, value.toString(16))
  } else if (typeof value === 'string') {
    out.u8(Tag.string)
    writeString(out, value)
  } else if (typeof value === 'object') writeObject(out, value, depth)
  else throw new PluginError('invalid-argument', `expected a value of the contract, found a ${typeof value}`)
}

function writeNumber(out: Output, value: number): void {
  if ((value | 0) === value && !Object.is(value, -0)) {
    out.u8(Tag.int)
    out.u32(value)
  } else {
    out.u8(Tag.float)
    out.f64(value)
  }
}

function writeString(out: Output, text: string): void {
  const bytes = utf8.encode(text)
  out.u32(bytes.length)
  out.raw(bytes)
}

function writeObject(out: Output, value: object, depth: number): void {
  if (Array.isArray(value)) {
    out.u8(Tag.array)
    out.u32(value.length)
    for (let index = 0; index < value.length; index++) write(out, value[index], depth + 1)
  } else if (ArrayBuffer.isView(value)) {
    const kind = typedArrays.findIndex(type => value instanceof type)
    if (kind < 0) throw new PluginError('invalid-argument', 'expected a typed array, found another view of a buffer')
    out.u8(Tag.typedArray)
    out.u8(kind)
    out.u32(value.byteLength)
    out.raw(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  } else if (value instanceof Failure) {
    out.u8(Tag.failure)
    write(out, value.payload, depth + 1)
  } else {
    const entries = Object.entries(value)
    out.u8(Tag.object)
    out.u32(entries.length)
    for (const [key, field] of entries) {
      writeString(out, key)
      write(out, field, depth + 1)
    }
  }
}

function read(input: Input, depth: number): unknown {
  if (depth > maxNesting) throw broken('too much nesting')
  const tag = input.u8()
  switch (tag) {
    case Tag.undefined:
      return undefined
    case Tag.null:
      return null
    case Tag.false:
      return false
    case Tag.true:
      return true
    case Tag.int:
      return input.u32() | 0
    case Tag.float:
      return input.f64()
    case Tag.bigint:
      return readBigint(input)
    case Tag.string:
      return readString(input)
    case Tag.array:
      return readArray(input, depth)
    case Tag.object:
      return readObject(input, depth)
    case Tag.typedArray:
      return readTypedArray(input)
    case Tag.failure:
      return err(read(input, depth + 1))
    default:
      throw broken(`the tag ${tag}`)
  }
}

function readString(input: Input): string {
  const bytes = input.raw(input.u32())
  try {
    return strictUtf8.decode(bytes)
  } catch {
    throw broken('a string that is not UTF-8')
  }
}

function readBigint(input: Input): bigint {
  const text = readString(input)
  const match = /^(-?)([0-9a-f]{1,32})$/.exec(text)
  if (match === null) throw broken('a bigint that is none')
  const magnitude = BigInt(`0x${match[2]}`)
  return match[1] === '-' ? -magnitude : magnitude
}

function readArray(input: Input, depth: number): unknown[] {
  const length = input.count()
  const items: unknown[] = []
  for (let index = 0; index < length; index++) items.push(read(input, depth + 1))
  return items
}

function readObject(input: Input, depth: number): object {
  const length = input.count()
  const fields: Record<string, unknown> = {}
  for (let index = 0; index < length; index++) {
    const key = readString(input)
    const value = read(input, depth + 1)
    // Assigning `__proto__` would change the object instead of adding a field.
    if (key === '__proto__')
      Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true })
    else fields[key] = value
  }
  return fields
}

function readTypedArray(input: Input): ArrayBufferView {
  const type = typedArrays[input.u8()]
  if (type === undefined) throw broken('an unknown kind of typed array')
  const length = input.u32()
  if (length % type.BYTES_PER_ELEMENT !== 0) throw broken('a typed array with a broken element')
  // Not `slice`: of a Buffer, which a pipe gives, that is a view.
  return new type(new Uint8Array(input.raw(length)).buffer)
}

function broken(found: string): PluginError {
  return new PluginError('crashed', `expected a value from the other side of the boundary, found ${found}`)
}

/** A growing buffer, little endian. */
class Output {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256)
  length = 0
  #view = new DataView(this.bytes.buffer)

  #reserve(size: number): number {
    const at = this.length
    this.length += size
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, this.bytes.length * 2))
      grown.set(this.bytes)
      this.bytes = grown
      this.#view = new DataView(grown.buffer)
    }
    return at
  }
  u8(value: number): void {
    const at = this.#reserve(1)
    this.bytes[at] = value
  }
  u32(value: number): void {
    const at = this.#reserve(4)
    this.#view.setUint32(at, value, true)
  }
  f64(value: number): void {
    const at = this.#reserve(8)
    this.#view.setFloat64(at, value, true)
  }
  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length)
    this.bytes.set(bytes, at)
  }
}

/** A cursor that checks what is left before it takes. */
class Input {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  #take(size: number): number {
    if (size > this.#bytes.length - this.at) throw broken('its end')
    const at = this.at
    this.at += size
    return at
  }
  u8(): number {
    return this.#view.getUint8(this.#take(1))
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }
  raw(length: number): Uint8Array {
    const at = this.#take(length)
    return this.#bytes.subarray(at, at + length)
  }
  /** A number of items of at least a byte each. */
  count(): number {
    const count = this.u32()
    if (count > this.#bytes.length - this.at) throw broken('more items than bytes')
    return count
  }
}
