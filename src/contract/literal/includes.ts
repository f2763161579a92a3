import type { AnyBody } from './document.ts'
import type { Unescaped } from './names.ts'
import type { BodyOfPath } from './scope.ts'
import type { Commas, Trim } from './text.ts'

/** The body of a world, by itself or as another world includes it. `Names`: what `with` makes of names, one by one. */
export interface Part<out B extends AnyBody, out Names extends readonly unknown[]> {
  readonly body: B
  readonly names: Names
}

/** One statement, and the part in which it stands. */
export interface Line<out E, out B extends AnyBody, out Names extends readonly unknown[]> {
  readonly statement: E
  readonly body: B
  readonly names: Names
}

/** The statements of one sort and form, of all parts of a world. */
export type LinesOf<P, Sort extends 'imports' | 'exports' | 'definitions', Form extends string = string> =
  P extends Part<infer B, infer Names> ? LineOf<Extract<B[Sort], Form>, B, Names> : never

type LineOf<E, B extends AnyBody, Names extends readonly unknown[]> = E extends string ? Line<E, B, Names> : never

/** All parts of a world: itself, and the worlds that it includes with theirs. */
export type PartsOf<B extends AnyBody, Names extends readonly unknown[] = []> =
  | Part<B, Names>
  | Included<B['includes'], B, Names>

type Included<E, B extends AnyBody, Names extends readonly unknown[]> = E extends `include ${infer R}`
  ? R extends `${infer Path}{${infer List}`
    ? PartsIfAny<
        BodyOfPath<Trim<Path extends `${infer P} with${string}` ? P : Path>, B>,
        [Renames<Commas<List>[number]>, ...Names]
      >
    : PartsIfAny<BodyOfPath<Trim<R>, B>, Names>
  : never

type PartsIfAny<B, Names extends readonly unknown[]> = [B] extends [never]
  ? never
  : B extends AnyBody
    ? PartsOf<B, Names>
    : never

type Renames<Names> = {
  [N in Names as N extends `${infer Old} as ${string}`
    ? Unescaped<Trim<Old>>
    : never]: N extends `${string} as ${infer New}` ? Unescaped<Trim<New>> : never
}

/** A label by its name in the end. */
export type FinalName<N extends string, Names extends readonly unknown[]> = Names extends readonly [
  infer First,
  ...infer Others,
]
  ? FinalName<NewName<N, First>, Others>
  : N

type NewName<N extends string, Names> = N extends keyof Names ? Names[N] & string : N
