import type { AnyBody } from './document.ts'
import type { ItemId, NameFault, Unescaped } from './names.ts'
import type { BodyOfPath, IdOfPath } from './scope.ts'
import type { CutFault, Statements } from './statements.ts'
import type { Commas, Trim } from './text.ts'
import type { FunctionFault, ParameterFault, TypeFault } from './type-faults.ts'
import type { ExternPath, InlineBody } from './worlds.ts'

/**
 * What is wrong in a text, as a union of `[message, at, statement]`: `at` is a piece of the statement at which the
 * fault lies. The run-time parser judges again, and finer; this is for the editor.
 */
export type BodyFault<B extends AnyBody> = StatementFault<B['statements'], B> | DuplicateFault<B['types']>

type StatementFault<E, B extends AnyBody> = E extends string
  ? In<E extends `${infer Head}{${infer Inner}` ? BlockFault<Head, Inner, B> : PlainFault<E, B>, E>
  : E extends CutFault<infer Message, infer At>
    ? [Message, At, At]
    : never

/** Where a fault says no place more exact, it lies at its statement. */
type In<F, E> = F extends [infer Message, infer At] ? [Message, At, E] : F

type PlainFault<E extends string, B extends AnyBody> = E extends `type ${infer R}`
  ? R extends `${infer N}=${infer T}`
    ? NameFault<Trim<N>> | TypeFault<Trim<T>, B>
    : [`expected "type name = type", found "${E}"`, E]
  : E extends `resource ${infer N}`
    ? NameFault<N>
    : E extends `${'import' | 'export'} ${infer R}`
      ? ExternFault<Trim<R>, B>
      : E extends `include ${infer Path}`
        ? PathFault<Trim<Path>, 'world', B>
        : E extends `use ${string}`
          ? [`expected "use interface.{names}", found "${E}"`, E]
          : E extends `${infer N}:${infer Signature}`
            ? B['kind'] extends 'world'
              ? [`expected "import" or "export" before "${Trim<N>}"`, E]
              : NameFault<Trim<N>> | FunctionFault<Trim<Signature>, B>
            : [`expected ":" in "${E}"`, E]

type BlockFault<
  Head extends string,
  Inner extends string,
  B extends AnyBody,
> = Head extends `${infer Keyword} ${infer N}`
  ? Keyword extends 'record'
    ? NameFault<Trim<N>> | ParameterFault<Commas<Inner>[number], B>
    : Keyword extends 'variant'
      ? NameFault<Trim<N>> | CaseFault<Commas<Inner>[number], B>
      : Keyword extends 'enum' | 'flags'
        ? NameFault<Trim<N> | Commas<Inner>[number]>
        : Keyword extends 'resource'
          ? NameFault<Trim<N>> | MethodFault<Statements<Inner>, B>
          : Keyword extends 'use'
            ? UseFault<Commas<Inner>[number], Head, B>
            : Keyword extends 'include'
              ? PathFault<Trim<N extends `${infer Path} with` ? Path : N>, 'world', B>
              : Keyword extends 'import' | 'export'
                ? ExternFault<`${N}{${Inner}`, B>
                : HeadFault<Head>
  : HeadFault<Head>

/** What stands before a `{` that nothing opens is mostly a statement without its `;`. */
type HeadFault<Head extends string> =
  Head extends `${infer Before} ${'record' | 'variant' | 'enum' | 'flags' | 'resource' | 'use'} ${string}`
    ? [`missing ";" after "${Trim<Before>}"`, Before, Before]
    : [`unexpected "{" after "${Head}"`, Head, Head]

type CaseFault<C, B extends AnyBody> = C extends `${infer N}(${infer T})`
  ? NameFault<Trim<N>> | TypeFault<Trim<T>, B>
  : C extends string
    ? NameFault<C>
    : never

type MethodFault<M, B extends AnyBody> = M extends string
  ? M extends `${infer N}(${infer P})${infer R}`
    ? Trim<N> extends 'constructor'
      ? ParameterFault<Commas<P>[number], B> | FunctionFault<`func()${R}`, B>
      : M extends `${infer Name}:${infer Signature}`
        ? NameFault<Trim<Name>> | FunctionFault<Trim<Signature>, B>
        : [`expected ":" in "${M}"`, M]
    : [`expected "name: func()", found "${M}"`, M]
  : M extends CutFault<infer Message, infer At>
    ? [Message, At]
    : never

type UseFault<Item, Head extends string, B extends AnyBody> = Head extends `use ${infer Path}.`
  ? PathFault<Trim<Path>, 'interface', B> extends infer F
    ? [F] extends [never]
      ? MissingName<Item extends `${infer N} as ${string}` ? Trim<N> : Item, BodyOfPath<Trim<Path>, B>, Trim<Path>>
      : F
    : never
  : [`expected "use interface.{names}", found "${Head}"`, Head]

type MissingName<N, From, Path extends string> = [From] extends [never]
  ? never
  : From extends AnyBody
    ? N extends From['names'] | `%${string}`
      ? never
      : [`interface "${Path}" has no type "${N & string}"`, N]
    : never

/** Paths with `/`, and names that stand for them, may lead to packages of which there is no text. */
type PathFault<Path extends string, What extends string, B extends AnyBody> = Path extends `${string}/${string}`
  ? never
  : [BodyOfPath<Path, B>] extends [never]
    ? IdOfPath<Path, B> extends ItemId<B['package'], Unescaped<Path>>
      ? [`there is no ${What} "${Path}"`, Path]
      : never
    : BodyOfPath<Path, B>['kind'] extends What
      ? never
      : [`"${Path}" is no ${What}`, Path]

type ExternFault<R extends string, B extends AnyBody> = R extends `${infer N}:${infer T}`
  ? T extends `${string}{${string}`
    ? NameFault<Trim<N>> | BodyFault<InlineBody<R, B>>
    : T extends `${string}(${string}`
      ? NameFault<Trim<N>> | FunctionFault<Trim<T>, B>
      : ExternPathFault<ExternPath<R>, B>
  : ExternPathFault<R, B>

type ExternPathFault<Path extends string, B extends AnyBody> = Path extends `${infer N} ${string}`
  ? [`expected ":" after "${N}"`, N]
  : PathFault<Path, 'interface', B>

type DuplicateFault<Types> = { [N in keyof Types]: OneOnly<Types[N], N> }[keyof Types]

type OneOnly<E, N, All = E> = E extends All
  ? [All] extends [E]
    ? never
    : [`"${N & string}" is defined more than once`, N, E]
  : never
