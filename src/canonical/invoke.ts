import type { CoreValue } from './codec.ts'

/** A function as core WebAssembly calls it and is called: numbers, bigints and references in and out. */
// biome-ignore lint/suspicious/noExplicitAny: core values of any type, in any number
export type CoreFunction = (...values: any[]) => any

/** Calls with all values of an array: for the usual few, many times faster than spreading them. */
export function invoke(call: CoreFunction, values: readonly unknown[]): unknown {
  switch (values.length) {
    case 0:
      return call()
    case 1:
      return call(values[0])
    case 2:
      return call(values[0], values[1])
    case 3:
      return call(values[0], values[1], values[2])
    case 4:
      return call(values[0], values[1], values[2], values[3])
    case 5:
      return call(values[0], values[1], values[2], values[3], values[4])
    case 6:
      return call(values[0], values[1], values[2], values[3], values[4], values[5])
    case 7:
      return call(values[0], values[1], values[2], values[3], values[4], values[5], values[6])
    case 8:
      return call(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7])
    default:
      return call(...values)
  }
}

/**
 * The function with something done before and after each call, however the call ends; when `before` throws, nothing
 * else is done. Few parameters, which most functions have, need no array.
 */
export function bracket(call: CoreFunction, arity: number, before: () => void, after: () => void): CoreFunction {
  if (arity <= 4)
    return (a, b, c, d) => {
      before()
      try {
        return call(a, b, c, d)
      } finally {
        after()
      }
    }
  return (...values) => {
    before()
    try {
      return call(...values)
    } finally {
      after()
    }
  }
}

/** Room for flat values, filled so that the engine keeps it as a plain array. */
export function valuesFor(count: number): CoreValue[] {
  return new Array<CoreValue>(count).fill(0)
}
