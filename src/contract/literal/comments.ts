import type { FeatureGates, VersionGates } from './gates.ts'

/** A WIT text without comments and line ends, its gates settled: what all other readers read. */
export type Clean<S extends string, Features> = FeatureGates<VersionGates<Unlined<Uncommented<Unquoted<S>>>>, Features>

/** A WIT text without comments, each line still on its line. */
export type Uncommented<S extends string> = S extends `${string}/*${string}`
  ? BlockComments<S>
  : S extends `${string}//${string}`
    ? LineComments<`${S}\n`>
    : S

/** The one place for string literals is `@external-id("…")`; it says nothing to TypeScript, and may hold anything. */
export type Unquoted<S extends string> = S extends `${infer A}@external-id(${string}"${string}"${string})${infer R}`
  ? Unquoted<`${A}${R}`>
  : S

/** Drops `//` comments that end with their line. */
type LineComments<
  S extends string,
  Done extends string = '',
> = S extends `${infer A}//${string}\n${infer B}//${string}\n${infer C}//${string}\n${infer D}//${string}\n${infer E}//${string}\n${infer F}//${string}\n${infer R}`
  ? LineComments<R, `${Done}${A}\n${B}\n${C}\n${D}\n${E}\n${F}\n`>
  : S extends `${infer A}//${string}\n${infer R}`
    ? LineComments<R, `${Done}${A}\n`>
    : `${Done}${S}`

/** Drops comments of both kinds. What looks like the start of a block may itself stand in a line comment. */
type BlockComments<S extends string, Done extends string = ''> = S extends `${infer A}/*${infer R}`
  ? LineComments<A> extends infer Before extends string
    ? Before extends `${infer Code}//${string}`
      ? R extends `${string}\n${infer Next}`
        ? BlockComments<Next, `${Done}${Code}\n`>
        : `${Done}${Code}`
      : R extends `${infer Inner}*/${infer Next}`
        ? Inner extends `${string}/*${string}`
          ? BlockComments<AfterBlock<R>, `${Done}${Before}${LineEnds<R, AfterBlock<R>>} `>
          : BlockComments<Next, `${Done}${Before}${LineEnds<Inner>} `>
        : `${Done}${Before}/*`
    : never
  : `${Done}${LineComments<`${S}\n`>}`

/** What follows a block comment of which the opening has been read; blocks nest. */
type AfterBlock<S extends string, Depth extends readonly 0[] = [0]> = Depth extends readonly [
  0,
  ...infer Outer extends readonly 0[],
]
  ? S extends `${infer Inner}*/${infer R}`
    ? Inner extends `${string}/*${infer Deeper}`
      ? AfterBlock<`${Deeper}*/${R}`, [...Depth, 0]>
      : AfterBlock<R, Outer>
    : ''
  : S

/** The line ends of a text that ends where `Rest` begins. */
type LineEnds<S extends string, Rest extends string = '', Found extends string = ''> = S extends Rest
  ? Found
  : S extends `${string}\n${infer R}`
    ? R extends `${string}${Rest}`
      ? LineEnds<R, Rest, `${Found}\n`>
      : Found
    : Found

/** Line ends and tabs become spaces. */
export type Unlined<S extends string> = S extends `${string}${'\t' | '\r'}${string}` ? Unline<Untabbed<S>> : Unline<S>

type Unline<
  S extends string,
  Done extends string = '',
> = S extends `${infer A}\n${infer B}\n${infer C}\n${infer D}\n${infer E}\n${infer F}\n${infer G}\n${infer H}\n${infer R}`
  ? Unline<R, `${Done}${A} ${B} ${C} ${D} ${E} ${F} ${G} ${H} `>
  : S extends `${infer A}\n${infer R}`
    ? Unline<R, `${Done}${A} `>
    : `${Done}${S}`

/** Tabs and carriage returns become spaces. */
export type Untabbed<S extends string> = Returnless<Tabless<S>>

type Tabless<
  S extends string,
  Done extends string = '',
> = S extends `${infer A}\t${infer B}\t${infer C}\t${infer D}\t${infer E}\t${infer F}\t${infer G}\t${infer H}\t${infer R}`
  ? Tabless<R, `${Done}${A} ${B} ${C} ${D} ${E} ${F} ${G} ${H} `>
  : S extends `${infer A}\t${infer R}`
    ? Tabless<R, `${Done}${A} `>
    : `${Done}${S}`

type Returnless<
  S extends string,
  Done extends string = '',
> = S extends `${infer A}\r${infer B}\r${infer C}\r${infer D}\r${infer E}\r${infer F}\r${infer G}\r${infer H}\r${infer R}`
  ? Returnless<R, `${Done}${A} ${B} ${C} ${D} ${E} ${F} ${G} ${H} `>
  : S extends `${infer A}\r${infer R}`
    ? Returnless<R, `${Done}${A} `>
    : `${Done}${S}`
