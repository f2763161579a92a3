import type { Unescaped } from './names.ts'
import type { Trim } from './text.ts'

/** `@since(…)` and `@deprecated(…)` change nothing in TypeScript, so they go. */
export type VersionGates<S extends string> = S extends `${string}@since${string}`
  ? Deprecations<Since<S>>
  : S extends `${string}@deprecated${string}`
    ? Deprecations<S>
    : S

type Since<
  S extends string,
  Done extends string = '',
> = S extends `${infer A}@since${string})${infer B}@since${string})${infer C}@since${string})${infer D}@since${string})${infer R}`
  ? Since<R, `${Done}${A}${B}${C}${D}`>
  : S extends `${infer A}@since${string})${infer R}`
    ? Since<R, `${Done}${A}`>
    : `${Done}${S}`

type Deprecations<S extends string, Done extends string = ''> = S extends `${infer A}@deprecated${string})${infer R}`
  ? Deprecations<R, `${Done}${A}`>
  : `${Done}${S}`

/**
 * `@unstable(feature = x)`: gone where the feature is chosen, else `@off ` in its place,
 * by which `Kept` knows the items that are not there.
 */
export type FeatureGates<
  S extends string,
  Features,
  Done extends string = '',
> = S extends `${infer A}@unstable${string}=${infer Feature})${infer R}`
  ? FeatureGates<R, Features, `${Done}${A}${Unescaped<Trim<Feature>> extends Features ? '' : '@off '}`>
  : `${Done}${S}`

/** The statements or blocks of a union that no gate shuts out. */
export type Kept<Items> = Exclude<Items, '' | `@off ${string}` | readonly [`@off ${string}`, ...unknown[]]>
