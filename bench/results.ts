import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** One line of the table: nanoseconds of one call. */
export interface Row {
  readonly what: string
  readonly floor: number
  readonly hospes: number
  readonly straightforward: number
}

/** What was measured on one runtime, in one run. */
export interface Results {
  readonly runtime: string
  readonly rows: readonly Row[]
}

const recorded = new URL('results.json', import.meta.url)
const page = new URL('RESULTS.md', import.meta.url)

/** Puts the results beside those of other runtimes, in `results.json` and on the page. */
export function keepResults(results: Results): void {
  const others: readonly Results[] = existsSync(recorded) ? JSON.parse(readFileSync(recorded, 'utf8')) : []
  const all = [...others.filter(({ runtime }) => major(runtime) !== major(results.runtime)), results].toSorted(
    (a, b) => (a.runtime < b.runtime ? -1 : 1),
  )
  writeFileSync(recorded, `${JSON.stringify(all, null, 2)}\n`)
  writeFileSync(page, resultsPage(all))
}

function major(runtime: string): string {
  return runtime.split('.', 1)[0] ?? runtime
}

function resultsPage(all: readonly Results[]): string {
  return [
    '# Results',
    '',
    '`npm run bench` writes this page: each table is one run on one runtime, its contestants interleaved, the least of 15 rounds.',
    'Compare within a line; times of different tables come from different runs.',
    '',
    '* **floor**: the least that the call can cost with the same guarded module. For strings, the fastest way to write the text, the',
    '  core calls (allocator, function, post-return) and the fastest way to read the answer, measured apart and added up.',
    '* **hospes**: the call through a loaded plugin, all checks and limits in place.',
    '* **straightforward**: glue as people write it by hand: correct, a new encoder, decoder and view for each call.',
    '',
    ...all.flatMap(results => [`## ${results.runtime}`, '', ...resultsTable(results.rows), '']),
  ].join('\n')
}

export function resultsTable(rows: readonly Row[]): string[] {
  return [
    '| call | floor | hospes | to the floor | straightforward | to hospes |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(
      ({ what, floor, hospes, straightforward }) =>
        `| ${what} | ${duration(floor)} | ${duration(hospes)} | ${ratio(hospes / floor)} | ${duration(straightforward)} | ${ratio(straightforward / hospes)} |`,
    ),
  ]
}

function duration(ns: number): string {
  return ns < 10 ? `${ns.toFixed(1)} ns` : ns < 1000 ? `${ns.toFixed(0)} ns` : `${(ns / 1000).toFixed(2)} µs`
}

function ratio(value: number): string {
  return `${value.toFixed(2)} ×`
}
