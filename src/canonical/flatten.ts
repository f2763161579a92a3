import type { Func } from '../wit/world.ts'
import { type CoreType, type Layouts, MAX_FLAT, type SequenceLayout, sequenceLayout } from './layout.ts'

/** The type of a core function. */
export interface CoreSignature {
  readonly params: readonly CoreType[]
  readonly results: readonly CoreType[]
}

/** Which side of the boundary the core function is on: a guest's export is lifted, a guest's import is lowered. */
export type Direction = 'lift' | 'lower'

/** How the parameters of a function travel: one after the other, or as a tuple in memory when there are too many. */
export interface ParamsLayout extends SequenceLayout {
  readonly spilled: boolean
}

const NO_PARAMS: ParamsLayout = { size: 0, align: 1, offsets: [], flat: [], spilled: false }

export function paramsLayout(layouts: Layouts, func: Func): ParamsLayout {
  if (func.params.length === 0) return NO_PARAMS
  const layout = sequenceLayout(func.params.map(({ type }) => layouts.of(type)))
  return { ...layout, spilled: layout.flat.length > MAX_FLAT }
}

/** Whether a result travels as the address of its place in memory: one flat value is all that is returned as it is. */
export function isResultSpilled(layouts: Layouts, func: Func): boolean {
  return func.result !== null && layouts.of(func.result).flat.length > 1
}

/** The core function that stands for a synchronous function (Canonical ABI: flatten_functype). */
export function flattenFunction(layouts: Layouts, func: Func, direction: Direction): CoreSignature {
  const { flat, spilled } = paramsLayout(layouts, func)
  const params: readonly CoreType[] = spilled ? ['i32'] : flat
  if (func.result === null) return { params, results: [] }
  if (!isResultSpilled(layouts, func)) return { params, results: layouts.of(func.result).flat }
  return direction === 'lift' ? { params, results: ['i32'] } : { params: [...params, 'i32'], results: [] }
}
