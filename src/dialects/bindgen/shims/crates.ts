import { ErrorValue } from '../error-value.ts'
import { property, setProperty, textOf } from './data.ts'
import { getter, indexer, method, type Shim } from './declared.ts'
import { arrays } from './js-sys/arrays.ts'
import { collections } from './js-sys/collections.ts'
import { iterators } from './js-sys/iterators.ts'
import { objects } from './js-sys/objects.ts'
import { texts } from './js-sys/texts.ts'
import { typedArrays } from './js-sys/typed-arrays.ts'

/** A crate whose imports are known. */
export interface Crate {
  readonly name: string
  readonly shims: readonly Shim[]
  /** The versions that a module of this release of wasm-bindgen can have of it, the likeliest first. */
  readonly versions: (release: number) => readonly string[]
}

/** js-sys 0.3.64 came with wasm-bindgen 0.2.87, and so on for each; an older one is allowed, a newer one is not. */
const jsSysBehind = 23
const oldestJsSys = 6

function jsSysVersions(release: number): readonly string[] {
  const newest = Math.max(oldestJsSys, release - jsSysBehind)
  return Array.from({ length: newest - oldestJsSys + 1 }, (_, i) => `0.3.${newest - i}`)
}

const serde =
  '0.6.5 0.6.4 0.6.3 0.6.2 0.6.1 0.6.0 0.5.0 0.4.5 0.4.4 0.4.3 0.4.2 0.4.1 0.4.0 0.3.1 0.3.0 0.2.1 0.2.0 0.1.3'.split(
    ' ',
  )

export const crates: readonly Crate[] = [
  {
    name: 'js-sys',
    shims: [...objects, ...arrays, ...collections, ...iterators, ...texts, ...typedArrays],
    versions: jsSysVersions,
  },
  {
    name: 'serde-wasm-bindgen',
    shims: [
      indexer(
        'ObjectExt',
        'get',
        (_, value, key) => property(value, key),
        'fn get(this: &ObjectExt, key: JsString) -> JsValue',
      ),
      indexer(
        'ObjectExt',
        'get_with_ref_key',
        (_, value, key) => property(value, key),
        'fn get_with_ref_key(this: &ObjectExt, key: &JsString) -> JsValue',
      ),
      indexer('ObjectExt', 'set', setProperty, 'fn set(this: &ObjectExt, key: JsString, value: JsValue)'),
      { name: 'String', as: ['fn to_string(value: &JsValue) -> String'], run: (_, value) => textOf(value) },
    ],
    versions: () => serde,
  },
  {
    name: 'console_error_panic_hook',
    shims: [
      method('Error', 'new', () => new ErrorValue(''), 'fn new() -> Error'),
      getter('Error', 'stack', () => '', 'fn stack(error: &Error) -> String'),
      {
        name: 'error',
        namespace: 'console',
        as: ['fn error(msg: String)'],
        run: (running, message) => running.panicked(message),
      },
    ],
    versions: () => ['0.1.7', '0.1.6', '0.1.5'],
  },
]
