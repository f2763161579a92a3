import type { Contract } from '../contract.ts'
import type { AnyBody, Body, Document, Entries, Entry, PackageOf, Universe } from './document.ts'
import type { TypesOf, TypeValue } from './interfaces.ts'
import type { CamelCase, LastName, UpperCamelCase } from './names.ts'
import type { BodyOf, DefinedName, Direction } from './scope.ts'
import type { IsLiteral, IsUnion, Show } from './text.ts'
import type { ExportsOf, ExternKind, Externs, ImportsOf, InterfaceKey } from './worlds.ts'

/** The contract that a text makes: its world `W` (`string`: its only one), with packages `D` to lean on. */
export type ContractOf<S extends string, W extends string, D extends readonly string[], F extends string> =
  IsLiteral<S> extends true ? ContractOfBody<WorldBody<S, W, D, F>> : Contract

type ContractOfBody<B> = [B] extends [never]
  ? Contract
  : B extends AnyBody
    ? Contract<ImportsOf<B>, ExportsOf<B>, TypesOfWorld<B>>
    : never

type WorldBody<S extends string, W extends string, D extends readonly string[], F extends string> = BodyOf<
  WorldId<S, W, D, F>,
  UniverseOf<S, W, D, F>['bodies']
>

/** All the bodies of a contract's texts. */
export type UniverseOf<S extends string, W extends string, D extends readonly string[], F extends string> = Universe<
  AllEntries<S, D, F>,
  WorldId<S, W, D, F>
>

/** Everything that the contract's own text names. */
export type FileEntries<S extends string, F extends string> = Entries<Document<S, F>, PackageOf<Document<S, F>>>

type AllEntries<S extends string, D extends readonly string[], F extends string> =
  | FileEntries<S, F>
  | DependencyEntries<D[number], F>

type DependencyEntries<S, F extends string> = S extends string
  ? IsLiteral<S> extends true
    ? FileEntries<S, F>
    : never
  : never

/** The names of the worlds to choose from. */
export type WorldNames<S extends string, D extends readonly string[], F extends string> = LastName<OwnWorlds<S, D, F>>

/** Ids of the worlds of the text's own package; where it has none, of the packages that stand in the text. */
type OwnWorlds<S extends string, D extends readonly string[], F extends string> = [
  WorldIn<AllEntries<S, D, F>, PackageOf<Document<S, F>>>,
] extends [never]
  ? WorldIn<FileEntries<S, F>, string>
  : WorldIn<AllEntries<S, D, F>, PackageOf<Document<S, F>>>

type WorldIn<E, P extends string> = E extends Entry<'world', infer Id, string, P> ? Id : never

/** The id of the chosen world; `never` if the choice is open. */
export type WorldId<
  S extends string,
  W extends string,
  D extends readonly string[],
  F extends string,
> = string extends W
  ? IsUnion<OwnWorlds<S, D, F>> extends false
    ? OwnWorlds<S, D, F>
    : never
  : W extends `${string}/${string}`
    ? W
    : Extract<OwnWorlds<S, D, F>, `${string}/${W}` | `${string}/${W}@${string}`>

type TypesOfWorld<B extends AnyBody> = Show<
  {
    -readonly [Id in keyof B['universe']['bodies'] as TypesKey<Id, B>]: TypesOf<
      BodyOf<Id, B['universe']['bodies']>,
      Way<Id, B['universe']['exported']>
    >
  } & InlineTypes<B, 'import', 'host-out'> &
    InlineTypes<B, 'export', 'out'> &
    OwnTypes<B>
>

type OwnTypes<B extends AnyBody> = {
  [X in Externs<B, 'type'> as X extends [infer E, unknown] ? UpperCamelCase<DefinedName<E>> : never]: X extends [
    infer E,
    infer Home extends AnyBody,
  ]
    ? TypeValue<E, Home, 'host-out'>
    : never
}

/** The key of an interface's types; interfaces without any have none. */
type TypesKey<Id, B extends AnyBody> = Id extends keyof B['universe']['bodies'] & string
  ? B['universe']['bodies'][Id] extends { kind: 'interface'; definitions: infer E }
    ? [E] extends [never]
      ? never
      : InterfaceKey<Id, B['package']>
    : never
  : never

/** Resources among the types are the guest's where the interface is exported. */
type Way<Id, Exported> = Id extends Exported ? 'out' : 'host-out'

type InlineTypes<B extends AnyBody, S extends 'import' | 'export', D extends Direction> = {
  [X in Externs<B, S> as InlineKey<X>]: TypesOf<InlineBody<X>, D>
}

type InlineKey<X> = X extends [infer R extends string, unknown]
  ? ExternKind<R> extends { inline: string; label: infer N extends string }
    ? [InlineBody<X>['definitions']] extends [never]
      ? never
      : CamelCase<N>
    : never
  : never

type InlineBody<X> = X extends [infer R extends string, infer B extends AnyBody]
  ? ExternKind<R> extends { inline: infer Inner extends string }
    ? Body<'interface', Inner, B['package'], B['universe']>
    : never
  : never
