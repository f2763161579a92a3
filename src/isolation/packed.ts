import type { WireError } from './error-wire.ts'
import type { Call, CallResult, Status } from './messages.ts'
import type { TierState } from './tier.ts'

/**
 * The messages that every call needs, as flat arrays: cloning or encoding objects with names costs several times as
 * much.
 */

/** Of each call its id, slot, fuel, the number of its arguments, and these. */
export type PackedCalls = readonly unknown[]
/** The status in four, then of each result its id, whether it is an error, and the value or error. */
export type PackedResults = readonly unknown[]

/** In the place of a slot: the argument is the number of a resource that is dropped. */
const dropSlot = -1

export function packCalls(calls: readonly Call[]): PackedCalls {
  const packed: unknown[] = []
  for (const call of calls)
    if ('drop' in call) packed.push(call.id, dropSlot, undefined, 1, call.drop)
    else packed.push(call.id, call.slot, call.fuel, call.args.length, ...call.args)
  return packed
}

export function unpackCalls(packed: PackedCalls): Call[] {
  const calls: Call[] = []
  for (let at = 0; at < packed.length; ) {
    const [id, slot, fuel, length] = packed.slice(at, at + 4) as [number, number, number | undefined, number]
    const args = packed.slice(at + 4, at + 4 + length)
    calls.push(slot === dropSlot ? { id, drop: args[0] as number } : { id, slot, fuel, args })
    at += 4 + length
  }
  return calls
}

export function packResults(results: readonly CallResult[], { state, restarts, usage }: Status): PackedResults {
  const packed: unknown[] = [state, restarts, usage.fuel, usage.memoryBytes]
  for (const result of results)
    if ('error' in result) packed.push(result.id, true, result.error)
    else packed.push(result.id, false, result.value)
  return packed
}

type StatusFields = readonly [TierState, number, number | undefined, number]

/** @throws TypeError for what is none: the other side may not be what it was */
export function unpackResults(packed: PackedResults): { readonly results: CallResult[]; readonly status: Status } {
  if (!Array.isArray(packed) || packed.length % 3 !== 1) throw new TypeError('results of another length')
  const [state, restarts, fuel, memoryBytes] = packed as unknown as StatusFields
  const status = checkStatus({ state, restarts, usage: { fuel, memoryBytes } })
  const results: CallResult[] = []
  for (let at = 4; at < packed.length; at += 3) {
    const id = packed[at] as number
    results.push(packed[at + 1] === true ? { id, error: packed[at + 2] as WireError } : { id, value: packed[at + 2] })
  }
  return { results, status }
}

/** @throws TypeError for what is none */
export function checkStatus(status: Status): Status {
  const { state, restarts, usage } = status
  const isKnown = state === 'ready' || state === 'poisoned' || state === 'closed'
  const numbers: readonly unknown[] = [restarts, usage.memoryBytes, usage.fuel ?? 0]
  if (isKnown && numbers.every(Number.isFinite)) return status
  throw new TypeError('another status')
}
