import type { Contract } from '../contract.ts'
import type { Role } from '../literal/functions.ts'
import type { UpperCamelCase } from '../literal/names.ts'
import type { Direction } from '../literal/scope.ts'
import type { Show } from '../literal/text.ts'
import type { FunctionOf, Method, ParametersOf } from './functions.ts'
import type { FunctionNode, InterfaceNode, NamedNode, ResourceNode } from './nodes.ts'
import type { AnyContext, Context, Key, ValueOf } from './values.ts'

/** The contract that a world of nodes makes: the same types as of its text. */
export type ContractOfSpec<W> = ContractIn<W, Context<GuestResources<Part<W, 'exports'>>, never>>

type ContractIn<W, C extends AnyContext> = Contract<
  ImportsOf<Part<W, 'imports'>, C>,
  ExportsOf<Part<W, 'exports'>, C>,
  TypesOf<W, C>
>

/** A part of a world that need not be there. */
type Part<W, N extends string> = W extends { readonly [K in N]: infer P } ? P : Empty
type Empty = Record<never, never>

/** The names of the resources that exported interfaces define. */
type GuestResources<E> = {
  [K in keyof E]: E[K] extends InterfaceNode<'interface' | 'inline', infer M> ? ResourceName<M[keyof M]> : never
}[keyof E]
type ResourceName<N> = N extends ResourceNode<infer Name, unknown> ? Name : never

type ExportsOf<E, C extends AnyContext> = Show<{
  -readonly [K in keyof E as ItemKey<K>]: E[K] extends InterfaceNode<'interface' | 'inline', infer M>
    ? InterfaceOf<M, 'export', C>
    : FunctionOf<E[K], 'world-export', C>
}>

type ImportsOf<I, C extends AnyContext> = Show<
  {
    -readonly [K in keyof I as MayBeMissing<K, I[K]> extends true ? never : ItemKey<K>]: ImportOf<I[K], C>
  } & {
    -readonly [K in keyof I as MayBeMissing<K, I[K]> extends true ? ItemKey<K> : never]?: ImportOf<I[K], C>
  }
>

type ImportOf<N, C extends AnyContext> =
  N extends InterfaceNode<'interface' | 'inline', infer M> ? InterfaceOf<M, 'import', C> : FunctionOf<N, 'import', C>

type MayBeMissing<K, N> =
  N extends InterfaceNode<'interface' | 'inline', infer M>
    ? K extends `wasi:${string}`
      ? true
      : [NeededKeys<M>] extends [never]
        ? true
        : false
    : false

type NeededKeys<M> = { [K in keyof M]: IsOpaque<M[K]> extends true ? never : MemberKey<K, M[K]> }[keyof M]

type IsOpaque<N> = N extends ResourceNode<string, infer S> ? ([keyof S] extends [never] ? true : false) : false

/** An id stands for itself. */
type ItemKey<K> = K extends `${string}:${string}` ? K : Key<K>

/** Functions by their key, resources by their class name; other types are no members. */
type MemberKey<K, N> =
  N extends FunctionNode<unknown, unknown, boolean>
    ? Key<K>
    : N extends ResourceNode<infer Name, unknown>
      ? UpperCamelCase<Name>
      : never

type InterfaceOf<M, R extends Role, C extends AnyContext> = Show<
  {
    -readonly [K in keyof M as R extends 'import'
      ? IsOpaque<M[K]> extends true
        ? never
        : MemberKey<K, M[K]>
      : MemberKey<K, M[K]>]: MemberOf<M[K], R, C>
  } & {
    -readonly [K in keyof M as R extends 'import'
      ? IsOpaque<M[K]> extends true
        ? MemberKey<K, M[K]>
        : never
      : never]?: MemberOf<M[K], R, C>
  }
>

type MemberOf<N, R extends Role, C extends AnyContext> =
  N extends ResourceNode<string, infer S> ? ClassOf<N, S, R, Context<C['guest'], N>> : FunctionOf<N, R, C>

type ClassOf<N, S, R extends Role, C extends AnyContext> = S extends { readonly statics: infer F }
  ? { -readonly [K in keyof F as Key<K>]: Method<F[K], R, C> } & ConstructorOf<N, S, R, C>
  : ConstructorOf<N, S, R, C>

type ConstructorOf<N, S, R extends Role, C extends AnyContext> = S extends {
  readonly new: FunctionNode<infer P extends readonly unknown[], unknown, boolean>
}
  ? new (
      ...args: ParametersOf<P, R extends 'import' ? 'host-out' : 'in', C>
    ) => ValueOf<N, R extends 'import' ? 'host-in' : 'out', C>
  : abstract new (
      ...args: never
    ) => ValueOf<N, R extends 'import' ? 'host-in' : 'out', C>

/** The types that interfaces and the world list, in the form that comes out of the guest. */
type TypesOf<W, C extends AnyContext> = Show<
  InterfaceTypes<Part<W, 'imports'>, 'host-out', C> &
    InterfaceTypes<Part<W, 'exports'>, 'out', C> &
    WorldTypes<Part<W, 'types'>, C>
>

type InterfaceTypes<I, D extends Direction, C extends AnyContext> = {
  -readonly [K in keyof I as TypesKey<K, I[K]>]: I[K] extends InterfaceNode<'interface' | 'inline', infer M>
    ? Show<{ -readonly [N in keyof M as TypeName<M[N]>]: ValueOf<M[N], D, C> }>
    : never
}

type TypesKey<K, N> =
  N extends InterfaceNode<'interface' | 'inline', infer M>
    ? [TypeName<M[keyof M]>] extends [never]
      ? never
      : ItemKey<K>
    : never

type TypeName<N> = N extends NamedNode
  ? N extends { readonly name: infer Name extends string }
    ? UpperCamelCase<Name>
    : never
  : never

type WorldTypes<L, C extends AnyContext> = L extends readonly unknown[]
  ? { [N in L[number] as TypeName<N>]: ValueOf<N, 'host-out', C> }
  : Empty
