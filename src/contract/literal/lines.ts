import type { Uncommented, Unquoted, Untabbed } from './comments.ts'

/**
 * The line of a fault in the text as it was written, from 1. Only a faulty text is read like this, so it may cost.
 * The way leads from the head of the interface or world over the statement to a piece of it, as far as each is found.
 */
export type LineOf<S extends string, Head extends string, Statement extends string, At extends string> =
  Narrow<Untabbed<Uncommented<Unquoted<S>>>> extends infer Text extends string
    ? Enter<Text, Head> extends [infer Line extends readonly 0[], infer Body extends string]
      ? Enter<Body, Opening<Statement>, Beginning<Opening<Statement>>, Line> extends [
          infer Line extends readonly 0[],
          infer Rest extends string,
        ]
        ? Enter<Whole<Rest, Statement>, At, never, Line>[0]['length']
        : never
      : never
    : never

/** The line on which a piece begins, counted on, and the text from there; if it isn't found, nothing is passed. */
type Enter<S extends string, Piece extends string, Other extends string = never, Line extends readonly 0[] = [0]> =
  Find<S, Piece> extends [infer Before extends string, infer From extends string]
    ? [[...Line, ...LineEnds<Before>], From]
    : [Other] extends [never]
      ? [Line, S]
      : Enter<S, Other, never, Line>

/** Cuts off what follows a statement. */
type Whole<S extends string, Statement extends string> = Statement extends `${string}{${string}`
  ? S extends `${infer A}}${string}`
    ? A
    : S
  : S extends `${infer A};${string}`
    ? A
    : S

/** A statement up to its first bracket, which is mostly on one line. */
type Opening<E extends string> = E extends `${infer A}{${string}`
  ? Opening<A>
  : E extends `${infer A}(${string}`
    ? A
    : E

/** And up to its name. */
type Beginning<E extends string> = E extends `${infer A}:${string}` ? A : E extends `${infer A}=${string}` ? A : E

/** One space where there were several. */
type Narrow<S extends string> = S extends `${string}  ${string}` ? Narrow<Halved<S>> : S

type Halved<
  S extends string,
  Done extends string = '',
> = S extends `${infer A}  ${infer B}  ${infer C}  ${infer D}  ${infer E}  ${infer F}  ${infer G}  ${infer H}  ${infer R}`
  ? Halved<R, `${Done}${A} ${B} ${C} ${D} ${E} ${F} ${G} ${H} `>
  : S extends `${infer A}  ${infer R}`
    ? Halved<R, `${Done}${A} `>
    : `${Done}${S}`

/** What stands before the first place where a piece stands by itself, not within a longer name, and all from there. */
type Find<S extends string, Piece extends string, Passed extends string = ''> = Piece extends ''
  ? undefined
  : S extends `${infer A}${Piece}${infer R}`
    ? `${Passed}${A}` extends '' | `${string}${Delimiter}`
      ? R extends '' | `${Delimiter}${string}`
        ? [`${Passed}${A}`, `${Piece}${R}`]
        : Find<R, Piece, `${Passed}${A}${Piece}`>
      : Find<R, Piece, `${Passed}${A}${Piece}`>
    : undefined

type Delimiter = ' ' | '\n' | ';' | ',' | ':' | '.' | '/' | '=' | '{' | '}' | '(' | ')' | '<' | '>'

type LineEnds<
  S extends string,
  Found extends readonly 0[] = [],
> = S extends `${string}\n${string}\n${string}\n${string}\n${string}\n${string}\n${string}\n${string}\n${infer R}`
  ? LineEnds<R, [...Found, 0, 0, 0, 0, 0, 0, 0, 0]>
  : S extends `${string}\n${infer R}`
    ? LineEnds<R, [...Found, 0]>
    : Found
