import { floorCases, greetCases, texts } from './greet.ts'
import { type CoreGuest, loadGuest } from './guest.ts'
import { type Case, type MeasureOptions, measure, sunk, type Timing } from './measure.ts'
import { listCases, nextCases } from './numbers.ts'
import { keepResults, type Row, resultsTable } from './results.ts'

// Measures calls through hospes against the least they can cost and against plain glue, and writes bench/RESULTS.md.
// With BENCH_SMOKE set it only sees that all contestants run and agree.

const isSmoke = process.env['BENCH_SMOKE'] !== undefined
const options: MeasureOptions = isSmoke ? { ms: 0.01, rounds: 1 } : { ms: 4, rounds: 15 }

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
console.log(resultsTable(rows).join('\n'))
if (Number.isNaN(sunk())) throw new Error('a contestant gave no number')
if (!isSmoke) keepResults({ runtime: `Node ${process.versions.node}`, rows })

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
