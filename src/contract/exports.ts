import type { TypesIn, Untyped } from './contract.ts'

/** Where a plugin runs: in this thread, in a thread of its own, in a process of its own. */
export type Isolation = 'inline' | 'worker' | 'process'

/** What a plugin of contract `C` offers in tier `I`; in the stronger tiers functions return promises, at any depth. */
export type Exports<C, I extends Isolation = 'inline'> =
  IsUntyped<TypesIn<C>['exports']> extends true
    ? Untyped
    : I extends 'inline'
      ? TypesIn<C>['exports']
      : Remote<TypesIn<C>['exports']>

/** The contract's own types, by name, as they come out of the guest; those of interfaces under the interface's name. */
export type Types<C> = TypesIn<C>['types']

/** True for the exports, imports or types of a contract whose text is not known before run time. */
export type IsUntyped<T> = 0 extends 1 & T ? true : false

/** Functions, classes and interfaces as they are when the guest is in another thread or process. */
export type Remote<E> = { [K in keyof E]: RemoteMember<E[K]> }

type RemoteMember<M> = M extends abstract new (
  ...args: never
) => infer T
  ? RemoteStatics<M> & RemoteConstructor<M, RemoteInstance<T>>
  : M extends (...args: never) => unknown
    ? RemoteFunction<M>
    : Remote<M>

type RemoteStatics<M> = { [K in keyof M as K extends 'prototype' ? never : K]: RemoteFunction<M[K]> }

/** Creation is queued: its failure rejects the first call of a method. */
type RemoteConstructor<M, T> = M extends new (
  ...args: infer A
) => unknown
  ? new (
      ...args: RemoteArguments<A>
    ) => T
  : abstract new (
      ...args: never
    ) => T

type RemoteFunction<F> = F extends (...args: infer A) => infer R
  ? (...args: RemoteArguments<A>) => Promise<RemoteValue<Awaited<R>>>
  : never

type RemoteArguments<A extends unknown[]> = { [K in keyof A]: RemoteValue<A[K]> }

/** A value that crosses the boundary: copies and the host's own objects stay what they are, resources become remote ones. */
type RemoteValue<T> = T extends
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | ArrayBufferView
  | ((...args: never) => unknown)
  ? T
  : T extends { [Symbol.dispose](): void }
    ? RemoteInstance<T>
    : T extends Promise<infer V>
      ? Promise<RemoteValue<V>>
      : T extends AsyncIterable<infer V>
        ? AsyncIterable<RemoteValue<V>>
        : { [K in keyof T]: RemoteValue<T[K]> }

/** A resource of a guest in another thread or process. Dropping it is queued; `Symbol.asyncDispose` awaits it. */
export type RemoteInstance<T> = {
  [K in keyof T as K extends symbol ? never : K]: RemoteFunction<T[K]>
} & AsyncDisposable &
  Disposable
