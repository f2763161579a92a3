import type { AnyBody } from './document.ts'
import type { ItemId, Unescaped } from './names.ts'
import type { Commas, Trim } from './text.ts'
import type { Primitives } from './values.ts'

/** The types that statements define: name → statement. Two of one name: a union of statements. */
export type Definitions<Items> = { readonly [E in Items as DefinedName<E>]: E }

/** The name that a statement defines, if it is a type definition. */
export type DefinedName<E> = E extends `${infer Keyword} ${infer R}`
  ? Keyword extends 'record' | 'variant' | 'enum' | 'flags' | 'type' | 'resource'
    ? Unescaped<Trim<R extends `${infer N}{${string}` ? N : R extends `${infer N}=${string}` ? N : R>>
    : never
  : never

/** What `use` statements bring in: name → the interface's path and the name there. */
export type Uses<Items> = { readonly [U in UsesOf<Items> as U[0]]: U }

export type Use<Name extends string, Path extends string, There extends string> = readonly [Name, Path, There]

type UsesOf<E> = E extends `use ${infer Path}.{${infer List}` ? UseOf<Commas<List>[number], Trim<Path>> : never

type UseOf<Item extends string, Path extends string> = Item extends `${infer There} as ${infer Name}`
  ? Use<Unescaped<Trim<Name>>, Path, Unescaped<Trim<There>>>
  : Use<Unescaped<Item>, Path, Unescaped<Item>>

/** The id that a path means in a body's package: paths with `/` are ids, a name is one of the package or of its `use`s. */
export type IdOfPath<Path extends string, B extends AnyBody> = Path extends `${string}/${string}`
  ? Path
  : ItemId<B['package'], Unescaped<Path>> extends infer Id extends string
    ? Id extends keyof B['universe']['links']
      ? B['universe']['links'][Id] extends infer To extends string
        ? IdOfPath<To, B>
        : never
      : Id
    : never

/** The body behind a path; `never` if no text has it. */
export type BodyOfPath<Path extends string, B extends AnyBody> = BodyOf<IdOfPath<Path, B>, B['universe']['bodies']>

export type BodyOf<Id, Bodies> = Id extends keyof Bodies
  ? Bodies[Id] extends infer Found extends AnyBody
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
    : Named<Unescaped<T>, B, D>

type Named<N extends string, B extends AnyBody, D extends Direction> = N extends keyof B['types']
  ? B['types'][N] extends infer E extends string
    ? E extends `type ${string}=${infer T}`
      ? Target<Trim<T>, B, D>
      : [E, B, D]
    : never
  : N extends keyof B['uses']
    ? B['uses'][N] extends Use<string, infer Path, infer There>
      ? BodyOfPath<Path, B> extends infer From
        ? [From] extends [never]
          ? Unknown<B, D>
          : From extends AnyBody
            ? Named<There, From, Crossed<D, IdOfPath<Path, B>, B['universe']['exported']>>
            : never
        : never
      : never
    : Unknown<B, D>

/** A type of a package of which there is no text. */
export type Unknown<B extends AnyBody, D extends Direction> = ['?', B, D]

type Crossed<D extends Direction, Id, Exported> = Id extends Exported ? D : D extends Into ? 'host-in' : 'host-out'
