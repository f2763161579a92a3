const asked = process.env['HOSPES_MUTANTS']

/** How many of what is a `cost` times as dear as a mutant of a small module; the lane `fuzz` asks for more. */
export function mutants(cost: number): number {
  return Math.ceil(Number(asked ?? 2_000) / cost)
}

/** A lane of full size takes hours. */
export const timeout = 24 * 3_600_000

/** What bytes of a plugin may be refused by, whatever they are. */
export const refusals: readonly string[] = [
  ...['not-wasm', 'malformed', 'invalid', 'unsupported', 'too-large', 'limit-exceeded'],
  ...['missing-export', 'signature-mismatch', 'unknown-import', 'ambiguous-export'],
]

/** What may come of running one that was not refused. */
export const ends: readonly string[] = [
  ...['trap', 'fuel-exhausted', 'memory-exhausted', 'stack-exhausted', 'output-too-large', 'abi-violation'],
  ...['guest-error', 'host-error', 'exited', 'reentrant', 'stale-handle', 'poisoned', 'invalid-argument'],
]
