import type { Contract } from '../contract.ts'
import type { AnyBody, Document, Entries, Entry, PackageOf, Universe } from './document.ts'
import type { FinalName, Line, LinesOf, PartsOf } from './includes.ts'
import type { TypesOf, TypeValue } from './interfaces.ts'
import type { CamelCase, LastName, UpperCamelCase } from './names.ts'
import type { BodyOf, DefinedName, Direction } from './scope.ts'
import type { IsLiteral, IsUnion, Show } from './text.ts'
import type { ExportsOf, ExternLabel, ImportsOf, InlineBody, InterfaceKey } from './worlds.ts'

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
  } & OwnTypes<LinesOf<PartsOf<B>, 'definitions'>> &
    InlineTypes<LinesOf<PartsOf<B>, 'imports', Inline>, 'host-out'> &
    InlineTypes<LinesOf<PartsOf<B>, 'exports', Inline>, 'out'>
>

type OwnTypes<Lines> = {
  [L in Lines as L extends Line<infer E, AnyBody, infer Names>
    ? UpperCamelCase<FinalName<DefinedName<E>, Names>>
    : never]: L extends Line<infer E, infer B, readonly unknown[]> ? TypeValue<E, B, 'host-out'> : never
}

/** The key of an interface's types; interfaces without any have none. */
type TypesKey<Id, B extends AnyBody> = Id extends string
  ? BodyOf<Id, B['universe']['bodies']> extends { kind: 'interface'; definitions: infer E }
    ? [E] extends [never]
      ? never
      : InterfaceKey<Id, B['package']>
    : never
  : never

/** Resources among the types are the guest's where the interface is exported. */
type Way<Id, Exported> = Id extends Exported ? 'out' : 'host-out'

/** A statement with braces; the definitions apart, only inline interfaces have them. */
type Inline = `${string}{${string}`

type InlineTypes<Lines, D extends Direction> = {
  [L in Lines as L extends Line<`${string} ${infer R}`, infer B, infer Names>
    ? InlineKey<R, B, Names>
    : never]: L extends Line<`${string} ${infer R}`, infer B, readonly unknown[]> ? TypesOf<InlineBody<R, B>, D> : never
}

type InlineKey<R extends string, B extends AnyBody, Names extends readonly unknown[]> = [
  InlineBody<R, B>['definitions'],
] extends [never]
  ? never
  : CamelCase<FinalName<ExternLabel<R>, Names>>
