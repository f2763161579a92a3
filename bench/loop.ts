import type { Case } from './measure.ts'

/**
 * Repeats an expression, in which `i` is the number of the round and the given values have their names. Each loop is code
 * of its own: in one that contestants share, what the engine has learnt of the others would slow each of them down.
 */
export function loop(expression: string, values: Readonly<Record<string, unknown>>): Case {
  const text = `return rounds => { let sum = 0; for (let i = 0; i < rounds; i++) sum += ${expression}; return sum }`
  return new Function(...Object.keys(values), text)(...Object.values(values)) as Case
}
