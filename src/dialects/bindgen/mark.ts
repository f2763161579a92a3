import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import { areaLayout, areaMark } from './area.ts'
import type { Binding } from './bind.ts'
import { since } from './release.ts'
import type { Running } from './running.ts'

/**
 * Tells a function of Rust that returns a `Result` from one that does not, by the mark that each call finds in memory
 * behind the result, or in its last word, and writes over or leaves.
 */
export interface MarkCheck {
  /** Whether each call must write over the mark. */
  readonly isResult: boolean
  /** Where the mark is, from the start of the area. */
  readonly offset: number
  /** Puts the mark where it is before any call. */
  readonly begin: (guest: Guest, area: number) => void
  /** Looks at the mark after a call, and puts it back. @throws PluginError `abi-violation` for a result of the other kind */
  readonly end: (running: Running, area: number) => void
}

/** Up to 0.2.78 no result is longer than it says, and nothing can be told. */
export function createMarkCheck({ era, result, words }: Binding): MarkCheck | undefined {
  if (era.release < since.resultWords) return undefined
  const { offsets, size } = areaLayout(words)
  const isResult = result?.kind === 'result'
  const offset = isResult ? (offsets.at(-1) ?? 0) : size
  const begin = ({ i32 }: Guest, area: number): void => {
    i32[(area + offset) >>> 2] = areaMark
  }
  const end = (running: Running, area: number): void => {
    const { guest, control } = running
    const isThere = guest.i32[(area + offset) >>> 2] === areaMark
    if (isResult) begin(guest, area)
    if (isThere !== isResult) return
    begin(guest, area)
    // The guest has returned in good order.
    control.current = undefined
    const [expected, found] = isResult ? ['a', 'one without'] : ['no', 'one with it']
    throw new PluginError(
      'abi-violation',
      `expected a function of Rust that returns ${expected} Result, found ${found}`,
    )
  }
  return { isResult, offset, begin, end }
}
