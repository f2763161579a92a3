import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { duration, ratio } from './figures.ts'
import { isSameRuntime } from './sections.ts'

/** One line of the table: nanoseconds of one call. */
export interface Row {
  readonly what: string
  readonly floor: number
  readonly hospes: number
  readonly straightforward: number
}

/** Nanoseconds of one run of a kernel. */
export interface MeteringRow {
  readonly what: string
  readonly plain: number
  readonly metered: number
}

/** Of a file of so many bytes: nanoseconds warm, milliseconds cold. */
export interface RewritingRow {
  readonly what: string
  readonly bytes: number
  readonly validate: number
  readonly rewrite: number
  readonly coldMs: number
}

/** What was measured on one runtime, in one run. */
export interface Results {
  readonly runtime: string
  readonly rows: readonly Row[]
  readonly metering: readonly MeteringRow[]
  readonly rewriting: readonly RewritingRow[]
}

const recorded = new URL('results.json', import.meta.url)
/** Puts the results beside those of other runtimes. */
export function recordResults(results: Results): void {
  const others = readResults().filter(({ runtime }) => !isSameRuntime(runtime, results.runtime))
  const all = [...others, results].toSorted((a, b) => (a.runtime < b.runtime ? -1 : 1))
  writeFileSync(recorded, `${JSON.stringify(all, null, 2)}\n`)
}

function readResults(): readonly Results[] {
  return existsSync(recorded) ? JSON.parse(readFileSync(recorded, 'utf8')) : []
}

/** Lines of Markdown. */
export function resultsText(): string[] {
  return [
    '# Results',
    '',
    '`npm run bench` writes this page: each table is one run on one runtime, its contestants interleaved, the least of 15 rounds, of',
    '100 for kernels and rewriting. Compare within a line; times of different tables come from different runs.',
    '',
    '* **floor**: the least that the call can cost with the same guarded module. For strings, the fastest way to write the text, the',
    '  core calls (allocator, function, post-return) and the fastest way to read the answer, measured apart and added up.',
    '* **hospes**: the call through a loaded plugin, all checks and limits in place.',
    '* **straightforward**: glue as people write it by hand: correct, a new encoder, decoder and view for each call.',
    '',
    'Metering: the six kernels of `guests/kernels` with fuel and without, both guarded.',
    '',
    '* **plain**: fuel is `"unlimited"`. **metered**: each function and loop pays out of the tank.',
    '',
    "Rewriting: from the bytes of a file to those that the engine compiles, decoding and the engine's own validation of the original",
    'within.',
    '',
    "* **warm**: megabytes of file a second. **validation**: the engine's part of it. **cold**: the first file of a fresh process.",
    '',
    ...readResults().flatMap(results => [`## ${results.runtime}`, '', ...resultsTables(results), '']),
  ]
}

export function resultsTables({ rows, metering, rewriting }: Results): string[] {
  return [...resultsTable(rows), '', ...meteringTable(metering), '', ...rewritingTable(rewriting)]
}

function resultsTable(rows: readonly Row[]): string[] {
  return [
    '| call | floor | hospes | to the floor | straightforward | to hospes |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(
      ({ what, floor, hospes, straightforward }) =>
        `| ${what} | ${duration(floor)} | ${duration(hospes)} | ${ratio(hospes / floor)} | ${duration(straightforward)} | ${ratio(straightforward / hospes)} |`,
    ),
  ]
}

function meteringTable(rows: readonly MeteringRow[]): string[] {
  const ratios = rows.map(({ plain, metered }) => metered / plain)
  const mean = Math.exp(ratios.reduce((sum, each) => sum + Math.log(each), 0) / ratios.length)
  return [
    '| kernel | plain | metered | to plain |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(
      ({ what, plain, metered }, at) =>
        `| ${what} | ${duration(plain)} | ${duration(metered)} | ${ratio(ratios[at] ?? Number.NaN)} |`,
    ),
    `| **geometric mean** | | | **${ratio(mean)}** |`,
  ]
}

function rewritingTable(rows: readonly RewritingRow[]): string[] {
  return [
    '| file | bytes | warm | validation | cold |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(
      ({ what, bytes, validate, rewrite, coldMs }) =>
        `| ${what} | ${bytes.toLocaleString('en')} | ${((bytes / rewrite) * 1000).toFixed(1)} MB/s | ${duration(validate)} of ${duration(rewrite)} | ${coldMs.toFixed(1)} ms |`,
    ),
  ]
}
