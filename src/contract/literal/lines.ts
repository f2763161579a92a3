import type { Uncommented, Unquoted, Untabbed } from './comments.ts'

/**
 * The line of a fault in the text as it was written, from 1. Only a faulty text is read like this, so it may cost.
 * The way leads from the head of the interface or world over the statement to a piece of it, as far as each is found.
 */
export type LineOf<S extends string, Head extends string, Statement extends string, At extends string> = Locate<
  Narrow<Untabbed<Uncommented<Unquoted<S>>>>,
  [[Head], [Opening<Statement>, Beginning<Opening<Statement>>], [At]]
>

/** A statement up to its first bracket, which is mostly on one line. */
type Opening<E extends string> = E extends `${infer A}{${string}`
  ? Opening<A>
  : E extends `${infer A}(${string}`
    ? A
    : E

/** And up to its name. */
type Beginning<E extends string> = E extends `${infer A}:${string}` ? A : E extends `${infer A}=${string}` ? A : E

/** Each step of a way is a choice of pieces, the first that is found counts. */
type Locate<S extends string, Way extends readonly unknown[], Line extends readonly 0[] = [0]> = Way extends readonly [
  infer Pieces,
  ...infer Inner,
]
  ? Pieces extends readonly [infer Piece extends string, ...infer Others]
    ? Find<S, Piece> extends infer Found
      ? Found extends [infer Before extends string, infer After extends string]
        ? Locate<After, Inner, [...Line, ...LineEnds<Before>]>
        : Locate<S, [Others, ...Inner], Line>
      : never
    : Locate<S, Inner, Line>
  : Line['length']

/** One space where there were several. */
type Narrow<S extends string> = S extends `${infer A}    ${infer R}`
  ? Narrow<`${A} ${R}`>
  : S extends `${infer A}  ${infer R}`
    ? Narrow<`${A} ${R}`>
    : S

/** What stands before and after the first place where a piece stands by itself, not within a longer name. */
type Find<S extends string, Piece extends string, Passed extends string = ''> = Piece extends ''
  ? undefined
  : S extends `${infer A}${Piece}${infer R}`
    ? `${Passed}${A}` extends '' | `${string}${Delimiter}`
      ? R extends '' | `${Delimiter}${string}`
        ? [`${Passed}${A}`, R]
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
