import type { AnyBody } from './document.ts'
import type { CamelCase, Unescaped } from './names.ts'
import type { ResourceValue } from './resources.ts'
import type { Direction, Into } from './scope.ts'
import type { Commas, Trim } from './text.ts'
import type { MayBeAbsent, Value } from './values.ts'

/** The JavaScript value of a definition: the statement that a name stands for. */
export type DefinitionValue<
  E extends string,
  B extends AnyBody,
  D extends Direction,
> = E extends `record ${string}{${infer Fields}`
  ? RecordValue<Commas<Fields>[number], B, D>
  : E extends `variant ${string}{${infer Cases}`
    ? CaseValue<Commas<Cases>[number], B, D>
    : E extends `enum ${string}{${infer Cases}`
      ? Unescaped<Commas<Cases>[number]>
      : E extends `flags ${string}{${infer Flags}`
        ? FlagsValue<Commas<Flags>[number], D>
        : E extends `resource ${string}`
          ? ResourceValue<E, B, D>
          : unknown

type RecordValue<F extends string, B extends AnyBody, D extends Direction> = {
  [X in F as FieldMayBeAbsent<X, B> extends true ? never : FieldName<X>]: FieldValue<X, B, D>
} & {
  [X in F as FieldMayBeAbsent<X, B> extends true ? FieldName<X> : never]?: FieldValue<X, B, D>
} extends infer O
  ? { [K in keyof O]: O[K] }
  : never

type FieldName<F> = F extends `${infer N}:${string}` ? CamelCase<Trim<N>> : never
type FieldValue<F, B extends AnyBody, D extends Direction> = F extends `${string}:${infer T}`
  ? Value<Trim<T>, B, D>
  : never
type FieldMayBeAbsent<F, B extends AnyBody> = F extends `${string}:${infer T}` ? MayBeAbsent<Trim<T>, B> : false

type CaseValue<C extends string, B extends AnyBody, D extends Direction> = C extends `${infer N}(${infer T})`
  ? { tag: Unescaped<Trim<N>>; val: Value<Trim<T>, B, D> }
  : { tag: Unescaped<C> }

type FlagsValue<F extends string, D extends Direction> = D extends Into
  ? { [N in F as CamelCase<N>]?: boolean }
  : { [N in F as CamelCase<N>]: boolean }
