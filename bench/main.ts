import { floorCases, greetCases, texts } from './greet.ts'
import { type CoreGuest, loadGuest } from './guest.ts'
import { type Case, type MeasureOptions, measure, sunk, type Timing } from './measure.ts'
import { meteringKernels } from './metering.ts'
import { listCases, nextCases } from './numbers.ts'
import { writePage } from './page.ts'
import { type MeteringRow, type Results, type RewritingRow, type Row, recordResults, resultsTables } from './results.ts'
import { rewritings } from './rewriting.ts'
import { runtime } from './sections.ts'

// Measures calls through hospes against the least they can cost and against plain glue, what metering costs, and how fast
// modules are rewritten for it; writes bench/RESULTS.md.
// With BENCH_SMOKE set it only sees that all contestants run and agree.

const isSmoke = process.env['BENCH_SMOKE'] !== undefined
const smoke: MeasureOptions = { ms: 0.01, rounds: 1 }
const options = isSmoke ? smoke : { ms: 4, rounds: 15 }
// A run of a kernel or a rewriting is long enough by itself: what helps is more of them.
const longOptions = isSmoke ? smoke : { ms: 2, rounds: 100 }

const { plugin, core } = await loadGuest()
const { greet, next, first } = plugin.exports
const sizes: readonly [string, number][] = [
  ['10 B', 10],
  ['100 B', 100],
  ['1 KiB', 1024],
  ['64 KiB', 65536],
]
const lists = listCases(core, first)
const rows = [
  ...sizes.map(([name, size]) => greetRow(`greet, ${name}`, core, size)),
  row('u32 → u32', nextCases(core, next)),
  row('list<u32> of 1,000 in, typed array', lists.typed),
  row('list<u32> of 1,000 in, plain array', lists.plain),
]
const metering = meteringKernels().map(({ what, cases }): MeteringRow => {
  const { plain, metered } = measure(cases, longOptions)
  return { what, plain: plain.least, metered: metered.least }
})
const rewriting = (await rewritings(isSmoke ? 1 : 5)).map(({ what, bytes, coldMs, cases }): RewritingRow => {
  const { validate, rewrite } = measure(cases, longOptions)
  return { what, bytes, coldMs, validate: validate.least, rewrite: rewrite.least }
})
const results: Results = { runtime, rows, metering, rewriting }
console.log(resultsTables(results).join('\n'))
if (Number.isNaN(sunk())) throw new Error('a contestant gave no number')
if (!isSmoke) {
  recordResults(results)
  writePage()
}

function greetRow(what: string, guest: CoreGuest, size: number): Row {
  const items = texts(size)
  const { lower, call, lift } = floorCases(guest, items)
  const contestants: Record<string, Case> = { ...greetCases(guest, greet, items), ...lower, ...call, ...lift }
  const timings = measure(contestants, options)
  const fastest = [lower, call, lift].map(part => Math.min(...Object.keys(part).map(name => least(timings, name))))
  return {
    what,
    floor: fastest.reduce((sum, time) => sum + time),
    hospes: least(timings, 'hospes'),
    straightforward: least(timings, 'straightforward'),
  }
}

function row(what: string, cases: Readonly<Record<'floor' | 'hospes' | 'straightforward', Case>>): Row {
  const { floor, hospes, straightforward } = measure(cases, options)
  return { what, floor: floor.least, hospes: hospes.least, straightforward: straightforward.least }
}

function least(timings: Readonly<Record<string, Timing>>, name: string): number {
  return timings[name]?.least ?? Number.NaN
}
