import type { Failure } from '../err.ts'
import type { AnyBody } from './document.ts'
import type { Labels } from './labels.ts'
import type { CamelCase } from './names.ts'
import type { Direction, Target } from './scope.ts'
import type { Commas, Trim } from './text.ts'
import type { MayBeAbsent, TargetValue, Value } from './values.ts'

/**
 * Who gives a function, and whose resources it speaks of.
 * `export`: the guest, of an interface that it exports. `world-export`: the guest, of the world itself, whose types
 * are those of imports. `import`: the host.
 */
export type Role = 'export' | 'world-export' | 'import'

/** The ways of its parameters and its result. */
export interface Ways {
  export: { parameter: 'in'; result: 'out' }
  'world-export': { parameter: 'host-in'; result: 'host-out' }
  import: { parameter: 'host-out'; result: 'host-in' }
}

/** The type of a function by its signature: `func(a: u32) -> string`. */
export type FunctionValue<
  Signature extends string,
  B extends AnyBody,
  R extends Role,
> = Signature extends `${infer Kind}(${infer P})${infer Rest}`
  ? (...args: Parameters<P, B, R>) => Returned<Kind, Rest, B, R>
  : unknown

/**
 * A function of the host that may meet the host's own classes. It is compared as methods are, so that
 * `(blob: MyBlob) => …` fits although the contract knows no more of a blob than its methods.
 */
export type HostMethod<
  Signature extends string,
  B extends AnyBody,
> = Signature extends `${infer Kind}(${infer P})${infer Rest}`
  ? { method(...args: Parameters<P, B, 'import'>): Returned<Kind, Rest, B, 'import'> }['method']
  : unknown

type Returned<Kind, Rest extends string, B extends AnyBody, R extends Role> = Kind extends `${string}async${string}`
  ? Promise<Result<Rest, B, R>> | (R extends 'import' ? Result<Rest, B, R> : never)
  : Result<Rest, B, R>

export type Parameters<P extends string, B extends AnyBody, R extends Role> = ParameterList<
  Commas<P>,
  B,
  Ways[R]['parameter']
>

/** Goes from the last parameter to the first: options may be left out until one that is none has been met. */
type ParameterList<
  L extends readonly string[],
  B extends AnyBody,
  D extends Direction,
  Found extends unknown[] = [],
  Last = true,
> = L extends [...infer Before extends string[], `${infer N}:${infer T}`]
  ? Last extends true
    ? MayBeAbsent<Trim<T>, B> extends true
      ? ParameterList<Before, B, D, [...Optional<Label<Trim<N>>, Value<Trim<T>, B, D>>, ...Found], true>
      : ParameterList<Before, B, D, [...Needed<Label<Trim<N>>, Value<Trim<T>, B, D>>, ...Found], false>
    : ParameterList<Before, B, D, [...Needed<Label<Trim<N>>, Value<Trim<T>, B, D>>, ...Found], false>
  : Found

/** A parameter's name, where the dictionary has it: no text can become a label otherwise. */
export type Label<N extends string> = CamelCase<N> extends keyof Labels ? Labels[CamelCase<N>] : [arg: 0]
export type Needed<L extends unknown[], T> = { [K in keyof L]: T }
export type Optional<L extends unknown[], T> = { [K in keyof L]?: T }

/** What a function gives that has no result. */
export type Nothing = ReturnType<() => void>

/** What follows the parameters. */
type Result<S extends string, B extends AnyBody, R extends Role> = S extends `${string}->${infer T}`
  ? WholeResult<Target<Trim<T>, B, Ways[R]['result']>, R>
  : Nothing

/** A `result` that is a function's whole result: its ok side is returned; a host answers its err side by `err(payload)`. */
type WholeResult<T, R extends Role> = T extends [
  infer Text extends string,
  infer B extends AnyBody,
  infer D extends Direction,
]
  ? Text extends 'result'
    ? Nothing | Answer<R, Nothing>
    : Text extends `result<${infer A}>`
      ? Commas<A> extends [infer Ok extends string, infer E extends string]
        ? Side<Ok, B, D> | Answer<R, Side<E, B, D>>
        : Side<Trim<A>, B, D> | Answer<R, Nothing>
      : TargetValue<T>
  : never

type Side<T extends string, B extends AnyBody, D extends Direction> = T extends '_' ? Nothing : Value<T, B, D>
type Answer<R extends Role, E> = R extends 'import' ? Failure<E> : never
