import { readFileSync } from 'node:fs'
import type { AnyFunction } from '../../src/contract/any-function.ts'
import { err } from '../../src/contract/err.ts'

const folder = new URL('../../guests/prebuilt/bindgen/', import.meta.url)

/** The zoo's worlds, each with the one import that the module asks for by name, and one without resources. */
export const zooWit: string = `${readFileSync(new URL('../../guests/wit/zoo.wit', import.meta.url), 'utf8').replace(
  /^world (?!hosted)([a-z-]+) \{$/gm,
  'world $1 {\n  import hour: func() -> u32;',
)}
world strings {
  import hour: func() -> u32;
  export echo-strings: func(value: list<string>) -> list<string>;
  export show-strings: func(value: list<string>) -> string;
  export echo-option-strings: func(value: option<list<string>>) -> option<list<string>>;
  export try-strings: func(why: string, value: list<string>) -> result<list<string>, string>;
}
`

export interface Case {
  readonly function: string
  readonly since?: string
  readonly arguments: readonly unknown[]
  readonly answer:
    | { readonly ok: unknown }
    | { readonly err: unknown }
    | { readonly throws: string }
    | { readonly traps: true }
}

/** One step of a story about resources; each may name what it gives for later steps. */
export interface Step {
  readonly step: string
  readonly as?: string | readonly string[]
  readonly arguments: readonly unknown[]
  readonly answer: Case['answer']
}

/** What the zoo's own glue answers, for all releases. */
export const answers = JSON.parse(readFileSync(new URL('answers.json', folder), 'utf8')) as {
  readonly eras: readonly string[]
  readonly cases: readonly Case[]
  readonly resources: readonly Step[]
  readonly resourceListsSince: string
  readonly resourceLists: readonly Step[]
}

export function prebuilt(release: string, file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`${release}/${file}.wasm`, folder)))
}

/** N of 0.2.N, to compare releases. */
export function ordinal(release: string): number {
  return Number(release.split('.')[2])
}

const arrays: Readonly<Record<string, { from(items: unknown[]): unknown }>> = {
  Uint8Array: Uint8Array as never,
  // What the wire doesn't show: the contract says list<u8>.
  Uint8ClampedArray: Uint8Array as never,
  Int8Array: Int8Array as never,
  Uint16Array: Uint16Array as never,
  Int16Array: Int16Array as never,
  Uint32Array: Uint32Array as never,
  Int32Array: Int32Array as never,
  BigUint64Array: BigUint64Array as never,
  BigInt64Array: BigInt64Array as never,
  Float32Array: Float32Array as never,
  Float64Array: Float64Array as never,
}

/** A value from its form in `answers.json`; `resources` by the names that steps gave them. */
export function decode(value: unknown, resources: ReadonlyMap<string, unknown> = new Map()): unknown {
  if (Array.isArray(value)) return value.map(item => decode(item, resources))
  if (typeof value !== 'object' || value === null || !('$' in value)) return value
  const { $: kind, value: inner } = value as { readonly $: string; readonly value?: unknown }
  switch (kind) {
    case 'undefined':
      return undefined
    case 'bigint':
      return BigInt(inner as string)
    case 'number':
      return Number(inner)
    case 'resource':
      return resources.get(inner as string)
    case 'repeat': {
      const { text, count } = inner as { text: string; count: number }
      return text.repeat(count)
    }
    default: {
      const array = arrays[kind]
      if (array === undefined) throw new Error(`unknown kind of value: ${kind}`)
      return array.from((inner as unknown[]).map(item => decode(item)))
    }
  }
}

/** The host's functions, as `answers.json` has them. */
export const zooImports: Readonly<Record<string, AnyFunction>> = {
  hour: () => 9,
  hostAdd: (a: number, b: number) => (a + b) >>> 0,
  hostFlip: (value: boolean) => !value,
  hostHalf: (value: number) => value / 2,
  hostWide: (value: bigint) => BigInt.asUintN(64, value + 1n),
  hostNext: (value: string) => {
    const next = (value.codePointAt(0) ?? 0) + 1
    return next > 0x10ffff ? 'a' : String.fromCodePoint(next === 0xd800 ? 0xe000 : next)
  },
  hostText: (value: string) => value + value,
  hostBytes: (value: Uint8Array) => value.slice().reverse(),
  hostMaybe: (value: number | undefined) => (value === undefined ? 7 : value === 7 ? undefined : (value + 1) >>> 0),
  hostNote: () => undefined,
  hostCheck: (value: string) => (value.startsWith('no') ? err(JSON.stringify(value)) : value.length),
}
