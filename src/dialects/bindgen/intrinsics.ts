import { kindOf } from '../../canonical/mismatch.ts'
import type { AnyFunction } from '../../contract/any-function.ts'
import { chargeLift } from '../../memory/budget.ts'
import { GuestResource, type ResourceType } from '../../memory/resource.ts'
import type { CoreImport } from '../core-function.ts'
import { ErrorValue } from './error-value.ts'
import type { ReleaseRange } from './facts.ts'
import { guestError } from './guest-error.ts'
import type { ImportType } from './import-type.ts'
import { jsonText } from './json.ts'
import type { Running } from './running.ts'
import { BuiltinFunction, hasProperty, isInstance, isObject, memoryValue, textOf } from './shims/data.ts'
import type { Service } from './shims/declared.ts'
import { findShim } from './shims/find.ts'
import type { Wire } from './wire.ts'

/**
 * The functions that the convention itself has guests import: a closed table. None of them reaches anything but the
 * values that host and guest have exchanged. What has several spellings over the releases stands here under one.
 */
export interface Intrinsic extends ImportType {
  readonly make: (running: Running) => AnyFunction
}

const lent: Wire = { kind: 'value', owned: false }
const given: Wire = { kind: 'value', owned: true }
const text: Wire = { kind: 'string' }
const index: Wire = { kind: 'number', type: 's32' }
const address: Wire = { kind: 'number', type: 'u32' }
const f64: Wire = { kind: 'number', type: 'f64' }
const s64: Wire = { kind: 'number', type: 's64' }
const u64: Wire = { kind: 'number', type: 'u64' }
const bool: Wire = { kind: 'bool' }
const optional = (some: Wire): Wire => ({ kind: 'option', some })

const pure = (params: readonly Wire[], result: Wire | null, run: AnyFunction): Intrinsic => ({
  params,
  result,
  make: () => run,
})
const test = (run: (value: unknown) => boolean): Intrinsic => pure([lent], bool, run)

const stringNew = pure([text], given, (value: string) => value)
const numberNew = pure([f64], given, (value: number) => value)
const errorNew = pure([text], given, (message: string) => new ErrorValue(message))

/** By name without its prefix and underscores: `__wbindgen_string_get` is `stringget`. */
const intrinsics: Readonly<Record<string, Intrinsic>> = {
  throw: {
    params: [text],
    result: null,
    make: running => (message: string) => throwOut(running, message),
  },
  rethrow: {
    params: [given],
    result: null,
    make: running => (value: unknown) => throwOut(running, value),
  },

  objectcloneref: pure([lent], given, (value: unknown) => value),
  objectdropref: {
    params: [index],
    result: null,
    make:
      ({ values }) =>
      (at: number) =>
        values.drop(at),
  },

  // From here on a guest lets indices go; those before are constants.
  externrefstaticsend: { params: [], result: address, make: running => () => running.firstIndex },

  stringnew: stringNew,
  numbernew: numberNew,
  bigintfromi64: pure([s64], given, (value: bigint) => value),
  bigintfromu64: pure([u64], given, (value: bigint) => value),
  errornew: errorNew,

  isundefined: test(value => value === undefined),
  isnull: test(value => value === null),
  isnullorundefined: test(value => value === null || value === undefined),
  objectisundefined: test(value => value === undefined),
  objectisnullorundefined: test(value => value === null || value === undefined),
  isstring: test(value => typeof value === 'string'),
  isobject: test(isObject),
  isarray: test(Array.isArray),
  isfunction: test(value => value instanceof BuiltinFunction),
  issymbol: test(value => typeof value === 'symbol'),
  isbigint: test(value => typeof value === 'bigint'),
  isfalsy: test(value => !value),
  jsvaleq: pure([lent, lent], bool, (a: unknown, b: unknown) => a === b),
  jsvallooseeq: pure([lent, lent], bool, looselyEqual),
  in: pure([lent, lent], bool, (key: unknown, value: unknown) => hasProperty(value, key)),
  asnumber: pure([lent], f64, numberOf),
  typeof: pure([lent], given, (value: unknown) => (value instanceof BuiltinFunction ? 'function' : typeof value)),
  memory: pure([], given, () => memoryValue),

  stringget: pure([lent], optional(text), (value: unknown) => (typeof value === 'string' ? value : undefined)),
  numberget: pure([lent], optional(f64), (value: unknown) => (typeof value === 'number' ? value : undefined)),
  bigintgetasi64: pure([lent], optional(s64), (value: unknown) =>
    typeof value === 'bigint' ? BigInt.asIntN(64, value) : undefined,
  ),
  booleanget: pure([lent], optional(bool), (value: unknown) => (typeof value === 'boolean' ? value : undefined)),
  debugstring: { params: [lent], result: text, make: running => value => debugString(running, value) },

  jsonparse: { params: [text], result: given, make: running => parserFor(running) },
  jsonserialize: { params: [lent], result: text, make: running => value => jsonText(running, value) },
}

/** Up to 0.2.101 with 2 for anything else. */
const olderBooleanGet = pure([lent], index, (value: unknown) => (typeof value === 'boolean' ? Number(value) : 2))

