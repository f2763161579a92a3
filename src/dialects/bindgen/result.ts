import { parseExternName } from '../../wit/names.ts'
import { createAreaReader } from './area.ts'
import type { Binding } from './bind.ts'
import { isValue } from './flatten.ts'
import { guestError } from './guest-error.ts'
import { compileLift, type Lift } from './lift.ts'
import type { Words } from './lower.ts'
import { createMarkCheck, type MarkCheck } from './mark.ts'
import { since } from './release.ts'
import type { Running } from './running.ts'
import type { Wire } from './wire.ts'

/** What becomes of the words of an export's result: compiled once, for all instances. */
export interface Result {
  /** The value's type, of a `result` that of its ok. */
  readonly wire: Wire | null
  /** Reads the value from the words. */
  readonly lift: Lift
  /** Index of the word that is not 0 when the function has failed; the word before it is the error then. */
  readonly flag: number | undefined
  /** Throws the guest's own error. */
  readonly fail: (running: Running, error: number) => never
  readonly mark: MarkCheck | undefined
  /** Whether calls pass values that are to be let go afterwards, and whether the guest may keep them. */
  readonly passed: 'nothing' | 'lent' | 'kept'
}

export function compileResult(binding: Binding): Result {
  const { era, params, result, words, returns } = binding
  const { ok, err } = result?.kind === 'result' ? result : { ok: result, err: null }
  const passes = era.values === 'heap' && params.some(({ wire }) => isValue(era, wire))
  return {
    wire: ok,
    lift: ok === null ? () => undefined : compileLift({ era, ownership: 'given', byIndex: words.length > 1 }, ok),
    flag: result?.kind === 'result' && era.release >= since.resultWords ? words.length - 1 : undefined,
    fail: (running, error) => {
      const value = running.values.take(error)
      // The guest has returned in good order: there is nothing to put back.
      running.control.current = undefined
      running.values.settle(false)
      throw guestError(running, err, value, 'answered with an error')
    },
    mark: returns === 'area' ? createMarkCheck(binding) : undefined,
    passed: passes ? (mayKeep(binding) ? 'kept' : 'lent') : 'nothing',
  }
}

/** Where a value can stay with the guest beyond the call: in what is made, and in what is set. */
function mayKeep({ path }: Binding): boolean {
  const name = parseExternName(path.at(-1) ?? '')
  if (name === undefined || name.kind === 'interface') return false
  return name.kind === 'constructor' || name.label.startsWith('set-')
}

/** What to do with the core result of an export that has returned, in one instance. */
export type Finish = (result: unknown) => unknown

export function finisher({ returns, words: types }: Binding, result: Result, running: Running, area: number): Finish {
  const { lift, flag, fail, mark, passed } = result
  const { guest, control, values } = running
  const read = returns === 'area' ? createAreaReader(types) : undefined
  const words: Words = new Array<unknown>(types.length).fill(0)
  return core => {
    // A guest that was stopped and has come back all the same was stopped too deep in the stack for a trap.
    if (guest.violation !== undefined) throw guest.violation
    if (guest.u8.length === 0) guest.refresh()
    let found = words
    if (read !== undefined) {
      read(guest, area, words)
      mark?.end(running, area)
    } else if (returns === 'multi') found = core as Words
    else words[0] = core
    if (flag !== undefined && found[flag] !== 0) fail(running, found[flag - 1] as number)
    const value = lift(running, found, 0)
    control.current = undefined
    if (passed !== 'nothing') values.settle(passed === 'kept')
    return value
  }
}
