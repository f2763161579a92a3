import type { DefinitionValue } from './definitions.ts'
import type { AnyBody } from './document.ts'
import type { FunctionValue, HostMethod, Role } from './functions.ts'
import type { CamelCase, UpperCamelCase } from './names.ts'
import type { OpaqueResource, ResourceClass } from './resources.ts'
import type { DefinedName, Direction, Target } from './scope.ts'
import type { Show, Trim } from './text.ts'
import type { Value } from './values.ts'

/** An interface as an object: its functions, and a class for each resource that it defines. */
export type InterfaceValue<B extends AnyBody, R extends Role> = R extends 'import'
  ? [OpaqueResource<B['definitions']>] extends [never]
    ? Show<Members<B['statements'], B, R>>
    : Show<
        Members<Exclude<B['statements'], OpaqueResource<B['definitions']>>, B, R> &
          Partial<Members<OpaqueResource<B['definitions']>, B, R>>
      >
  : Show<Members<B['statements'], B, R>>

type Members<Statements, B extends AnyBody, R extends Role> = {
  [E in Statements as MemberName<E>]: MemberValue<E, B, R>
}

export type MemberName<E> = E extends `${infer N}:${string}`
  ? N extends `${string} ${string}`
    ? N extends `${infer Word} `
      ? MemberName<`${Trim<Word>}:`>
      : ResourceName<E>
    : CamelCase<N>
  : ResourceName<E>

type ResourceName<E> = E extends `resource ${string}` ? UpperCamelCase<DefinedName<E>> : never

type MemberValue<E, B extends AnyBody, R extends Role> = E extends `resource ${string}`
  ? ResourceClass<E, B, R>
  : E extends `${string}:${infer Signature}`
    ? R extends 'import'
      ? HostFunction<Signature, B>
      : FunctionValue<Signature, B, R>
    : never

/** A function of the host: compared as a method is, where it may meet the host's own classes. */
export type HostFunction<Signature extends string, B extends AnyBody> = [Resources<B>] extends [never]
  ? FunctionValue<Signature, B, 'import'>
  : HostMethod<Signature, B>

/** Whatever brings a resource into a body; `never` if nothing does. */
type Resources<B extends AnyBody> =
  | Extract<B['definitions'], `resource ${string}`>
  | { [N in keyof B['uses']]: IsResource<Target<N & string, B, 'in'>> }[keyof B['uses']]

type IsResource<T> = T extends [`resource ${string}`, unknown, unknown] ? true : never

/** The types of a body by class name, in the form given. */
export type TypesOf<B extends AnyBody, D extends Direction> = Show<{
  [E in B['definitions'] as UpperCamelCase<DefinedName<E>>]: TypeValue<E, B, D>
}>

/** The value of what a definition defines. */
export type TypeValue<E, B extends AnyBody, D extends Direction> = E extends `type ${string}=${infer T}`
  ? Value<Trim<T>, B, D>
  : E extends string
    ? DefinitionValue<E, B, D>
    : never
