import { PluginError } from '../errors.ts'

/** The most of each that a module may have. */
export interface DecodeLimits {
  readonly types?: number
  readonly imports?: number
  /** Functions that it defines itself. */
  readonly functions?: number
  /** Imported ones included, here and in the next three. */
  readonly tables?: number
  readonly memories?: number
  readonly globals?: number
  readonly tags?: number
  readonly exports?: number
  readonly elements?: number
  readonly data?: number
  readonly customSections?: number
  /** Parameters, results, fields and supertypes of all types. */
  readonly typeItems?: number
  /** Initial items of all element segments. */
  readonly elementItems?: number
  /** Runs of locals of all functions. */
  readonly localRuns?: number
  /** Declared locals of one function, its parameters apart. */
  readonly localsPerFunction?: number
  /** Blocks within blocks. */
  readonly nesting?: number
}

/**
 * Where the caller says nothing: far beyond real modules, and a bound on what decoding makes of a few bytes each.
 * Functions, locals and blocks are bounded by the size of the module alone.
 */
const defaults: Required<DecodeLimits> = {
  types: 100_000,
  imports: 100_000,
  functions: Number.POSITIVE_INFINITY,
  tables: 100_000,
  memories: 100_000,
  globals: 100_000,
  tags: 100_000,
  exports: 100_000,
  elements: 100_000,
  data: 100_000,
  customSections: 10_000,
  typeItems: 1_000_000,
  elementItems: 10_000_000,
  localRuns: 5_000_000,
  localsPerFunction: Number.POSITIVE_INFINITY,
  nesting: Number.POSITIVE_INFINITY,
}

/** Refuses what is beyond the limits. */
export interface Limiter {
  /** @throws PluginError `limit-exceeded` for a count, read at `offset`, that is beyond its limit */
  within(what: keyof DecodeLimits, count: number, offset: number): void
  /** The same for things that stand in several places: what has been admitted before counts, too. */
  sum(what: keyof DecodeLimits): (count: number, offset: number) => void
}

export function createLimiter(limits: DecodeLimits): Limiter {
  const within = (what: keyof DecodeLimits, count: number, offset: number): void => {
    const most = limits[what] ?? defaults[what]
    if (count > most) {
      throw new PluginError('limit-exceeded', `expected at most ${most} ${limitWords[what]}, found ${count}`, {
        offset,
      })
    }
  }
  return {
    within,
    sum: what => {
      let total = 0
      return (count, offset) => {
        total += count
        within(what, total, offset)
      }
    },
  }
}

/** What each limit counts, for people. */
export const limitWords: Readonly<Record<keyof DecodeLimits, string>> = {
  types: 'types',
  imports: 'imports',
  functions: 'functions',
  tables: 'tables',
  memories: 'memories',
  globals: 'globals',
  tags: 'tags',
  exports: 'exports',
  elements: 'element segments',
  data: 'data segments',
  customSections: 'custom sections',
  typeItems: 'parameters, results and fields of types',
  elementItems: 'items of element segments',
  localRuns: 'runs of locals',
  localsPerFunction: 'locals in a function',
  nesting: 'nested blocks',
}
