import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a suite achieves, by phrase: `modules read to the last byte`. Each counts successes, so that more is better. */
export type Counts = Readonly<Record<string, number>>
export type Status = Readonly<Record<string, Counts>>

const recorded = new URL('../../docs/status.json', import.meta.url)

/** Set by `npm run status`: the folder that takes what each suite achieves now. */
export const statusFolder = 'HOSPES_STATUS'

/**
 * Holds a suite to what it achieved before: throws when a count is below the one in `docs/status.json`, or missing.
 * A suite that isn't recorded yet throws too, so that none is forgotten; `npm run status` records it.
 */
export function record(suite: string, counts: Counts): void {
  const folder = process.env[statusFolder]
  if (folder !== undefined) {
    writeFileSync(join(folder, `${encodeURIComponent(suite)}.json`), JSON.stringify({ [suite]: counts }))
    return
  }
  const floor = readStatus()[suite]
  if (floor === undefined) throw new Error(`${suite} is not in docs/status.json: npm run status records it`)
  const falls = fallsBelow(suite, floor, counts)
  if (falls.length > 0) throw new Error(falls.join('\n'))
}

/** One line for each count that is below its floor. */
export function fallsBelow(suite: string, floor: Counts, counts: Counts): string[] {
  return Object.entries(floor)
    .filter(([phrase, least]) => !((counts[phrase] ?? -1) >= least))
    .map(([phrase, least]) => `${suite}, ${phrase}: expected at least ${least}, found ${counts[phrase] ?? 'no count'}`)
}

export function readStatus(): Status {
  return JSON.parse(readFileSync(recorded, 'utf8'))
}

export function writeStatus(status: Status): void {
  const sorted = Object.fromEntries(Object.entries(status).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(recorded, `${JSON.stringify(sorted, null, 2)}\n`)
  writeFileSync(new URL('status.md', recorded), statusPage(sorted))
}

/** `docs/status.md`: the recorded counts as a page. */
export function statusPage(status: Status): string {
  const rows = Object.entries(status).flatMap(([suite, counts]) =>
    Object.entries(counts).map(([phrase, count]) => `| ${suite} | ${phrase} | ${count.toLocaleString('en')} |`),
  )
  return [
    '# Status',
    '',
    'What the conformance suites count. `npm run status` writes this page; a test fails when a count falls.',
    '',
    '| suite | what | count |',
    '| --- | --- | ---: |',
    ...rows,
    '',
  ].join('\n')
}
