import { encodeModule } from '../../src/wasm/encode.ts'
import type { CoreModule, FunctionType, GlobalType, ValueType } from '../../src/wasm/module.ts'
import { signature } from '../../src/wasm/spaces.ts'
import { createWriter, type Writer } from '../../src/wasm/writer.ts'
import type { Bits } from './core-values.ts'

/**
 * JavaScript can neither pass a v128 nor tell all NaNs apart. So functions are called through an adapter in WebAssembly
 * that takes and gives floats as the integers of their bits, a v128 as two, an exception as whether there is one.
 */

const standIns = (type: ValueType): readonly ValueType[] => {
  if (type === 'f32' || isException(type)) return ['i32']
  if (type === 'f64') return ['i64']
  return type === 'v128' ? ['i64', 'i64'] : [type]
}

/** These cannot cross to JavaScript: only whether one is null does. */
const isException = (type: ValueType): boolean => typeof type === 'object' && /exn$/.test(String(type.heap))

const isTyped = (type: ValueType): boolean =>
  typeof type === 'object' && (!type.nullable || typeof type.heap === 'number')

const compiled = new Map<string, WebAssembly.Module>()

type Callable = (...args: unknown[]) => unknown

/** Makes a callee of bits. Where types of the module's own are in the signature, it is called without an adapter. */
export function adapt(callee: Callable, type: FunctionType): (args: readonly Bits[]) => readonly Bits[] {
  const direct = [...type.params, ...type.results].some(isTyped)
  const target = direct ? callee : adapted(callee, type)
  return args => {
    const results = target(...args.flatMap((bits, index) => toJsValues(type.params[index] ?? 'i32', bits, direct)))
    const list = type.results.length === 0 ? [] : Array.isArray(results) ? results : [results]
    let next = 0
    return type.results.map((result): Bits => {
      if (result === 'v128') {
        next += 2
        return BigInt.asUintN(64, list[next - 2]) | (BigInt.asUintN(64, list[next - 1]) << 64n)
      }
      if (isException(result)) return { reference: list[next++] === 1 ? null : {} }
      return toBits(result, list[next++], direct)
    })
  }
}

/** The bits of a global's value. */
export function bitsOf(global: WebAssembly.Global, declared: GlobalType): Bits {
  const { type, mutable } = declared
  if (type === 'i32' || type === 'i64' || isTyped(type)) return toBits(type, global.value, true)
  const getter = compile(`get ${JSON.stringify(type)} ${mutable}`, () => getterModule(declared))
  const { exports } = new WebAssembly.Instance(getter, { m: { g: global } })
  const [bits = 0n] = adapt(exports['get'] as Callable, { kind: 'func', params: [], results: [type] })([])
  return bits
}

function toJsValues(type: ValueType, bits: Bits, direct: boolean): unknown[] {
  if (isException(type)) return [0]
  if (typeof bits !== 'bigint') return [bits.reference]
  if (type === 'v128') return [BigInt.asIntN(64, bits), BigInt.asIntN(64, bits >> 64n)]
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, bits)
  if (type === 'f32' && direct) return [view.getFloat32(4)]
  if (type === 'f64' && direct) return [view.getFloat64(0)]
  return type === 'i32' || type === 'f32' ? [Number(BigInt.asIntN(32, bits))] : [BigInt.asIntN(64, bits)]
}

function toBits(type: ValueType, value: unknown, direct: boolean): Bits {
  if (typeof type === 'object') return { reference: value }
  const view = new DataView(new ArrayBuffer(8))
  if (type === 'f32' && direct) view.setFloat32(4, Number(value))
  else if (type === 'f64' && direct) view.setFloat64(0, Number(value))
  else return BigInt.asUintN(type === 'i32' || type === 'f32' ? 32 : 64, BigInt(value as number | bigint))
  return view.getBigUint64(0)
}

function adapted(callee: Callable, type: FunctionType): Callable {
  const module = compile(signature(type), () => adapterModule(type))
  return new WebAssembly.Instance(module, { m: { f: callee } }).exports['f'] as Callable
}

function compile(key: string, make: () => CoreModule): WebAssembly.Module {
  const module = compiled.get(key) ?? new WebAssembly.Module(encodeModule(make()))
  compiled.set(key, module)
  return module
}

const empty: CoreModule = {
  types: [],
  recursionGroups: [],
  imports: [],
  functions: [],
  tables: [],
  memories: [],
  tags: [],
  globals: [],
  exports: [],
  start: undefined,
  elements: [],
  dataCount: undefined,
  code: [],
  data: [],
  customSections: [],
  features: [],
}

function body(write: (writer: Writer) => void): CoreModule['code'][number]['instructions'] {
  const writer = createWriter()
  write(writer)
  writer.u8(0x0b)
  return { bytes: writer.finish(), offset: 0 }
}

function adapterModule(type: FunctionType): CoreModule {
  const standing: FunctionType = {
    kind: 'func',
    params: type.params.flatMap(standIns),
    results: type.results.flatMap(standIns),
  }
  const instructions = body(writer => {
    let next = 0
    const get = (): void => {
      writer.u8(0x20)
      writer.u32(next++)
    }
    const simd = (...bytes: number[]): void => writer.bytes(Uint8Array.of(0xfd, ...bytes))
    for (const param of type.params) {
      get()
      if (isException(param))
        writer.bytes(Uint8Array.of(0x1a, 0xd0, 0x69)) // drop; ref.null exn
      else if (param === 'f32') writer.u8(0xbe)
      else if (param === 'f64') writer.u8(0xbf)
      else if (param === 'v128') {
        simd(0x12) // i64x2.splat
        get()
        simd(0x1e, 1) // i64x2.replace_lane 1
      }
    }
    writer.bytes(Uint8Array.of(0x10, 0))
    for (let index = type.results.length - 1; index >= 0; index--) {
      writer.u8(0x21)
      writer.u32(next + index)
    }
    for (const result of type.results) {
      get()
      if (isException(result))
        writer.u8(0xd1) // ref.is_null
      else if (result === 'f32') writer.u8(0xbc)
      else if (result === 'f64') writer.u8(0xbd)
      else if (result === 'v128') {
        simd(0x1d, 0) // i64x2.extract_lane 0
        next--
        get()
        simd(0x1d, 1)
      }
    }
  })
  return {
    ...empty,
    types: [type, standing].map(composite => ({ final: true, supertypes: [], composite })),
    recursionGroups: [1, 1],
    imports: [{ module: 'm', name: 'f', item: { kind: 'func', type: 0 } }],
    functions: [1],
    exports: [{ name: 'f', kind: 'func', index: 1 }],
    code: [{ locals: type.results.map(result => ({ count: 1, type: result })), instructions }],
  }
}

function getterModule(global: GlobalType): CoreModule {
  return {
    ...empty,
    types: [{ final: true, supertypes: [], composite: { kind: 'func', params: [], results: [global.type] } }],
    recursionGroups: [1],
    imports: [{ module: 'm', name: 'g', item: { kind: 'global', ...global } }],
    functions: [0],
    exports: [{ name: 'get', kind: 'func', index: 0 }],
    code: [{ locals: [], instructions: body(writer => writer.bytes(Uint8Array.of(0x23, 0))) }],
  }
}
