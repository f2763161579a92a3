import type { CamelCase, UpperCamelCase } from '../literal/names.ts'
import type { Opaque } from '../literal/resources.ts'
import type { Direction, Into } from '../literal/scope.ts'
import type { List, NumbersIn, NumbersOut, Primitives } from '../literal/values.ts'
import type { Method } from './functions.ts'
import type {
  AliasNode,
  BorrowNode,
  EnumNode,
  FlagsNode,
  FutureNode,
  ListNode,
  MapNode,
  OptionNode,
  PrimitiveNode,
  RecordNode,
  ResourceNode,
  ResultNode,
  SelfNode,
  StreamNode,
  TupleNode,
  VariantNode,
} from './nodes.ts'

/** Where a node stands: which resources are the guest's, by name, and of which resource it is a part. */
export interface Context<Guest, Self> {
  readonly guest: Guest
  readonly self: Self
}

export type AnyContext = Context<unknown, unknown>

/** The JavaScript value of a node, the same as of its text. */
export type ValueOf<N, D extends Direction, C extends AnyContext> =
  N extends PrimitiveNode<infer P>
    ? Primitives[P]
    : N extends ListNode<infer E, number | undefined>
      ? ListOf<Behind<E>, E, D, C>
      : N extends OptionNode<infer S>
        ? Behind<S> extends OptionNode<unknown>
          ? { tag: 'some'; val: ValueOf<S, D, C> } | { tag: 'none' }
          : ValueOf<S, D, C> | undefined
        : N extends AliasNode<string, infer T>
          ? ValueOf<T, D, C>
          : N extends RecordNode<string, infer F>
            ? RecordOf<F, D, C>
            : N extends VariantNode<string, infer A>
              ? { [K in keyof A]: CaseOf<K, A[K], D, C> }[keyof A]
              : N extends EnumNode<string, infer L>
                ? L
                : N extends FlagsNode<string, infer L>
                  ? FlagsOf<L, D>
                  : N extends TupleNode<infer L extends readonly unknown[]>
                    ? TupleOf<L, D, C>
                    : OtherOf<N, D, C>

type OtherOf<N, D extends Direction, C extends AnyContext> =
  N extends ResultNode<infer T, infer E>
    ? Tagged<'ok', T, D, C> | Tagged<'err', E, D, C>
    : N extends MapNode<infer K, infer V>
      ? List<TupleOf<[K, V], D, C>, D>
      : N extends SelfNode
        ? ValueOf<C['self'], D, C>
        : N extends BorrowNode<infer R>
          ? ValueOf<R, D, C>
          : N extends ResourceNode<infer Name, infer S>
            ? InstanceOf<Name, S, D, Context<C['guest'], N>>
            : N extends FutureNode<infer E>
              ? Promise<ValueOrNothing<E, D, C>>
              : N extends StreamNode<infer E>
                ? AsyncIterable<ValueOrNothing<E, D, C>>
                : unknown

/** The node behind all names that only stand for it. */
export type Behind<N> = N extends AliasNode<string, infer T> ? Behind<T> : N

export type ValueOrNothing<N, D extends Direction, C extends AnyContext> = N extends null
  ? ReturnType<() => void>
  : ValueOf<N, D, C>

type ListOf<B, E, D extends Direction, C extends AnyContext> =
  B extends PrimitiveNode<infer P extends keyof NumbersOut>
    ? D extends Into
      ? NumbersIn[P]
      : NumbersOut[P]
    : List<ValueOf<E, D, C>, D>

/** Whether the absence of such a value is `undefined`. */
export type MayBeAbsent<N> =
  Behind<N> extends OptionNode<infer S> ? (Behind<S> extends OptionNode<unknown> ? false : true) : false

type RecordOf<F, D extends Direction, C extends AnyContext> = {
  -readonly [K in keyof F as MayBeAbsent<F[K]> extends true ? never : Key<K>]: ValueOf<F[K], D, C>
} & {
  -readonly [K in keyof F as MayBeAbsent<F[K]> extends true ? Key<K> : never]?: ValueOf<F[K], D, C>
} extends infer O
  ? { [K in keyof O]: O[K] }
  : never

type CaseOf<K, N, D extends Direction, C extends AnyContext> = N extends null
  ? { tag: K }
  : { tag: K; val: ValueOf<N, D, C> }

type Tagged<K extends string, N, D extends Direction, C extends AnyContext> = N extends null
  ? { tag: K }
  : { tag: K; val: ValueOf<N, D, C> }

type FlagsOf<L extends string, D extends Direction> = D extends Into
  ? { [K in L as Key<K>]?: boolean }
  : { [K in L as Key<K>]: boolean }

type TupleOf<L extends readonly unknown[], D extends Direction, C extends AnyContext> = D extends Into
  ? { readonly [K in keyof L]: ValueOf<L[K], D, C> }
  : { -readonly [K in keyof L]: ValueOf<L[K], D, C> }

/** An instance: the guest's where its resource is one of an exported interface, else what is known of the host's. */
type InstanceOf<N extends string, S, D extends Direction, C extends AnyContext> = D extends 'in' | 'out'
  ? N extends C['guest']
    ? GuestInstance<N, MethodsOf<S>, C>
    : HostInstance<MethodsOf<S>, C>
  : HostInstance<MethodsOf<S>, C>

type MethodsOf<S> = S extends { readonly methods: infer M } ? M : object

type GuestInstance<N extends string, M, C extends AnyContext> = [keyof M] extends [never]
  ? Opaque<UpperCamelCase<N>>
  : { -readonly [K in keyof M as Key<K>]: Method<M[K], 'export', C> } & {
        [Symbol.dispose](): void
      } extends infer O
    ? { [K in keyof O]: O[K] }
    : never

type HostInstance<M, C extends AnyContext> = [keyof M] extends [never]
  ? object
  : { -readonly [K in keyof M as Key<K>]: Method<M[K], 'import', C> } extends infer O
    ? { [K in keyof O]: O[K] }
    : never

/** A key as the JavaScript member it becomes: labels in camelCase, camelCase as it is. */
export type Key<K> = K extends string
  ? K extends Lowercase<K> | Uppercase<K> | `${string}-${string}`
    ? CamelCase<K>
    : K
  : never
