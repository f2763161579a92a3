import type { Func } from '../wit/world.ts'
import type { Codecs } from './codecs.ts'
import { type Direction, isResultSpilled, paramsLayout } from './flatten.ts'

/** Which canonical options the types of a function call for. */
export interface Requirements {
  readonly memory: boolean
  readonly realloc: boolean
}

/** @throws PluginError `unsupported`, `limit-exceeded` for types that cannot pass. */
export function requirementsOf(codecs: Codecs, func: Func, direction: Direction): Requirements {
  const params = func.params.some(({ type }) => codecs.of(type).allocates)
  const result = func.result !== null && codecs.of(func.result).allocates
  const { spilled } = paramsLayout(codecs.layouts, func)
  const memory = params || result || spilled || isResultSpilled(codecs.layouts, func)
  // Who hands memory over asks the guest for it: the host its arguments, or its answer.
  return { memory, realloc: direction === 'lift' ? params || spilled : result }
}
