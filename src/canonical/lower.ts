import type { AnyFunction } from '../contract/any-function.ts'
import { checkRange } from '../memory/bounds.ts'
import type { Guest } from '../memory/guest.ts'
import { beginHostCall } from '../memory/host-call.ts'
import type { Func } from '../wit/world.ts'
import { borrowsResources, scoped } from './borrows.ts'
import type { Codec, CoreValue } from './codec.ts'
import type { Codecs } from './codecs.ts'
import { isResultSpilled, type ParamsLayout, paramsLayout } from './flatten.ts'
import { type CoreFunction, invoke, valuesFor } from './invoke.ts'
import { answerError } from './mismatch.ts'
import { startsOf } from './types/sequence.ts'

/**
 * Makes a host function one that a guest imports (canon lower), for one instance. What is compiled serves all.
 * Whatever breaks the convention on either side stops the guest: `abi-violation`, `output-too-large` for what it
 * hands over, `host-error` for an answer of the wrong type. What `host` throws has stopped the guest already.
 */
export type Lower = (guest: Guest, host: AnyFunction) => CoreFunction

/** Gives the answer to the guest: as the core result, or at the address that the guest gave as its last parameter. */
type Answer = (guest: Guest, value: unknown, address: CoreValue) => unknown

/** @throws PluginError `unsupported`, `limit-exceeded` for types that cannot pass. */
export function compileLower(codecs: Codecs, func: Func): Lower {
  const lower = compileCall(codecs, func)
  if (!borrowsResources(codecs.layouts.types, func)) return lower
  const { spilled, flat } = paramsLayout(codecs.layouts, func)
  // The last is the address of the result, where that is spilled.
  const arity = (spilled ? 1 : flat.length) + 1
  return (guest, host) => scoped(lower(guest, host), arity, guest.instance.handles)
}

function compileCall(codecs: Codecs, func: Func): Lower {
  const params = func.params.map(({ type }) => codecs.of(type))
  const layout = paramsLayout(codecs.layouts, func)
  const answer = compileAnswer(codecs, func)
  const [first] = params

  if (first === undefined) {
    return (guest, host) => address => {
      beginHostCall(guest)
      return answer(guest, host(), address)
    }
  }
  if (params.length === 1 && first.single) {
    const { lift } = first.single
    return (guest, host) => (word, address) => {
      beginHostCall(guest)
      let value: unknown
      try {
        value = lift(word)
      } catch (thrown) {
        return halt(guest, thrown)
      }
      return answer(guest, host(value), address)
    }
  }
  if (params.length === 1 && first.pair) {
    const { lift } = first.pair
    return (guest, host) => (block, length, address) => {
      beginHostCall(guest)
      let value: unknown
      try {
        value = lift(guest, block >>> 0, length >>> 0)
      } catch (thrown) {
        return halt(guest, thrown)
      }
      return answer(guest, host(value), address)
    }
  }
  return lowerMany(params, layout, answer)
}

function lowerMany(params: readonly Codec[], layout: ParamsLayout, answer: Answer): Lower {
  const liftArguments = layout.spilled ? liftSpilled(params, layout) : liftFlat(params)
  const addressIndex = layout.spilled ? 1 : layout.flat.length
  return (guest, host) =>
    (...values) => {
      beginHostCall(guest)
      let args: readonly unknown[]
      try {
        args = liftArguments(guest, values)
      } catch (thrown) {
        return halt(guest, thrown)
      }
      return answer(guest, invoke(host, args), values[addressIndex])
    }
}

type LiftArguments = (guest: Guest, values: CoreValue[]) => readonly unknown[]

function liftFlat(params: readonly Codec[]): LiftArguments {
  const starts = startsOf(params)
  return (guest, values) => params.map((param, i) => param.liftFlat(guest, values, starts[i] as number))
}

function liftSpilled(params: readonly Codec[], { size, align, offsets }: ParamsLayout): LiftArguments {
  return (guest, values) => {
    const address = (values[0] as number) >>> 0
    checkRange(guest, address, size, align)
    return params.map((param, i) => param.load(guest, address + (offsets[i] as number)))
  }
}

function compileAnswer(codecs: Codecs, func: Func): Answer {
  if (func.result === null) return () => undefined
  const { single, size, align, store, lowerFlat } = codecs.ofAnswer(func.result)
  if (single) {
    return (guest, value) => {
      try {
        return single.lower(value)
      } catch (thrown) {
        return halt(guest, thrown)
      }
    }
  }
  if (!isResultSpilled(codecs.layouts, func)) {
    return (guest, value) => {
      try {
        const values = valuesFor(1)
        lowerFlat(guest, value, values, 0)
        return values[0]
      } catch (thrown) {
        return halt(guest, thrown)
      }
    }
  }
  return (guest, value, pointer) => {
    try {
      const address = (pointer as number) >>> 0
      checkRange(guest, address, size, align)
      store(guest, address, value)
      return undefined
    } catch (thrown) {
      return halt(guest, thrown)
    }
  }
}

/** Ends the guest for what went wrong while lifting or lowering. A trap of its own allocator goes on as it is. */
function halt(guest: Guest, thrown: unknown): never {
  if (thrown instanceof WebAssembly.RuntimeError) throw thrown
  return guest.stop(answerError(thrown))
}
