import { declareWorld } from '../../src/contract/declare/declare.ts'
import type { World } from '../../src/wit/world.ts'

/** A contract's texts, and the world that the run-time parser made of them. */
export interface Sample {
  /** For the messages, and a file name. */
  readonly name: string
  readonly text: string
  readonly options: {
    readonly world?: string
    readonly deps?: readonly string[]
    readonly features?: readonly string[]
  }
  readonly world: World
}

/**
 * Two files for the compiler: the types as they are declared from the World, and a program that has an error for each
 * member of which the type read from the text is another.
 */
export function sameTypes({ name, text, options, world }: Sample): Record<string, string> {
  const program = `import { contract, type Exports, type Imports, type Types } from 'hospes'
import type * as declared from './${name}-declared.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Member by member, optional ones apart. */
type Compared<A, B> = { [K in keyof A | keyof B]: Same<Pick<A, K & keyof A>, Pick<B, K & keyof B>> }
type AllSame<A, B> = { [K in keyof A | keyof B]: true }

const given = contract(${JSON.stringify(text)}, ${JSON.stringify(options)})
type E = Exports<typeof given>
type I = Imports<typeof given>
type T = Pick<Types<typeof given>, keyof declared.Types & keyof Types<typeof given>>
// exports
export const exports: Compared<E, declared.Exports> = {} as AllSame<E, declared.Exports>
// imports
export const imports: Compared<I, declared.Imports> = {} as AllSame<I, declared.Imports>
// types, of which the text may have some that its world does not use
export const types: Compared<T, declared.Types> = {} as AllSame<T, declared.Types>
`
  return { [`${name}.ts`]: program, [`${name}-declared.ts`]: declareWorld(world) }
}
