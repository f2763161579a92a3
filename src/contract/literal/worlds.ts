import type { AnyBody, Body } from './document.ts'
import type { FunctionValue, Role } from './functions.ts'
import type { FinalName, Line, LinesOf, Part, PartsOf } from './includes.ts'
import type { HostFunction, InterfaceValue, MemberName } from './interfaces.ts'
import type { CamelCase, ItemId, LastName, Unescaped, UpperCamelCase } from './names.ts'
import type { OpaqueResource, ResourceClass } from './resources.ts'
import type { BodyOf, BodyOfPath, DefinedName, IdOfPath } from './scope.ts'
import type { Joined, Show, Trim } from './text.ts'

// What follows `import` or `export` is, by its form: `name: func()`, `name: interface{…`, `name: path`, `path`.
// Functions come first everywhere, since most are.

/** The name that an import or export has for itself; `never` if it goes by a path. */
export type ExternLabel<R extends string> = R extends `${infer N}:${infer T}`
  ? T extends `${string}(${string}` | `${string}{${string}` | ` ${string}`
    ? Unescaped<Trim<N>>
    : R extends `${string}/${string}`
      ? never
      : Unescaped<Trim<N>>
  : never

/** The path of a named interface. */
export type ExternPath<R extends string> = R extends `${string}:${infer T}`
  ? T extends `${string}(${string}` | `${string}{${string}`
    ? never
    : T extends ` ${string}`
      ? Trim<T>
      : R extends `${string}/${string}`
        ? R
        : T
  : Trim<R>

/** The body of an inline interface. */
export type InlineBody<R extends string, B extends AnyBody> = R extends `${string}:${string}{${infer Inner}`
  ? Body<'interface', Inner, B['package'], B['universe']>
  : never

/** The ids of the named interfaces that a world exports. */
export type ExportedIds<Bodies, World> =
  BodyOf<World, Bodies> extends infer B
    ? [B] extends [never]
      ? never
      : B extends AnyBody
        ? ExportedBy<PartsOf<B>>
        : never
    : never

type ExportedBy<P> = P extends Part<infer B, readonly unknown[]> ? ExportedId<B['exports'], B> : never

type ExportedId<E, B extends AnyBody> = E extends `export ${infer R}` ? IdIfAny<ExternPath<R>, B> : never

type IdIfAny<Path extends string, B extends AnyBody> = [Path] extends [never] ? never : IdOfPath<Path, B>

/** The key of an import or export: camelCase for what the contract's own package has, else the full id. */
type KeyOf<
  E,
  B extends AnyBody,
  Names extends readonly unknown[],
  Home extends string,
> = E extends `${string} ${infer R}`
  ? R extends `${infer N}:${string}(${string}`
    ? CamelCase<FinalName<Unescaped<Trim<N>>, Names>>
    : OtherKey<ExternLabel<R>, R, B, Names, Home>
  : never

type OtherKey<
  N extends string,
  R extends string,
  B extends AnyBody,
  Names extends readonly unknown[],
  Home extends string,
> = [N] extends [never] ? InterfaceKey<IdOfPath<ExternPath<R>, B>, Home> : CamelCase<FinalName<N, Names>>

export type InterfaceKey<Id extends string, Home extends string> =
  Id extends ItemId<Home, LastName<Id>> ? CamelCase<LastName<Id>> : Id

type ExternValue<E, Of extends 'import' | 'export', B extends AnyBody> = E extends `${Of} ${infer R}`
  ? R extends `${string}:${infer T}`
    ? T extends `${string}{${string}`
      ? InterfaceValue<InlineBody<R, B>, Of>
      : T extends `${string}(${string}`
        ? Of extends 'import'
          ? HostFunction<Trim<T>, B>
          : FunctionValue<Trim<T>, B, 'world-export'>
        : NamedInterface<BodyOfPath<ExternPath<R>, B>, Of>
    : NamedInterface<BodyOfPath<ExternPath<R>, B>, Of>
  : never

