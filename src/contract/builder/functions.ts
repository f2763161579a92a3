import type { Failure } from '../err.ts'
import type { Label, Needed, Nothing, Optional, Role, Ways } from '../literal/functions.ts'
import type { Direction } from '../literal/scope.ts'
import type { FunctionNode, ResultNode } from './nodes.ts'
import type { AnyContext, Behind, MayBeAbsent, ValueOf } from './values.ts'

/** The type of a function, the same as of its text. */
export type FunctionOf<F, R extends Role, C extends AnyContext> =
  F extends FunctionNode<infer P extends readonly unknown[], infer Result, infer A>
    ? MeetsResource<P | Result> extends true
      ? Method<F, R, C>
      : (...args: ParametersOf<P, Ways[R]['parameter'], C>) => Returned<Result, A, R, C>
    : never

/** The same where the host's own classes may come: those are compared as methods are. */
export type Method<F, R extends Role, C extends AnyContext> =
  F extends FunctionNode<infer P extends readonly unknown[], infer Result, infer A>
    ? R extends 'import'
      ? { method(...args: ParametersOf<P, Ways[R]['parameter'], C>): Returned<Result, A, R, C> }['method']
      : (...args: ParametersOf<P, Ways[R]['parameter'], C>) => Returned<Result, A, R, C>
    : never

type Returned<N, A, R extends Role, C extends AnyContext> = A extends true
  ? Promise<WholeResult<N, R, C>> | (R extends 'import' ? WholeResult<N, R, C> : never)
  : WholeResult<N, R, C>

type WholeResult<N, R extends Role, C extends AnyContext> =
  Behind<N> extends ResultNode<infer T, infer E>
    ? Side<T, Ways[R]['result'], C> | (R extends 'import' ? Failure<Side<E, Ways[R]['result'], C>> : never)
    : Side<N, Ways[R]['result'], C>

type Side<N, D extends Direction, C extends AnyContext> = N extends null ? Nothing : ValueOf<N, D, C>

/** Goes from the last parameter to the first, as for a text. */
export type ParametersOf<
  L extends readonly unknown[],
  D extends Direction,
  C extends AnyContext,
  Found extends unknown[] = [],
  Last = true,
> = L extends readonly [...infer Before, infer P]
  ? Last extends true
    ? MayBeAbsent<TypeOf<P>> extends true
      ? ParametersOf<Before, D, C, [...Optional<LabelOf<P>, ValueOf<TypeOf<P>, D, C>>, ...Found], true>
      : ParametersOf<Before, D, C, [...Needed<LabelOf<P>, ValueOf<TypeOf<P>, D, C>>, ...Found], false>
    : ParametersOf<Before, D, C, [...Needed<LabelOf<P>, ValueOf<TypeOf<P>, D, C>>, ...Found], false>
  : Found

type TypeOf<P> = P extends readonly [string, infer N] ? N : P
type LabelOf<P> = P extends readonly [infer N extends string, unknown] ? Label<N> : [arg: 0]

/** Whether a resource is anywhere in what a function takes and gives. */
type MeetsResource<N> = true extends Meets<N> ? true : false
type Meets<N> = N extends { readonly kind: 'resource' | 'borrow' | 'self' }
  ? true
  : N extends readonly unknown[]
    ? Meets<N[number]>
    : N extends { readonly kind: 'record'; readonly fields: infer F }
      ? Meets<F[keyof F]>
      : N extends { readonly kind: 'variant'; readonly cases: infer A }
        ? Meets<A[keyof A]>
        : N extends { readonly kind: 'tuple'; readonly types: infer L }
          ? Meets<L>
          : N extends { readonly element: infer E } | { readonly some: infer E } | { readonly target: infer E }
            ? Meets<E>
            : N extends { readonly kind: 'result'; readonly ok: infer T; readonly err: infer E }
              ? Meets<T | E>
              : N extends { readonly kind: 'map'; readonly value: infer V }
                ? Meets<V>
                : never
