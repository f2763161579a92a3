import type { AnyBody } from './document.ts'
import type { FunctionValue, HostMethod, Parameters, Role } from './functions.ts'
import type { CamelCase, UpperCamelCase } from './names.ts'
import type { Direction } from './scope.ts'
import type { Statements } from './statements.ts'
import type { Trim } from './text.ts'

/** An instance of a resource, by its definition `resource name{methods` or `resource name`. */
export type ResourceValue<E extends string, B extends AnyBody, D extends Direction> = D extends 'in' | 'out'
  ? GuestInstance<E, B>
  : HostInstance<E, B>

type GuestInstance<E extends string, B extends AnyBody> = E extends `resource ${infer N}{${infer Inner}`
  ? [MethodName<Statements<Inner>>] extends [never]
    ? Opaque<UpperCamelCase<Trim<N>>>
    : { [M in Statements<Inner> as MethodName<M>]: Method<M, B, 'export'> } & {
          [Symbol.dispose](): void
        } extends infer O
      ? { [K in keyof O]: O[K] }
      : never
  : E extends `resource ${infer N}`
    ? Opaque<UpperCamelCase<Trim<N>>>
    : never

/** The definitions among these of resources of which nothing but handles is known: nobody calls their class. */
export type OpaqueResource<E> = E extends `resource ${string}{${infer Inner}`
  ? Trim<Inner> extends ''
    ? E
    : never
  : E extends `resource ${string}`
    ? E
    : never

/** A guest's resource without methods: its name keeps it apart from others. */
export interface Opaque<Name extends string> {
  readonly [Symbol.toStringTag]: Name
  [Symbol.dispose](): void
}

/** What the contract knows of an object of a host's class. */
type HostInstance<E extends string, B extends AnyBody> = E extends `resource ${string}{${infer Inner}`
  ? [MethodName<Statements<Inner>>] extends [never]
    ? object
    : { [M in Statements<Inner> as MethodName<M>]: Method<M, B, 'import'> } extends infer O
      ? { [K in keyof O]: O[K] }
      : never
  : object

/** The class of a resource: statics, and `new` where the contract has a constructor. */
export type ResourceClass<
  E extends string,
  B extends AnyBody,
  R extends Role,
> = E extends `resource ${string}{${infer Inner}`
  ? Statements<Inner> extends infer M
    ? [StaticName<M>] extends [never]
      ? Constructor<M, E, B, R>
      : { [X in M as StaticName<X>]: Method<X, B, R> } & Constructor<M, E, B, R>
    : never
  : abstract new (
      ...args: never
    ) => Instance<E, B, R>

type Instance<E extends string, B extends AnyBody, R extends Role> = R extends 'import'
  ? HostInstance<E, B>
  : GuestInstance<E, B>

type Constructor<M, E extends string, B extends AnyBody, R extends Role> = [ConstructorOf<M>] extends [
  `constructor${string}(${infer P})${string}`,
]
  ? [ConstructorOf<M>] extends [never]
    ? abstract new (
        ...args: never
      ) => Instance<E, B, R>
    : new (
        ...args: Parameters<P, B, R>
      ) => Instance<E, B, R>
  : never

type ConstructorOf<M> = Extract<M, `constructor(${string}` | `constructor (${string}`>

type Method<M, B extends AnyBody, R extends Role> = M extends `${string}:${infer Signature}`
  ? R extends 'import'
    ? HostMethod<Signature, B>
    : FunctionValue<Signature, B, R>
  : never

type MethodName<M> = M extends `${infer N}:${infer Signature}`
  ? Trim<Signature> extends `static ${string}`
    ? never
    : Member<Trim<N>>
  : never
type StaticName<M> = M extends `${infer N}:${infer Signature}`
  ? Trim<Signature> extends `static ${string}`
    ? Member<Trim<N>>
    : never
  : never

/** A constructor's parameters have colons too. */
type Member<N extends string> = N extends `${string}(${string}` ? never : CamelCase<N>
