import type { TypesIn, Untyped } from './contract.ts'
import type { Isolation, IsUntyped } from './exports.ts'

/** What the host gives a plugin of contract `C`; a guest in another thread or process can wait for promises. */
export type Imports<C, I extends Isolation = 'inline'> =
  IsUntyped<TypesIn<C>['imports']> extends true
    ? Untyped
    : I extends 'inline'
      ? TypesIn<C>['imports']
      : Awaiting<TypesIn<C>['imports']>

type Awaiting<T> = {
  [K in keyof T]: T[K] extends abstract new (
    ...args: never
  ) => unknown
    ? T[K]
    : T[K] extends (...args: infer A) => infer R
      ? (...args: A) => R | Promise<R>
      : Awaiting<T[K]>
}

/** The option `imports`, given at once or by plugin. `Info` is what the function is told of the plugin. */
export type ImportsOption<C, I extends Isolation, Info> =
  NeedsImports<C> extends true
    ? { readonly imports: Imports<C, I> | ((plugin: Info) => Imports<C, I>) }
    : { readonly imports?: Imports<C, I> | ((plugin: Info) => Imports<C, I>) | undefined }

/** The options as the rest of a signature: they may be left out where nothing has to be imported. */
export type RestOptions<C, Options> = NeedsImports<C> extends true ? [options: Options] : [options?: Options]

/** Whether a contract imports what only the host can give. */
type NeedsImports<C> = [RequiredKeys<TypesIn<C>['imports']>] extends [never] ? false : true

type RequiredKeys<T> =
  IsUntyped<T> extends true ? never : { [K in keyof T]-?: T extends Record<K, T[K]> ? K : never }[keyof T]