/** Functions of JavaScript itself that no module can misuse, by their name in the CLI's shims and their types. */
const globals: Readonly<Record<string, Intrinsic>> = {
  Error: errorNew,
  Number: pure([lent], f64, numberOf),
  parse: { params: [text], result: given, make: running => parserFor(running) },
  stringify: {
    params: [lent],
    result: given,
    make: running => (value: unknown) => (value === undefined ? undefined : jsonText(running, value)),
  },
}

/** Makes a struct of the guest a value that it can keep by index, in a list say. */
function structNew(name: string): Intrinsic {
  return {
    params: [address],
    result: given,
    make: running => (at: number) => running.structs.take(running.classType(name), at),
  }
}

/** Gives the struct in a value back to the guest; 0 for any other value. */
function structUnwrap(name: string): Intrinsic {
  return {
    params: [lent],
    result: address,
    make: running => (value: unknown) => unwrap(running, running.classType(name), value),
  }
}

function unwrap({ structs }: Running, type: ResourceType, value: unknown): number {
  if (!(value instanceof GuestResource) || value.type !== type) return 0
  // What a call takes over in a list is gone from the host's side already.
  if (value.state !== 'gone') structs.release()
  value.state = 'gone'
  return value.representation
}

/** The intrinsic that an import asks for by its name in any spelling; `undefined` when it is none. */
export function findIntrinsic(
  { name, params }: Pick<CoreImport, 'name' | 'params'>,
  release: ReleaseRange,
): Intrinsic | undefined {
  const shim = shimName(name)
  if (shim !== undefined && Object.hasOwn(globals, shim)) return globals[shim]
  const service = findShim(name, release)
  if (service !== undefined) return serve(service)
  // A guest has values of few classes: whether one is of a class is safe to say for any.
  const [, className] = /^__wbg_instanceof_(\w+)_[0-9a-f]{16}$/.exec(name) ?? []
  if (className !== undefined) return test(value => isInstance(value, className))
  // A conversion whose kind only the glue knows: its parameters say what it converts, in all but rare cases.
  if (/^__wbindgen_(?:cast|generic)_[0-9a-f]{16}$/.test(name)) return entry(casts, params.join())
  if (name === '__wbindgen_boolean_get') return olderBooleanGet
  const [, struct, does] = /^__wbg_([a-z0-9_]+)_(new|unwrap)(?:_[0-9a-f]{16})?$/.exec(name) ?? []
  if (struct !== undefined) return does === 'new' ? structNew(struct) : structUnwrap(struct)
  const found = intrinsicName(name)
  return found === undefined ? undefined : entry(intrinsics, found)
}

function serve({ run, ...type }: Service): Intrinsic {
  return {
    ...type,
    make:
      running =>
      (...args) => {
        running.held.changed = true
        return run(running, ...args)
      },
  }
}

function entry(table: Readonly<Record<string, Intrinsic>>, key: string): Intrinsic | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

const casts: Readonly<Record<string, Intrinsic>> = {
  'i32,i32': stringNew,
  f64: numberNew,
  i64: pure([s64], given, (value: bigint) => value),
}

/**
 * `__wbindgen_throw` up to 0.2.101, `__wbg_wbindgenthrow_<hash>` up to 0.2.104, then `__wbg___wbindgen_throw_<hash>`:
 * the name without all but its letters.
 */
function intrinsicName(name: string): string | undefined {
  const found = /^(?:__wbg_)?_*wbindgen_?([a-z0-9_]+?)(?:_[0-9a-f]{16})?$/.exec(name)
  return found?.[1]?.replaceAll('_', '')
}

/** `JSON.parse`, which throws into the guest like everything else of JavaScript. */
function parserFor(running: Running): (text: string) => unknown {
  return source => {
    // A value of three letters costs some fifty bytes.
    chargeLift(running.guest.budget, 0, countValues(source))
    try {
      return JSON.parse(source)
    } catch (thrown) {
      return throwOut(running, thrown instanceof SyntaxError ? thrown.message : 'not JSON')
    }
  }
}

/** How many values a JSON text has, at most. */
function countValues(source: string): number {
  let count = 1
  for (let i = 0; i < source.length; i++) if (',[{'.includes(source[i] as string)) count++
  return count
}

/** The name of a JavaScript function behind the CLI's shim, without its hash. */
export function shimName(name: string): string | undefined {
  return /^__wbg_(.+)_[0-9a-f]{16}$/.exec(name)?.[1]
}

/** A throw, as the convention has it: a JavaScript exception through the guest, which leaves the instance sound. */
function throwOut(running: Running, value: unknown): never {
  const { control } = running
  control.threw = true
  const result = control.current?.result
  throw guestError(running, result?.kind === 'result' ? result.err : null, value, 'threw')
}

function debugString(running: Running, value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof ErrorValue || !isObject(value)) return textOf(value)
  return `${kindOf(value)} ${jsonText(running, value)}`
}

/** `a == b`, which runs nothing of a value's own. */
function looselyEqual(a: unknown, b: unknown): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: this is what the guest asks for
  return isObject(a) || isObject(b) ? a === b : a == b
}

function numberOf(value: unknown): number {
  if (isObject(value) || typeof value === 'symbol' || value instanceof BuiltinFunction) return Number.NaN
  return Number(value)
}
