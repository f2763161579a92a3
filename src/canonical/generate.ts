import type { Codec } from './codec.ts'

/** Calls after which a function is worth the some 30 µs that making code for it costs. */
export const HOT: number = 50
/** So many moves of members are written out in one function; what comes after them is called. */
const MAX_INLINE = 64

let isForbidden = false

/** The views of a guest's memory. */
export type View = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'f64' | 'u64' | 'i64'

/** The text of one function in the making. It holds no names but plain words, and numbers; all else is bound. */
export interface Code {
  /** The name under which the text can use a value of ours. */
  bind(value: unknown): string
  /** A name that is not in use yet. */
  name(prefix: string): string
  /** An expression that loads from `address`, an expression; the variable `guest` is there. */
  load(codec: Codec, address: string): string
  /** Statements that store the expression `value`. */
  store(codec: Codec, address: string, value: string): string
  /** An expression for a view of the memory; the variable `guest` is there. */
  view(name: View): string
  /** The function; `undefined` where making code is forbidden, as by a content security policy. */
  build(parameters: string, body: string): unknown
}

/** How a composite is written out in the functions of what holds it. */
export interface CodecText {
  load(code: Code, address: string): string
  store(code: Code, address: string, value: string): string
}

/** In a memory that is `still`, nothing that the function does calls the guest: its views are looked up once. */
export function createCode(memory: 'still' | 'moving' = 'moving'): Code {
  const values: unknown[] = []
  let names = 0
  let moves = 0

  function name(prefix: string): string {
    names += 1
    return `${prefix}${names}`
  }
  const bound: string[] = []
  const views = new Set<View>()
  const code: Code = {
    bind(value) {
      const known = values.indexOf(value)
      if (known >= 0) return bound[known] as string
      values.push(value)
      const fresh = name('bound')
      bound.push(fresh)
      return fresh
    },
    name,
    load({ text, load }, address) {
      moves += 1
      return text && moves < MAX_INLINE ? text.load(code, address) : `${code.bind(load)}(guest, ${address})`
    },
    store({ text, store }, address, value) {
      moves += 1
      if (text && moves < MAX_INLINE) return text.store(code, address, value)
      return `${code.bind(store)}(guest, ${address}, ${value})`
    },
    view(name) {
      if (memory === 'moving') return `guest.${name}`
      views.add(name)
      return name
    },
    build(parameters, body) {
      if (isForbidden) return undefined
      const looked = views.size === 0 ? '' : `const { ${[...views].join(', ')} } = guest\n`
      try {
        return new Function(...bound, `return (${parameters}) => {\n${looked}${body}\n}`)(...values)
      } catch {
        isForbidden = true
        return undefined
      }
    },
  }
  return code
}

type Call = (a: never, b: never, c: never, d: never) => unknown

const writers = new WeakMap<Call, () => unknown>()

/** The function, for which code of its own can be made when it is hot; `write` may give none. */
export function writable<F extends Call>(plain: F, write: () => unknown): F {
  writers.set(plain, write)
  return plain
}

/** The function by code of its own, where it can be had. It does the same. */
export function written<F extends Call>(plain: F): F {
  return (writers.get(plain)?.() as F | undefined) ?? plain
}

/**
 * A function of at most four parameters that is replaced by another of the same kind once it is hot; `make` may give
 * none.
 */
export function replacedWhenHot<F extends Call>(plain: F, make: () => unknown): F {
  let calls = 0
  let call: Call = (a, b, c, d) => {
    calls += 1
    if (calls > HOT) call = (make() as F | undefined) ?? plain
    return plain(a, b, c, d)
  }
  return ((a, b, c, d) => call(a, b, c, d)) as Call as F
}
