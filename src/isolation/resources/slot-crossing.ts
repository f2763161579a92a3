import { argumentError } from '../../canonical/mismatch.ts'
import { compileCrossing, compileResultCrossing, type Handover } from '../../contract/crossing.ts'
import { Failure } from '../../contract/err.ts'
import type { Slot } from '../../wit/slots.ts'
import type { TypeDef } from '../../wit/world.ts'

/** The values of one function on their way over a boundary, as one side of it sees them. All come back as copies. */
export interface SlotCrossing {
  /** @throws PluginError `invalid-argument` for what is no resource where one should be */
  args(values: readonly unknown[]): unknown[]
  /** What a call has given: the value of its result, or a host's `Failure`. */
  result(value: unknown): unknown
  /** What a failed call has in its error. */
  payload(payload: unknown): unknown
}

/** `undefined` where no resource can be among a function's values: they pass untouched. */
export function compileSlot(
  types: readonly TypeDef[],
  { function: func }: Slot,
  args: Handover,
  result: Handover,
): SlotCrossing | undefined {
  const params = func.params.map(({ name, type }) => ({ name, cross: compileCrossing(types, type, args) }))
  const { ok, err } = compileResultCrossing(types, func.result, result)
  if (ok === undefined && err === undefined && params.every(({ cross }) => cross === undefined)) return undefined

  const payload = (value: unknown): unknown => (err === undefined ? value : err(value))
  return {
    args: values =>
      values.map((value, at) => {
        const { name = '', cross } = params[at] ?? {}
        try {
          return cross === undefined ? value : cross(value)
        } catch (thrown) {
          throw argumentError(name, thrown)
        }
      }),
    result: value => {
      if (value instanceof Failure) return new Failure(payload(value.payload))
      return ok === undefined ? value : ok(value)
    },
    payload,
  }
}
