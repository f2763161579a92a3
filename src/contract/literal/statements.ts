import type { Kept } from './gates.ts'
import type { Trim } from './text.ts'

/**
 * What went wrong while a text was cut into pieces. It travels among the pieces, where nothing mistakes it for one.
 * `At` is the text before which the fault lies.
 */
export interface CutFault<out Message extends string, out At extends string> {
  readonly message: Message
  readonly at: At
}

/**
 * The statements of a body, as a union of texts: `name: func()`, and for those with braces `record item{name: string`,
 * everything before the `}` that ends them.
 */
export type Statements<S extends string> = S extends `${string}@off ${string}` ? Kept<Cut<S>> : Exclude<Cut<S>, ''>

type Cut<S extends string, Found = never> = S extends `${infer Before}{${infer R}`
  ? Semicolons<Before> extends [infer More, infer Head extends string]
    ? Head extends `${string}:${string}interface`
      ? Enclosed<R> extends [infer Inner extends string, infer After extends string]
        ? Cut<After, Found | More | `${Head}{${Inner}`>
        : Found | More | CutFault<'missing "}"', Head>
      : R extends `${infer Inner}}${infer After}`
        ? Head extends `use ${string}`
          ? After extends `${infer Gap};${infer Next}`
            ? Trim<Gap> extends ''
              ? Cut<Next, Found | More | `${Head}{${Inner}`>
              : Found | More | CutFault<'missing ";" after "}"', Head>
            : Found | More | CutFault<'missing ";" after "}"', Head>
          : Cut<After, Found | More | `${Head}{${Inner}`>
        : Found | More | CutFault<'missing "}"', Head>
    : never
  : Semicolons<S> extends [infer More, infer Last extends string]
    ? Last extends ''
      ? Found | More
      : Found | More | CutFault<`missing ";" after "${Last}"`, Last>
    : never

/** The union of what ends with `;`, and what stands after the last one. */
type Semicolons<
  S extends string,
  Found = never,
> = S extends `${infer A};${infer B};${infer C};${infer D};${infer E};${infer F};${infer G};${infer H};${infer R}`
  ? Semicolons<R, Found | Trim<A> | Trim<B> | Trim<C> | Trim<D> | Trim<E> | Trim<F> | Trim<G> | Trim<H>>
  : S extends `${infer A};${infer R}`
    ? Semicolons<R, Found | Trim<A>>
    : [Found, Trim<S>]

/** What stands up to the `}` that belongs to a `{` already read, and what follows it; the text alone if there is none. */
type Enclosed<
  S extends string,
  Inner extends string = '',
  Depth extends readonly 0[] = [],
> = S extends `${infer A}}${infer R}`
  ? A extends `${string}{${infer Deeper}`
    ? Enclosed<R, `${Inner}${A}}`, [...Depth, ...Opened<Deeper>]>
    : Depth extends readonly [0, ...infer Outer extends readonly 0[]]
      ? Enclosed<R, `${Inner}${A}}`, Outer>
      : [`${Inner}${A}`, R]
  : S

/** One item for each further `{`. Of those that a piece opens, the `}` at its end has closed one. */
type Opened<S extends string, Count extends readonly 0[] = []> = S extends `${string}{${infer R}`
  ? Opened<R, [...Count, 0]>
  : Count

/**
 * The top of a file or a nested package, as a union: `[head, body]` for what has braces, `[statement]` for what has none.
 */
export type Blocks<S extends string, Found = never> = S extends `${infer Before}{${infer R}`
  ? Semicolons<Before> extends [infer More, infer Head extends string]
    ? Enclosed<R> extends [infer Inner extends string, infer After extends string]
      ? Blocks<After, Found | Alone<More> | [Head, Inner]>
      : Found | Alone<More> | CutFault<'missing "}"', Head>
    : never
  : Semicolons<S> extends [infer More, infer Last extends string]
    ? Last extends ''
      ? Found | Alone<More>
      : Found | Alone<More> | CutFault<`expected "package", "interface" or "world", found "${Last}"`, Last>
    : never

type Alone<Statements> = Statements extends string ? [Statements] : never
