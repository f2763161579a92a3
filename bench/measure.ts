/** One contestant: does `rounds` operations and gives something that depends on all of them. */
export type Case = (rounds: number) => number

/** Nanoseconds an operation. */
export interface Timing {
  readonly least: number
  readonly median: number
}

export interface MeasureOptions {
  /** Length of one measurement of one case. */
  readonly ms: number
  readonly rounds: number
}

let sink = 0

/**
 * Measures all cases in turn, round by round, so that what disturbs one disturbs all; the least time of a case counts.
 * Figures of two calls of this function are not comparable, only those of one.
 */
export function measure<Name extends string>(
  cases: Readonly<Record<Name, Case>>,
  { ms, rounds }: MeasureOptions,
): Readonly<Record<Name, Timing>> {
  const running = (Object.entries(cases) as [Name, Case][]).map(([name, run]) => ({
    name,
    run,
    count: calibrate(run, ms),
    times: [] as number[],
  }))
  for (let round = 0; round < rounds; round++)
    for (const { run, count, times } of running) times.push((time(run, count) * 1e6) / count)
  const timings = running.map(({ name, times }): [Name, Timing] => {
    const sorted = times.toSorted((a, b) => a - b)
    return [name, { least: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0 }]
  })
  return Object.fromEntries(timings) as Record<Name, Timing>
}

/** Warms a case up, and finds how many operations take about `ms`. */
function calibrate(run: Case, ms: number): number {
  let count = 1
  while (time(run, count) < ms / 2) count = Math.ceil(count * 2)
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 5; i++) least = Math.min(least, time(run, count))
  return Math.max(1, Math.round((count * ms) / least))
}

function time(run: Case, count: number): number {
  const start = performance.now()
  sink ^= run(count)
  return performance.now() - start
}

/** So that no engine drops what is measured. */
export function sunk(): number {
  return sink
}
