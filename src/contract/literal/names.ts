/** A name without the `%` that sets it off from a keyword. */
export type Unescaped<N extends string> = N extends `%${infer R}` ? R : N

/** An id whose parts are rid of it. */
export type UnescapedId<Id extends string> = Id extends `${infer A}%${infer R}` ? UnescapedId<`${A}${R}`> : Id

/** A label as a JavaScript member: `count-words` → `countWords`, `HTTP-get` → `httpGet`. */
export type CamelCase<N extends string> = Uncapitalize<UpperCamelCase<N>>

/** A label as a JavaScript class: `text-options` → `TextOptions`. */
export type UpperCamelCase<N extends string> = Words<Lowercase<Unescaped<N>>>

type Words<N extends string> = N extends `${infer A}-${infer R}` ? `${Capitalize<A>}${Words<R>}` : Capitalize<N>

/** `ns:pkg` and a name in it make `ns:pkg/name`, with the package's version behind. */
export type ItemId<Package extends string, Name extends string> = Package extends ''
  ? Name
  : Package extends `${infer P}@${infer Version}`
    ? `${P}/${Name}@${Version}`
    : `${Package}/${Name}`

/** The last name of a path: `ns:pkg/iface@1.0.0` → `iface`. */
export type LastName<Path extends string> = Path extends `${string}/${infer R}`
  ? LastName<R>
  : Path extends `${infer N}@${string}`
    ? N
    : Path

/** What is wrong with a name, if anything: two very common slips, the rest is left to the run-time parser. */
export type NameFault<N extends string> = N extends `${string}_${string}`
  ? [`"${N}" is not kebab-case: write "-" for "_"`, N]
  : N extends Lowercase<N>
    ? N extends `${string} ${string}`
      ? [`expected one name, found "${N}"`, N]
      : never
    : MixedWords<Unescaped<N>> extends true
      ? [`"${N}" is not kebab-case: a word is all lower or all upper case`, N]
      : never

type MixedWords<N extends string> = N extends `${infer A}-${infer R}`
  ? MixedWords<A> extends true
    ? true
    : MixedWords<R>
  : N extends Lowercase<N> | Uppercase<N>
    ? false
    : true
