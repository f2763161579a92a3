import type { BindgenFacts, ReleaseRange } from './facts.ts'
import { since } from './release.ts'
import { type EnumForm, enumForms } from './wire.ts'

/** What flattening depends on, for one release. */
export interface Era {
  /** N of 0.2.N. */
  readonly release: number
  readonly values: BindgenFacts['values']
  /** How an enum travels where the module does not say it. */
  readonly enums: EnumForm
}

/** One release for each way of passing values within a range, the newest first: what to try on an export's type. */
function representatives({ from, to }: ReleaseRange): readonly number[] {
  const changes = Object.values(since).sort((a, b) => b - a)
  return [to, ...changes.map(release => release - 1).filter(release => release >= from && release < to)]
}

/** All ways in which a module may pass values, as far as it is known: the most likely first, never none. */
export function erasOf({ release, values }: Pick<BindgenFacts, 'release' | 'values'>): readonly [Era, ...Era[]] {
  const [first, ...more] = representatives(release).flatMap(n =>
    enumForms.map((enums): Era => ({ release: n, values, enums })),
  )
  return [first ?? { release: release.to, values, enums: 'i32' }, ...more]
}
