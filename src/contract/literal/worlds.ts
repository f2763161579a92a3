import type { AnyBody, Body } from './document.ts'
import type { FunctionValue, Role } from './functions.ts'
import type { HostFunction, InterfaceValue, MemberName } from './interfaces.ts'
import type { CamelCase, ItemId, LastName, Unescaped, UpperCamelCase } from './names.ts'
import type { OpaqueResource, ResourceClass } from './resources.ts'
import type { BodyOf, BodyOfPath, DefinedName, DefinitionsIn, IdOfPath } from './scope.ts'
import type { Commas, Show, Trim } from './text.ts'

type Side = 'import' | 'export' | 'type'

/**
 * The imports, exports or types of a world, those of the worlds that it includes among them: a union of
 * `[statement without its keyword import or export, body it stands in]`. The resources that a world defines are imports.
 */
export type Externs<B extends AnyBody, S extends Side> = ExternsOf<B['statements'], B, S>

type ExternsOf<E, B extends AnyBody, S extends Side> = E extends `include ${infer R}`
  ? R extends `${infer Path} with{${infer Names}` | `${infer Path} with {${infer Names}`
    ? Renamed<Externs<BodyOfPath<Trim<Path>, B>, S>, Renames<Commas<Names>[number]>>
    : Externs<BodyOfPath<Trim<R>, B>, S>
  : S extends 'type'
    ? E extends DefinitionsIn<E>
      ? [E, B]
      : never
    : E extends `${S} ${infer R}`
      ? [Trim<R>, B]
      : E extends `resource ${string}`
        ? S extends 'import'
          ? [E, B]
          : never
        : never

type Renames<Names> = {
  [N in Names as N extends `${infer Old} as ${string}`
    ? Unescaped<Trim<Old>>
    : never]: N extends `${string} as ${infer New}` ? Trim<New> : never
}

type Renamed<X, Names> = X extends [infer R extends string, infer B]
  ? [DefinitionsIn<R>] extends [never]
    ? R extends `${infer N}:${infer T}`
      ? [`${NewName<N, Names>}:${T}`, B]
      : X
    : [RenamedDefinition<R, Names>, B]
  : never

type RenamedDefinition<E extends string, Names> = E extends `${infer Keyword} ${infer R}`
  ? R extends `${infer N}{${infer Inner}`
    ? `${Keyword} ${NewName<N, Names>}{${Inner}`
    : R extends `${infer N}=${infer T}`
      ? `${Keyword} ${NewName<N, Names>}=${T}`
      : `${Keyword} ${NewName<R, Names>}`
  : never

type NewName<N extends string, Names> = Names extends { [K in Unescaped<Trim<N>>]: infer New extends string } ? New : N

/** What an extern is. `id`: a named interface. `label`: something with a name of its own. */
export type ExternKind<R extends string> = R extends `resource ${string}`
  ? { resource: R }
  : R extends `${infer N}:${infer T}`
    ? Trim<T> extends infer What extends string
      ? What extends `interface{${infer Inner}` | `interface {${infer Inner}`
        ? { label: Unescaped<Trim<N>>; inline: Inner }
        : What extends `${string}(${string}`
          ? { label: Unescaped<Trim<N>>; signature: What }
          : T extends ` ${string}`
            ? { label: Unescaped<Trim<N>>; path: What }
            : R extends `${string}/${string}`
              ? { id: R }
              : { label: Unescaped<Trim<N>>; path: What }
      : never
    : { id: R }

/** The ids of the named interfaces that a world exports. */
export type ExportedIds<Bodies, World> = ExportedId<Externs<BodyOf<World, Bodies>, 'export'>>
type ExportedId<X> = X extends [infer R extends string, infer B extends AnyBody]
  ? ExternKind<R> extends { id: infer Path extends string }
    ? IdOfPath<Path, B>
    : never
  : never

/** The key of an extern: camelCase for what the contract's own package has, the full id for interfaces of others. */
type Key<X, Home extends string> = X extends [infer R extends string, infer B extends AnyBody]
  ? ExternKind<R> extends infer K
    ? K extends { label: infer N extends string }
      ? CamelCase<N>
      : K extends { id: infer Path extends string }
        ? InterfaceKey<IdOfPath<Path, B>, Home>
        : K extends { resource: infer E }
          ? UpperCamelCase<DefinedName<E>>
          : never
    : never
  : never

export type InterfaceKey<Id extends string, Home extends string> =
  Id extends ItemId<Home, LastName<Id>> ? CamelCase<LastName<Id>> : Id

type ExternValue<X, R extends Role> = X extends [infer E extends string, infer B extends AnyBody]
  ? ExternKind<E> extends infer K
    ? K extends { signature: infer Signature extends string }
      ? R extends 'import'
        ? HostFunction<Signature, B>
        : FunctionValue<Signature, B, 'world-export'>
      : K extends { inline: infer Inner extends string }
        ? InterfaceValue<Body<'interface', Inner, B['package'], B['universe']>, R>
        : K extends { path: infer Path extends string } | { id: infer Path extends string }
          ? NamedInterface<BodyOfPath<Path, B>, R>
          : K extends { resource: infer E extends string }
            ? ResourceClass<E, B, R>
            : never
    : never
  : never

/** Of a package of which there is no text, no more is known than that it has members. */
type NamedInterface<B, R extends Role> = [B] extends [never]
  ? Record<string, unknown>
  : B extends AnyBody
    ? InterfaceValue<B, R>
    : never

export type ExportsOf<B extends AnyBody> = Show<{
  [X in Externs<B, 'export'> as Key<X, B['package']>]: ExternValue<X, 'export'>
}>

export type ImportsOf<B extends AnyBody> = Show<
  {
    [X in Externs<B, 'import'> as MayBeMissing<X> extends true ? never : Key<X, B['package']>]: ExternValue<X, 'import'>
  } & {
    [X in Externs<B, 'import'> as MayBeMissing<X> extends true ? Key<X, B['package']> : never]?: ExternValue<
      X,
      'import'
    >
  }
>

/** Imports that nobody has to give: WASI, which is provided, and interfaces of which no function is known. */
type MayBeMissing<X> = X extends [infer R extends string, infer B extends AnyBody]
  ? ExternKind<R> extends infer K
    ? K extends { id: infer Path extends string }
      ? IdOfPath<Path, B> extends `wasi:${string}`
        ? true
        : LacksMembers<BodyOfPath<Path, B>>
      : K extends { path: infer Path extends string }
        ? LacksMembers<BodyOfPath<Path, B>>
        : K extends { inline: infer Inner extends string }
          ? LacksMembers<Body<'interface', Inner, B['package'], B['universe']>>
          : K extends { resource: infer E }
            ? [OpaqueResource<E>] extends [never]
              ? false
              : true
            : false
    : never
  : never

type LacksMembers<B> = [B] extends [never]
  ? true
  : B extends AnyBody
    ? [MemberName<Exclude<B['statements'], OpaqueResource<B['definitions']>>>] extends [never]
      ? true
      : false
    : never
