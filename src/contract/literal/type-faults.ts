import type { AnyBody } from './document.ts'
import type { NameFault } from './names.ts'
import type { Balanced, Commas, Trim } from './text.ts'
import type { Primitives } from './values.ts'

/** What is wrong with a type's text: a union of `[message, at]`. */
export type TypeFault<T, B extends AnyBody> = T extends
  | keyof Primitives
  | keyof B['types']
  | keyof B['uses']
  | `%${string}`
  ? never
  : T extends `${infer Generic}<${infer Arguments}>`
    ? Balanced<Arguments> extends true
      ? GenericFault<Trim<Generic>, Commas<Arguments>, T, B>
      : [`malformed type "${T}"`, T]
    : T extends ''
      ? ['expected a type, found nothing', '']
      : T extends `${string}${' ' | '<' | '>' | '(' | ')' | ':'}${string}`
        ? [`malformed type "${T}"`, T]
        : T extends keyof Meant
          ? [`unknown type "${T}", did you mean "${Meant[T]}"?`, T]
          : [`unknown type "${T & string}"`, T]

/** What people write who come from elsewhere, or remember an older WIT. */
interface Meant {
  float32: 'f32'
  float64: 'f64'
  float: 'f64'
  double: 'f64'
  number: 'f64'
  i8: 's8'
  i16: 's16'
  i32: 's32'
  i64: 's64'
  int: 's32'
  uint: 'u32'
  usize: 'u32'
  bigint: 's64'
  boolean: 'bool'
  str: 'string'
  String: 'string'
  bytes: 'list<u8>'
}

/** How many types each generic type takes. */
interface Arity {
  list: readonly [unknown] | readonly [unknown, `${number}`]
  option: readonly [unknown]
  own: readonly [unknown]
  borrow: readonly [unknown]
  future: readonly [unknown]
  stream: readonly [unknown]
  map: readonly [unknown, unknown]
  result: readonly [unknown] | readonly [unknown, unknown]
  tuple: readonly unknown[]
}

type GenericFault<G extends string, L extends readonly string[], T, B extends AnyBody> = G extends keyof Arity
  ? L extends Arity[G]
    ? ArgumentFault<G, L[number], B>
    : [`wrong number of types in "${T & string}"`, T]
  : [`unknown generic type "${G}"`, G]

type ArgumentFault<G, T, B extends AnyBody> = G extends 'result'
  ? TypeFault<Exclude<T, '_'>, B>
  : G extends 'list'
    ? TypeFault<Exclude<T, `${number}`>, B>
    : TypeFault<T, B>

/** What is wrong with `name: type`, in a record or between a function's brackets. */
export type ParameterFault<P, B extends AnyBody> = P extends `${infer N}:${infer T}`
  ? NameFault<Trim<N>> | TypeFault<Trim<T>, B>
  : P extends string
    ? [`expected "name: type", found "${P}"`, P]
    : never

/** What is wrong with what follows a function's name and colon. */
export type FunctionFault<S extends string, B extends AnyBody> = S extends `${infer Kind}(${infer P})${infer R}`
  ? Trim<Kind> extends 'func' | 'async func' | 'static func' | 'static async func'
    ? ParameterFault<Commas<P>[number], B> | ResultFault<Trim<R>, B>
    : [`expected "func", found "${Trim<Kind>}"`, Trim<Kind>]
  : [`expected "func()", found "${S}"`, S]

type ResultFault<R extends string, B extends AnyBody> = R extends ''
  ? never
  : R extends `->${infer T}`
    ? Trim<T> extends `(${string}`
      ? ['a function has one result without a name', '->']
      : TypeFault<Trim<T>, B>
    : [`expected "->" or ";", found "${R}"`, R]
