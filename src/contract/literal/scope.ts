import type { AnyBody } from './document.ts'
import type { ItemId, Unescaped, UnescapedId } from './names.ts'
import type { Commas, Trim } from './text.ts'
import type { Primitives } from './values.ts'

/** The statements among a body's that define types. */
export type DefinitionsIn<E> = E extends `${infer Keyword} ${string}`
  ? Keyword extends 'record' | 'variant' | 'enum' | 'flags' | 'type' | 'resource'
    ? E
    : never
  : never

/** Definitions by name. Two of one name: a union. */
export type Named<Definitions> = { readonly [E in Definitions as DefinedName<E>]: E }

/** The name of a definition. */
export type DefinedName<E> = E extends `${string} ${infer R}`
  ? Unescaped<Trim<R extends `${infer N}{${string}` ? N : R extends `${infer N}=${string}` ? N : R>>
  : never

/** What `use` statements bring in: name → the interface's path and the name there. */
export type Uses<Items> = { readonly [U in UsesOf<Items> as U[0]]: U }

export type Use<Name extends string, Path extends string, There extends string> = readonly [Name, Path, There]

/** The uses of a body's statements. */
export type UsesOf<E> = E extends `use ${infer Path}.{${infer List}` ? UseOf<Commas<List>[number], Trim<Path>> : never

type UseOf<Item extends string, Path extends string> = Item extends `${infer There} as ${infer Name}`
  ? Use<Unescaped<Trim<Name>>, Path, Unescaped<Trim<There>>>
  : Use<Unescaped<Item>, Path, Unescaped<Item>>

/** The id that a path means in a body's package: paths with `/` are ids, a name is one of the package or of its `use`s. */
export type IdOfPath<Path extends string, B extends AnyBody> = Path extends `${string}/${string}`
  ? UnescapedId<Path>
  : ItemId<B['package'], Unescaped<Path>> extends infer Id extends string
    ? Id extends keyof B['universe']['links']
      ? B['universe']['links'][Id] extends infer To extends string
        ? IdOfPath<To, B>
        : never
      : Id
    : never

/** The body behind a path; `never` if no text has it. */
export type BodyOfPath<Path extends string, B extends AnyBody> = BodyOf<IdOfPath<Path, B>, B['universe']['bodies']>

export type BodyOf<Id, Bodies> = [Id] extends [infer Key extends string]
  ? [Key] extends [never]
    ? never
    : Bodies extends { readonly [K in Key]: infer Found extends AnyBody }
      ? Found
      : never
  : never

/**
 * The way a value goes. `in`: into the guest, `out`: out of it.
 * With `host-` before it, resources that it holds are the host's: its own classes. Else they are the guest's.
 */
export type Direction = 'in' | 'out' | 'host-in' | 'host-out'

/** The ways into the guest. */
export type Into = 'in' | 'host-in'

/**
 * What a type's text means after all aliases and `use`s: a primitive, a generic type, or a whole definition,
 * with the body to read it in and the direction, which changes to the host's where a `use` leaves what the world exports.
 */
export type Target<T extends string, B extends AnyBody, D extends Direction> = T extends keyof Primitives
  ? [T, B, D]
  : T extends `${string}<${string}`
    ? [T, B, D]
    : TargetOfName<Unescaped<T>, B, D>

type TargetOfName<N extends string, B extends AnyBody, D extends Direction> = B['types'] extends {
  readonly [K in N]: infer E extends string
}
  ? E extends `type ${string}=${infer T}`
    ? Target<Trim<T>, B, D>
    : [E, B, D]
  : B['uses'] extends { readonly [K in N]: Use<string, infer Path, infer There> }
    ? TargetThere<There, BodyOfPath<Path, B>, Crossed<D, IdOfPath<Path, B>, B['universe']['exported']>, B>
    : Unknown<B, D>

type TargetThere<N extends string, From, D extends Direction, B extends AnyBody> = [From] extends [never]
  ? Unknown<B, D>
  : From extends AnyBody
    ? TargetOfName<N, From, D>
    : never

/** A type of a package of which there is no text. */
export type Unknown<B extends AnyBody, D extends Direction> = ['?', B, D]

type Crossed<D extends Direction, Id, Exported> = Id extends Exported ? D : D extends Into ? 'host-in' : 'host-out'
