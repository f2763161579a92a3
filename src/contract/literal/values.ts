import type { DefinitionValue } from './definitions.ts'
import type { AnyBody } from './document.ts'
import type { Direction, Into, Target } from './scope.ts'
import type { Balanced, Commas, Trim } from './text.ts'

/** Types that need no scope. */
export interface Primitives {
  bool: boolean
  u8: number
  u16: number
  u32: number
  s8: number
  s16: number
  s32: number
  f32: number
  f64: number
  u64: bigint
  s64: bigint
  char: string
  string: string
  result: { tag: 'ok' } | { tag: 'err' }
  future: Promise<void>
  stream: AsyncIterable<void>
  'error-context': Error
}

/** Lists of numbers out of the guest: copies that the caller owns. */
export interface NumbersOut {
  u8: Uint8Array<ArrayBuffer>
  u16: Uint16Array<ArrayBuffer>
  u32: Uint32Array<ArrayBuffer>
  u64: BigUint64Array<ArrayBuffer>
  s8: Int8Array<ArrayBuffer>
  s16: Int16Array<ArrayBuffer>
  s32: Int32Array<ArrayBuffer>
  s64: BigInt64Array<ArrayBuffer>
  f32: Float32Array<ArrayBuffer>
  f64: Float64Array<ArrayBuffer>
}

/** Lists of numbers into the guest. */
export interface NumbersIn {
  u8: Uint8Array | readonly number[]
  u16: Uint16Array | readonly number[]
  u32: Uint32Array | readonly number[]
  u64: BigUint64Array | readonly bigint[]
  s8: Int8Array | readonly number[]
  s16: Int16Array | readonly number[]
  s32: Int32Array | readonly number[]
  s64: BigInt64Array | readonly bigint[]
  f32: Float32Array | readonly number[]
  f64: Float64Array | readonly number[]
}

export type List<T, D extends Direction> = D extends Into ? readonly T[] : T[]

/** The JavaScript value of a type's text. */
export type Value<T extends string, B extends AnyBody, D extends Direction> = T extends keyof Primitives
  ? Primitives[T]
  : TargetValue<Target<T, B, D>>

export type TargetValue<R> = R extends [infer T extends string, infer B extends AnyBody, infer D extends Direction]
  ? T extends keyof Primitives
    ? Primitives[T]
    : T extends `${string}{${string}` | `resource ${string}`
      ? DefinitionValue<T, B, D>
      : T extends `${infer Generic}<${infer Arguments}>`
        ? GenericValue<Trim<Generic>, Trim<Arguments>, B, D>
        : unknown
  : never

type GenericValue<G extends string, A extends string, B extends AnyBody, D extends Direction> = G extends 'list'
  ? ListValue<ElementTarget<A, B, D>>
  : G extends 'option'
    ? OptionValue<Target<A, B, D>>
    : G extends 'tuple'
      ? TupleValue<Commas<A>, B, D>
      : G extends 'result'
        ? ResultValue<Commas<A>, B, D>
        : G extends 'own' | 'borrow'
          ? Value<A, B, D>
          : G extends 'map'
            ? Commas<A> extends [infer K extends string, infer V extends string]
              ? List<D extends Into ? readonly [Value<K, B, D>, Value<V, B, D>] : [Value<K, B, D>, Value<V, B, D>], D>
              : unknown
            : G extends 'future'
              ? Promise<Value<A, B, D>>
              : G extends 'stream'
                ? AsyncIterable<Value<A, B, D>>
                : unknown

/** `list<T, N>` is a `list<T>` whose length is looked at when it is lowered. */
type ElementTarget<A extends string, B extends AnyBody, D extends Direction> = A extends `${infer T},${string}`
  ? Balanced<T> extends true
    ? Target<Trim<T>, B, D>
    : Target<LengthOff<A>, B, D>
  : Target<A, B, D>

type LengthOff<A extends string> = Commas<A> extends [infer T extends string, ...string[]] ? T : never

type ListValue<R> = R extends [infer T extends string, unknown, infer D extends Direction]
  ? T extends keyof NumbersOut
    ? D extends Into
      ? NumbersIn[T]
      : NumbersOut[T]
    : List<TargetValue<R>, D>
  : never

type OptionValue<R> = R extends [`option<${string}`, unknown, unknown]
  ? { tag: 'some'; val: TargetValue<R> } | { tag: 'none' }
  : TargetValue<R> | undefined

/** Whether a type is, after aliases, an option whose absence is `undefined`: a field or last parameter may be left out. */
export type MayBeAbsent<T extends string, B extends AnyBody> = T extends keyof Primitives
  ? false
  : Target<T, B, 'in'> extends [`option<${infer A}>`, infer Home extends AnyBody, unknown]
    ? Target<Trim<A>, Home, 'in'> extends [`option<${string}`, unknown, unknown]
      ? false
      : true
    : false

type TupleValue<L extends readonly string[], B extends AnyBody, D extends Direction> = D extends Into
  ? { readonly [K in keyof L]: Value<L[K], B, D> }
  : { -readonly [K in keyof L]: Value<L[K], B, D> }

type ResultValue<L extends readonly string[], B extends AnyBody, D extends Direction> = L extends [
  infer T extends string,
  infer E extends string,
]
  ?
      | (T extends '_' ? { tag: 'ok' } : { tag: 'ok'; val: Value<T, B, D> })
      | (E extends '_' ? { tag: 'err' } : { tag: 'err'; val: Value<E, B, D> })
  : L extends [infer T extends string]
    ? (T extends '_' ? { tag: 'ok' } : { tag: 'ok'; val: Value<T, B, D> }) | { tag: 'err' }
    : unknown
