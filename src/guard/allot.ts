import type { Bounds } from '../wasm/module.ts'

/**
 * How far each of several memories or tables may grow, so that together they never exceed `total`: its own maximum
 * where there is room for all, else an equal share of what is left beyond their initial sizes; none beyond `most`.
 * The initial sizes must fit into `total`.
 */
export function allotMaxima(items: readonly Pick<Bounds, 'min' | 'max'>[], total: number, most: number): number[] {
  const maxima = items.map(({ min }) => min)
  let left = total - maxima.reduce((sum, min) => sum + min, 0)
  const growable = items.map(({ min, max }, index) => ({ index, wanted: Math.min(max ?? most, most) - min }))
  growable.sort((a, b) => (a.wanted === b.wanted ? a.index - b.index : a.wanted - b.wanted))
  growable.forEach(({ index, wanted }, rank) => {
    const share = Math.min(wanted, Math.floor(left / (growable.length - rank)))
    maxima[index] = (maxima[index] ?? 0) + share
    left -= share
  })
  return maxima
}
