/**
 * Reading text at the type level.
 *
 * One rule makes it fast: never walk characters. A pattern such as `${infer A};${infer B}` is one native search,
 * loops over long texts take several pieces a step, and whatever is shorter than a statement is cached by its text.
 */

/** Blanks are spaces only, here and everywhere below: `Clean` has turned all others into spaces. */
export type TrimStart<S extends string> = S extends `                ${infer R}`
  ? TrimStart<R>
  : S extends ` ${infer R}`
    ? TrimStart<R>
    : S

export type TrimEnd<S extends string> = S extends `${infer R} ` ? TrimEnd<R> : S

export type Trim<S extends string> = TrimEnd<TrimStart<S>>

/** Whether every `<` has its `>`. */
export type Balanced<S extends string> = S extends `${infer A}<${infer B}`
  ? B extends `${infer C}>${infer D}`
    ? Balanced<`${A}${C}${D}`>
    : false
  : S extends `${string}>${string}`
    ? false
    : true

/** The pieces between commas, trimmed; commas inside `<…>` do not count, a last comma may be left standing. */
export type Commas<S extends string> = S extends `${string}<${string}` ? NestedCommas<S> : PlainCommas<S>

type PlainCommas<S extends string, Found extends readonly string[] = []> = S extends `${infer A},${infer R}`
  ? PlainCommas<R, [...Found, Trim<A>]>
  : Trim<S> extends infer Last extends string
    ? Last extends ''
      ? Found
      : [...Found, Last]
    : never

type NestedCommas<
  S extends string,
  Open extends string = '',
  Found extends readonly string[] = [],
> = S extends `${infer A},${infer R}`
  ? `${Open}${A}` extends infer Piece extends string
    ? Balanced<Piece> extends true
      ? NestedCommas<R, '', [...Found, Trim<Piece>]>
      : NestedCommas<R, `${Piece},`, Found>
    : never
  : Trim<`${Open}${S}`> extends infer Last extends string
    ? Last extends ''
      ? Found
      : [...Found, Last]
    : never

/** Forgets how a type was made: editors and declaration files then show what it is. */
export type Show<T> = T extends infer O ? { [K in keyof O]: O[K] } : never

/** The intersection of a union's members, each in a tuple. */
export type Joined<U> = (U extends readonly [infer T] ? (take: T) => void : never) extends (take: infer All) => void
  ? All
  : never

export type IsUnion<T, Whole = T> = [T] extends [never]
  ? false
  : T extends Whole
    ? [Whole] extends [T]
      ? false
      : true
    : never

/** False for `string`, and for a template literal with a hole that is not a literal. */
// biome-ignore lint/complexity/noBannedTypes: an object without members is what a pattern's index signature admits
export type IsLiteral<S extends string> = {} extends Record<S, 1> ? false : true