/** Of a package of which there is no text, no more is known than that it has members. */
type NamedInterface<B, R extends Role> = [B] extends [never]
  ? Record<string, unknown>
  : B extends AnyBody
    ? InterfaceValue<B, R>
    : never

/** What a world exports. */
export type ExportsOf<B extends AnyBody> = Show<
  [B['includes']] extends [never]
    ? { [E in B['exports'] as KeyOf<E, B, [], B['package']>]: ExternValue<E, 'export', B> }
    : { [L in LinesOf<PartsOf<B>, 'exports'> as KeyOfLine<L, B['package']>]: ValueOfLine<L, 'export'> }
>

/** What a world imports: all that it needs, and what nobody has to give. */
export type ImportsOf<B extends AnyBody> = Show<
  [B['includes']] extends [never]
    ? OwnImports<B['imports'], Optional<B['imports'], B>, B> &
        Resources<Extract<B['definitions'], `resource ${string}`>, B, []>
    : AllImports<LinesOf<PartsOf<B>, 'imports'>, B['package']> & AllResources<PartsOf<B>>
>

type OwnImports<E, Missing, B extends AnyBody> = {
  [I in Exclude<E, Missing> as KeyOf<I, B, [], B['package']>]: ExternValue<I, 'import', B>
} & ([Missing] extends [never]
  ? unknown
  : { [I in Missing as KeyOf<I, B, [], B['package']>]?: ExternValue<I, 'import', B> })

type AllImports<L, Home extends string> = {
  [I in Exclude<L, OptionalLine<L>> as KeyOfLine<I, Home>]: ValueOfLine<I, 'import'>
} & { [I in OptionalLine<L> as KeyOfLine<I, Home>]?: ValueOfLine<I, 'import'> }

type OptionalLine<L> =
  L extends Line<infer E, infer B, readonly unknown[]> ? ([Optional<E, B>] extends [never] ? never : L) : never

type KeyOfLine<L, Home extends string> =
  L extends Line<infer E, infer B, infer Names> ? KeyOf<E, B, Names, Home> : never

type ValueOfLine<L, Of extends 'import' | 'export'> =
  L extends Line<infer E, infer B, readonly unknown[]> ? ExternValue<E, Of, B> : never

/** The resources that a world defines itself are the host's. */
type Resources<E, B extends AnyBody, Names extends readonly unknown[]> = [E] extends [never]
  ? unknown
  : {
      [R in Exclude<E, OpaqueResource<E>> as ResourceKey<R, Names>]: ResourceClass<R & string, B, 'import'>
    } & {
      [R in OpaqueResource<E> as ResourceKey<R, Names>]?: ResourceClass<R & string, B, 'import'>
    }

type AllResources<P> = Joined<
  P extends Part<infer B, infer Names> ? [Resources<Extract<B['definitions'], `resource ${string}`>, B, Names>] : never
>

type ResourceKey<E, Names extends readonly unknown[]> = UpperCamelCase<FinalName<DefinedName<E>, Names>>

/** Those of the imports that nobody has to give: WASI, which is provided, and interfaces of which no function is known. */
type Optional<E, B extends AnyBody> = E extends `import ${infer R}`
  ? MayBeMissing<R, B> extends true
    ? E
    : never
  : never

type MayBeMissing<R extends string, B extends AnyBody> = R extends `${string}:${infer T}`
  ? T extends `${string}{${string}`
    ? LacksMembers<InlineBody<R, B>>
    : T extends `${string}(${string}`
      ? false
      : MayLackMembers<ExternPath<R>, B>
  : MayLackMembers<ExternPath<R>, B>

type MayLackMembers<Path extends string, B extends AnyBody> =
  IdOfPath<Path, B> extends `wasi:${string}` ? true : LacksMembers<BodyOfPath<Path, B>>

type LacksMembers<B> = [B] extends [never]
  ? true
  : B extends AnyBody
    ? [MemberName<Exclude<B['statements'], OpaqueResource<B['definitions']>>>] extends [never]
      ? true
      : false
    : never
