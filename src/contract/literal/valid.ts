import type { Document, Entry, PackageOf } from './document.ts'
import type { BodyFault } from './faults.ts'
import type { FileEntries, UniverseOf, WorldId, WorldNames } from './from-wit.ts'
import type { LineOf } from './lines.ts'
import type { LastName } from './names.ts'
import type { BodyOf } from './scope.ts'
import type { CutFault } from './statements.ts'
import type { IsLiteral } from './text.ts'

/**
 * The text itself where nothing is wrong with it, else what is wrong, as the type that was expected instead.
 * Distributive, so that the checker finds its constraint by way of `string`, and not by going through all of WIT.
 */
export type Valid<S extends string, W extends string, D extends readonly string[], F extends string> = S extends string
  ? IsLiteral<S> extends true
    ? NoInfer<Checked<S, W, D, F>>
    : S
  : never

/** The world to choose: a name that the text has, or any full id. Distributive for the same reason. */
export type WorldOption<
  S extends string,
  W extends string,
  D extends readonly string[],
  F extends string,
> = S extends string
  ? IsLiteral<S> extends true
    ? W extends WorldNames<S, D, F> | `${string}/${string}`
      ? W
      : NoInfer<WorldNames<S, D, F>>
    : string
  : never

type Checked<S extends string, W extends string, D extends readonly string[], F extends string> = [
  Fault<S, W, D, F>,
] extends [never]
  ? WorldFault<S, W, D, F> extends infer Text
    ? [Text] extends [never]
      ? S
      : Text
    : never
  : Message<S, AFew<Fault<S, W, D, F>>>

/** A union of `[message, at, statement, head]`. */
type Fault<S extends string, W extends string, D extends readonly string[], F extends string> =
  | PackageFault<Document<S, F>>
  | BlockFault<Document<S, F>>
  | EntryFault<FileEntries<S, F>, UniverseOf<S, W, D, F>['bodies']>

type PackageFault<Doc> =
  PackageOf<Doc> extends ''
    ? Extract<Doc, readonly [`${'interface' | 'world'} ${string}`, string]> extends never
      ? never
      : ['no package is named: begin with "package my:plugin;"', '', '', '']
    : never

type BlockFault<Block> =
  Block extends CutFault<infer Message, infer At>
    ? [Message, '', At, '']
    : Block extends readonly [infer Head extends string, ...unknown[]]
      ? Head extends `${'interface' | 'world' | 'package'} ${string}` | `use ${string}`
        ? never
        : [`expected "package", "interface" or "world", found "${Head}"`, '', Head, '']
      : never

type EntryFault<E, Bodies> =
  E extends Entry<infer Kind, infer Id, string, string>
    ? In<BodyFault<BodyOf<Id, Bodies>>, `${Kind} ${LastName<Id>}`>
    : never

type In<F, Head extends string> = F extends [infer Message, infer At, infer Statement]
  ? [Message, At, Statement, Head]
  : never

type Message<S extends string, F> = F extends [
  infer Text extends string,
  infer At extends string,
  infer Statement extends string,
  infer Head extends string,
]
  ? `WIT error (line ${LineOf<S, Head, Statement, At>}): ${Text}`
  : never

type WorldFault<S extends string, W extends string, D extends readonly string[], F extends string> = [
  WorldId<S, W, D, F>,
] extends [never]
  ? [WorldNames<S, D, F>] extends [never]
    ? 'WIT error: no world in this text'
    : string extends W
      ? `WIT error: several worlds, choose one with { world: ${Quoted<WorldNames<S, D, F>>} }`
      : never
  : never

/** At most eight members of a union. A slip in a type that all functions use must not cost a message for each. */
type AFew<U, Room extends readonly 0[] = [0, 0, 0, 0, 0, 0, 0, 0]> = [U] extends [never]
  ? never
  : Room extends readonly [0, ...infer Rest extends readonly 0[]]
    ? OneOf<U> extends infer One
      ? One | AFew<Exclude<U, One>, Rest>
      : never
    : never

/** One member of a union: inference from overloads takes the last. */
type OneOf<U> = (U extends unknown ? (take: () => U) => void : never) extends (take: infer Last) => void
  ? Last extends () => infer One
    ? One
    : never
  : never

type Quoted<N extends string> = `"${N}"`
