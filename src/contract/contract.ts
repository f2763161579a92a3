import { PluginError } from '../errors.ts'
import { parseWit } from '../wit/parse.ts'
import { printWorld } from '../wit/printer.ts'
import type { World } from '../wit/world.ts'
import { refuseClashes } from './clashes.ts'
import type { ContractOf } from './literal/from-wit.ts'
import type { Valid, WorldOption } from './literal/valid.ts'
import { inWords } from './member.ts'
import { standIns } from './stand-ins.ts'

declare const types: unique symbol

/** Any type at all: what a contract is made of whose text is not known before run time. */
// biome-ignore lint/suspicious/noExplicitAny: nothing else can be called, constructed and read in every way
export type Untyped = any

/**
 * An expected interface: the World that its text says, and, for the compiler only, the types that stand for it.
 * Plain data that can be sent to a thread.
 */
export interface Contract<I = Untyped, E = Untyped, T = Untyped> {
  readonly world: World
  readonly [types]?: { readonly imports: I; readonly exports: E; readonly types: T }
}

/** The types of a contract: `imports`, `exports`, `types`. */
export type TypesIn<C> = C extends Contract<infer I, infer E, infer T> ? { imports: I; exports: E; types: T } : never

/** What `contract` takes besides the text. */
export interface ContractOptions {
  /** Which world, by name or by full id, where the text has several. */
  readonly world?: string
  /** WIT texts of other packages, which this one refers to. */
  readonly deps?: readonly string[]
  /** Features whose `@unstable` items are wanted. */
  readonly features?: readonly string[]
}

/** The type of `contract(wit, options)`, for an export whose type must be written: `FromWit<typeof wit>`. */
export type FromWit<S extends string, O extends ContractOptions = object> = ContractOf<
  S,
  O extends { readonly world: infer W extends string } ? W : string,
  O extends { readonly deps: infer D extends readonly string[] } ? D : readonly [],
  O extends { readonly features: readonly (infer F extends string)[] } ? F : never
>

/**
 * Reads a WIT text into a contract. The compiler reads the same text where it is a literal, and so knows the
 * functions; a text that is a plain `string` gives a contract without types.
 * @throws WitError for a text that is wrong, PluginError `invalid-option`, `unsupported` for names that JavaScript
 * cannot have
 */
export function contract<
  const S extends string,
  const W extends string = string,
  const D extends readonly string[] = readonly [],
  const F extends string = never,
>(
  wit: Valid<S, NoInfer<W>, NoInfer<D>, NoInfer<F>>,
  options?: {
    readonly world?: WorldOption<S, W, D, F>
    readonly deps?: D
    readonly features?: readonly F[]
  },
): ContractOf<S, W, D, F>
export function contract(wit: string, options?: ContractOptions): Contract {
  if (typeof wit !== 'string') throw wrong('wit', 'a WIT text', wit)
  const { deps = [], ...others } = parseOptions(options)
  return contractOf(parseWit(wit, { ...others, deps: [...deps, ...standIns([wit, ...deps])] }))
}

/** The contract of a world, whose names JavaScript can tell apart. @throws PluginError `unsupported` */
export function contractOf(world: World): Contract {
  refuseClashes(world)
  return { world }
}

/**
 * The contract as WIT text, in canonical form: `contract` makes the same of it.
 * @throws PluginError `invalid-argument`, or `unsupported` for an interface from bytes that WIT cannot say
 */
export function toWit(contract: Contract): string {
  return printWorld(worldOf(contract))
}

/** The world of what a caller gave as a contract. @throws PluginError `invalid-argument` */
export function worldOf(contract: Contract): World {
  if (typeof contract === 'object' && contract !== null && 'world' in contract) return contract.world
  throw new PluginError('invalid-argument', `expected a contract, found ${inWords(contract)}`, { phase: 'contract' })
}

const known: readonly string[] = ['world', 'deps', 'features'] satisfies (keyof ContractOptions)[]

function parseOptions(options: unknown): ContractOptions {
  if (options === undefined) return {}
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options)
  for (const name of Object.keys(options))
    if (!known.includes(name)) {
      const message = `${name} is no option of a contract; expected one of ${known.join(', ')}`
      throw new PluginError('invalid-option', message, { phase: 'contract' })
    }
  const { world, deps, features } = options as Readonly<Record<string, unknown>>
  if (world !== undefined && typeof world !== 'string') throw wrong('world', 'a name', world)
  return {
    ...(world === undefined ? {} : { world }),
    ...(deps === undefined ? {} : { deps: parseTexts('deps', deps) }),
    ...(features === undefined ? {} : { features: parseTexts('features', features) }),
  }
}

function parseTexts(name: string, texts: unknown): string[] {
  if (!Array.isArray(texts)) throw wrong(name, 'an array of strings', texts)
  return texts.map((text: unknown, at) => {
    if (typeof text !== 'string') throw wrong(`${name}[${at}]`, 'a string', text)
    return text
  })
}

function wrong(name: string, expected: string, found: unknown): PluginError {
  const message = `${name}: expected ${expected}, found ${inWords(found)}`
  return new PluginError('invalid-option', message, { phase: 'contract' })
}
