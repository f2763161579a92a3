import type { Clean } from './comments.ts'
import type { Kept } from './gates.ts'
import type { ItemId, LastName, Unescaped, UnescapedId } from './names.ts'
import type { DefinedName, DefinitionsIn, Named, Uses, UsesOf } from './scope.ts'
import type { Blocks, Statements } from './statements.ts'
import type { Trim } from './text.ts'
import type { ExportedIds } from './worlds.ts'

/** A text cut at its top: `Blocks` of the file. */
export type Document<S extends string, Features> = Kept<Blocks<Clean<S, Features>>>

/** The id of the package a file belongs to, `''` where it says none. */
export type PackageOf<Doc> = [PackageLine<Doc>] extends [never] ? '' : PackageLine<Doc>
type PackageLine<Doc> = Doc extends [`package ${infer P}`] ? UnescapedId<Trim<P>> : never

/** Everything that has an id, as a union of `Entry`. */
export type Entries<Doc, Package extends string> = Doc extends readonly [infer Head, infer Inner extends string]
  ? Head extends `interface ${infer N}`
    ? Entry<'interface', ItemId<Package, Unescaped<Trim<N>>>, Inner, Package>
    : Head extends `world ${infer N}`
      ? Entry<'world', ItemId<Package, Unescaped<Trim<N>>>, Inner, Package>
      : Head extends `package ${infer P}`
        ? Entries<Kept<Blocks<Inner>>, UnescapedId<Trim<P>>>
        : never
  : Doc extends readonly [`use ${infer Path}`]
    ? TopLevelUse<Path, Package>
    : never

/** `use a:b/c as d;` at the top makes `d` a name for that interface in this package. */
type TopLevelUse<Path extends string, Package extends string> = Path extends `${infer P} as ${infer N}`
  ? Entry<'use', ItemId<Package, Unescaped<Trim<N>>>, Trim<P>, Package>
  : Path extends `${string}/${string}`
    ? Entry<'use', ItemId<Package, LastName<Path>>, Trim<Path>, Package>
    : never

/** `Text` is the body; of a `use` the path. */
export interface Entry<
  out Kind extends string,
  out Id extends string,
  out Text extends string,
  out Package extends string,
> {
  readonly kind: Kind
  readonly id: Id
  readonly text: Text
  readonly package: Package
}

/** All that is known about a contract's texts: its entries, and the world that was chosen. */
export interface Universe<All, World extends string> {
  /** By id. */
  readonly bodies: {
    readonly [E in All as E extends Entry<'use', string, string, string> ? never : IdOf<E>]: BodyOfEntry<
      E,
      Universe<All, World>
    >
  }
  /** What the `use`s at the top of files stand for, by id. */
  readonly links: {
    readonly [E in All as E extends Entry<'use', string, string, string> ? IdOf<E> : never]: E extends Entry<
      'use',
      string,
      infer Path,
      string
    >
      ? Path
      : never
  }
  /** The ids of the interfaces that the world exports. */
  readonly exported: ExportedIds<Universe<All, World>['bodies'], World>
}

type BodyOfEntry<E, U> =
  E extends Entry<infer Kind, string, infer Text, infer Package> ? Body<Kind, Text, Package, U> : never

type IdOf<E> = E extends Entry<string, infer Id, string, string> ? Id : never

/** The body of an interface or a world: the scope in which names mean something. Members are made when looked at. */
export interface Body<Kind extends string, Text extends string, Package extends string, U> {
  readonly kind: Kind
  readonly package: Package
  readonly universe: U
  readonly statements: Statements<Text>
  /** Of a world: its statements by their keyword. */
  readonly imports: Extract<Statements<Text>, `import ${string}`>
  readonly exports: Extract<Statements<Text>, `export ${string}`>
  readonly includes: Extract<Statements<Text>, `include ${string}`>
  readonly definitions: DefinitionsIn<Statements<Text>>
  /** Name → definition. */
  readonly types: Named<DefinitionsIn<Statements<Text>>>
  /** Name → `Use`. */
  readonly uses: Uses<Statements<Text>>
  /** All names with a meaning. */
  readonly names: DefinedName<DefinitionsIn<Statements<Text>>> | UsesOf<Statements<Text>>[0]
}

/** A body of which nothing is known. */
export interface AnyBody {
  readonly kind: string
  readonly package: string
  readonly universe: AnyUniverse
  readonly statements: unknown
  readonly imports: unknown
  readonly exports: unknown
  readonly includes: unknown
  readonly definitions: unknown
  readonly types: unknown
  readonly uses: unknown
  readonly names: unknown
}

export interface AnyUniverse {
  readonly bodies: unknown
  readonly links: unknown
  readonly exported: unknown
}
