import { writable } from '../../canonical/generate.ts'
import { invoke } from '../../canonical/invoke.ts'
import { argumentError } from '../../canonical/mismatch.ts'
import type { AnyFunction } from '../../contract/any-function.ts'
import type { CoreFunction } from '../dialect.ts'
import type { Binding } from './bind.ts'
import { flattenParam } from './flatten.ts'
import { compileLower, type Lower, type Words } from './lower.ts'
import { compileResult, finisher } from './result.ts'
import type { Running } from './running.ts'
import { writeCall } from './write-call.ts'

/**
 * Makes an export one of JavaScript, for one instance; what is compiled serves all. `area` is where the export puts a
 * result of several words, when it does not return them.
 *
 * The function throws PluginError `invalid-argument` before the guest has run (its allocator aside), `guest-error` for
 * what the guest reports or throws; `recover` says whether the instance is sound afterwards.
 */
export type Call = (running: Running, core: CoreFunction, area: number) => AnyFunction

/** One parameter: how it is lowered, and the index of its first word. */
export interface LowerAt {
  readonly name: string
  readonly at: number
  readonly lower: Lower
}

export function compileCall(binding: Binding): Call {
  const { params, era, returns } = binding
  const lowers: LowerAt[] = []
  let width = returns === 'area' ? 1 : 0
  for (const { name, wire } of params) {
    lowers.push({ name, at: width, lower: compileLower(era, wire) })
    width += flattenParam(era, wire).length
  }
  const result = compileResult(binding)

  return (running, core, area) => {
    const { guest, control, allocator, structs, values } = running
    result.mark?.begin(guest, area)
    const finish = finisher(binding, result, running, area)
    // Filled and read within one call; an instance is in one call at a time.
    const words: Words = new Array<unknown>(width).fill(area)
    const call = (args: readonly unknown[]): unknown => {
      allocator.begin()
      structs.begin()
      let i = 0
      try {
        for (; i < lowers.length; i++) {
          const { at, lower } = lowers[i] as LowerAt
          lower(running, args[i], words, at)
        }
      } catch (thrown) {
        allocator.undo()
        values.settle(false)
        throw argumentError(lowers[i]?.name ?? '', thrown)
      }
      allocator.commit()
      structs.commit()
      control.current = binding
      return finish(invoke(core, words))
    }
    if (params.length > 4) return (...args) => call(args)
    const write = (): unknown => writeCall({ binding, lowers, result, running, core, area })
    return writable((a, b, c, d) => call([a, b, c, d]), write)
  }
}
