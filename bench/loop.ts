import type { Case } from './measure.ts'

/**
 * Repeats `run`, which gets the number of the round, by a loop that nothing else uses: in one that contestants share, what
 * the engine has learnt of the others would slow each of them down.
 */
export function loop(run: (round: number) => number): Case {
  const text = 'return rounds => { let sum = 0; for (let i = 0; i < rounds; i++) sum += run(i); return sum }'
  return new Function('run', text)(run) as Case
}
