import { createCode, written } from '../canonical/generate.ts'
import type { AnyFunction } from '../contract/any-function.ts'
import type { PluginInstance } from '../plan/instantiate.ts'

/** The way into the instance of a plugin, small enough for the code of each function to look at it. */
export interface Gate {
  /** The number of the instance that a call may enter at once; `inside` or `shut`. */
  entry: number
  /** What `entry` becomes at the end of the call that goes on. */
  after: number
  /** Units that the last call was given. */
  fuelGiven: number
  /** Instances lost since the last good call. */
  lost: number
}

/** A call is going on. */
export const inside = 0
/** There is something to be seen to first: no instance, an end, resources to destroy. */
export const shut = -1

/** What the code of one function is made of. */
export interface EntryParts {
  readonly gate: Gate
  /** Of the instance: its number at the gate. */
  readonly number: number
  readonly running: PluginInstance
  readonly slot: number
  readonly arity: number
  readonly fuel: number
  readonly finish: (() => void) | undefined
  /** What a call does when it may not enter at once. */
  readonly otherwise: AnyFunction
  readonly fail: (thrown: unknown, running: PluginInstance, slot: number) => unknown
}

const names = ['a', 'b', 'c', 'd']

/** Functions of so many parameters can have code of their own. */
export const mostParameters: number = names.length

/**
 * A call of one function of one instance by code of its own: closures of one text share what the engine learns of them,
 * and a plugin's functions have nothing in common. `undefined` where making code is forbidden.
 */
export function writeEntry(parts: EntryParts): AnyFunction | undefined {
  const { running, slot, arity } = parts
  const { budget, tank } = running.guest
  const code = createCode()
  const args = names.slice(0, arity).join(', ')
  const [gate, fuel] = [code.bind(parts.gate), code.bind(parts.fuel)]
  const lines = [
    `if (${gate}.entry !== ${parts.number}) return ${code.bind(parts.otherwise)}(${args})`,
    `${gate}.entry = ${inside}`,
    'try {',
    `${code.bind(budget)}.reset()`,
    ...(tank === undefined ? [] : [`${code.bind(tank.refuel)}(${fuel})`]),
    `${gate}.fuelGiven = ${fuel}`,
    `const result = ${code.bind(written(running.functions[slot] as AnyFunction))}(${args})`,
    ...(parts.finish === undefined ? [] : [`${code.bind(parts.finish)}()`]),
    `${gate}.lost = 0`,
    'return result',
    '} catch (thrown) {',
    `throw ${code.bind(parts.fail)}(thrown, ${code.bind(running)}, ${slot})`,
    '} finally {',
    `${gate}.entry = ${gate}.after`,
    '}',
  ]
  return code.build(args, lines.join('\n')) as AnyFunction | undefined
}
