import { invoke } from '../../canonical/invoke.ts'
import { answerError, Mismatch } from '../../canonical/mismatch.ts'
import type { AnyFunction } from '../../contract/any-function.ts'
import { Failure } from '../../contract/err.ts'
import { PluginError } from '../../errors.ts'
import { checkRange } from '../../memory/bounds.ts'
import type { Guest } from '../../memory/guest.ts'
import { beginHostCall } from '../../memory/host-call.ts'
import type { CoreType } from '../core-function.ts'
import type { CoreFunction } from '../dialect.ts'
import { areaLayout, writeArea } from './area.ts'
import { toValue } from './convert.ts'
import type { Era } from './era.ts'
import { flattenParam } from './flatten.ts'
import { shallowSize } from './held.ts'
import { type ImportType, resultWords } from './import-type.ts'
import { compileLift, type Lift } from './lift.ts'
import { compileLower, type Lower, type Words } from './lower.ts'
import type { Running } from './running.ts'
import type { Wire } from './wire.ts'

/** Makes a host function one that a guest imports, for one instance; what is compiled serves all. */
export type ImportCall = (running: Running, host: AnyFunction) => CoreFunction

/**
 * Whatever breaks the convention on either side stops the guest: `abi-violation` for what it hands over, `host-error`
 * for an answer of the wrong type.
 */
export function compileImport(era: Era, type: ImportType): ImportCall {
  const lifts: { readonly at: number; readonly lift: Lift }[] = []
  const types = resultWords(era, type.result)
  const usesArea = types.length > 1
  let width = usesArea ? 1 : 0
  for (const [i, wire] of type.params.entries()) {
    const ownership = type.given?.[i] === true ? 'given' : 'lent'
    lifts.push({ at: width, lift: compileLift({ era, ownership, byIndex: false }, wire) })
    width += flattenParam(era, wire).length
  }
  const answer = compileAnswer(era, type.result, types)

  return (running, host) => {
    const { guest } = running
    const call = (words: Words): unknown => {
      beginHostCall(guest)
      const args: unknown[] = []
      try {
        for (const { at, lift } of lifts) args.push(lift(running, words, at))
      } catch (thrown) {
        return halt(guest, thrown)
      }
      return answer(running, ask(guest, host, args), words[0])
    }
    // A rest parameter costs as much as all else that a small function does.
    switch (width) {
      case 0:
        return () => call([])
      case 1:
        return a => call([a])
      case 2:
        return (a, b) => call([a, b])
      case 3:
        return (a, b, c) => call([a, b, c])
      default:
        return (...words) => call(words)
    }
  }
}

/** Calls the host's function. Only what the guest itself throws goes through it as an exception. */
function ask(guest: Guest, host: AnyFunction, args: readonly unknown[]): unknown {
  try {
    return invoke(host, args)
  } catch (thrown) {
    if (thrown instanceof PluginError && thrown.code !== 'guest-error') return guest.stop(thrown)
    throw thrown
  }
}

/** Gives the host's answer to the guest; `address` matters where the result has several words. */
type Answer = (running: Running, value: unknown, address: unknown) => unknown

function compileAnswer(era: Era, result: Wire | null, types: readonly CoreType[]): Answer {
  const wire = result?.kind === 'result' ? result.ok : result
  const lower: Lower | undefined = wire === null ? undefined : compileLower(era, wire)
  const err = result?.kind === 'result' ? result.err : null
  const give = (running: Running, words: Words, address: unknown): unknown => {
    if (types.length <= 1) return words[0]
    const { guest } = running
    const at = (address as number) >>> 0
    checkRange(guest, at, areaLayout(types).size, 4)
    writeArea(guest, types, at, words)
    return undefined
  }
  return (running, value, address) => {
    try {
      const words: Words = types.map(type => (type === 'i64' ? 0n : 0))
      if (wire?.kind === 'value') running.held.charge(shallowSize(value))
      if (result?.kind === 'result' && value instanceof Failure) storeFailure(running, err, value.payload)
      else lower?.(running, value, words, 0)
      return give(running, words, address)
    } catch (thrown) {
      return halt(running.guest, thrown)
    }
  }
}

/** Tells the guest that the host's function failed; it looks for this when the call has returned. */
function storeFailure({ values, exnStore }: Running, err: Wire | null, payload: unknown): void {
  if (exnStore === undefined)
    throw new PluginError('host-error', 'the host function answered with an error that the guest has no way to take')
  exnStore(values.add(err === null ? undefined : toValue(err, payload)))
}

/** Ends the guest for what went wrong while lifting or lowering; what came out of the guest itself goes on as it is. */
function halt(guest: Guest, thrown: unknown): never {
  if (thrown instanceof PluginError || thrown instanceof Mismatch) return guest.stop(answerError(thrown))
  throw thrown
}
