import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Report } from '../../test/tiers/guarantees/guarantees.ts'
import { sources } from '../../test/tiers/guarantees/modules.ts'
import { assemble } from '../../test/wat.ts'

// What the lanes of the runtimes and of the browser have alike: the programs that try the guarantees, and the table in
// docs/security.md that they are held to.

const page = 'docs/security.md'

/** What a call of the program's burns on every engine, in every tier. */
export const fuel = 8009

/** The plugins to try them on, in base64, by name. */
export async function assembleModules(): Promise<Readonly<Record<string, string>>> {
  const modules: Record<string, string> = {}
  for (const [name, text] of Object.entries(sources))
    modules[name] = Buffer.from(await assemble(text, { exceptions: true })).toString('base64')
  return modules
}

/** Bundles a program of test/, which imports hospes from `hospes`. It may read files beside `test/tiers/`. */
export async function bundleProgram(entry: string, outfile: string, hospes: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['node:*'],
    define: { 'import.meta.url': JSON.stringify(`file://${join(process.cwd(), 'test/tiers/hostile.ts')}`) },
    plugins: [
      {
        name: 'hospes',
        setup: ({ onResolve }) => onResolve({ filter: /^hospes$/ }, () => ({ path: hospes, external: true })),
      },
    ],
    logLevel: 'warning',
  })
}

/** What differs between the page and what was found at a place: `Node`, `Deno`, `Bun`, `isolated page`, `other page`. */
export function differences(reports: readonly Report[], place: string): string[] {
  const table = readTable()
  const missing = table.rows.filter(({ name }) => !reports.some(({ guarantee }) => guarantee === name))
  return [
    ...missing.map(({ name }) => `${page} promises what nothing tries: ${name}`),
    ...reports.flatMap(({ tier, guarantee, outcome, detail }) => {
      const row = table.rows.find(({ name }) => name === guarantee)
      const column = [`\`${tier}\`, ${place}`, `\`${tier}\``]
        .map(name => table.columns.indexOf(name))
        .find(at => at >= 0)
      const promised = row?.cells[column ?? -1]
      if (outcome === '–' || outcome === promised) return []
      const why = detail === undefined ? '' : ` (${detail})`
      return [`${tier}, ${place}: ${guarantee}: ${page} says ${promised ?? 'nothing'}, found ${outcome}${why}`]
    }),
  ]
}

interface Row {
  readonly name: string
  readonly cells: readonly string[]
}

/** The table whose first column is `what holds`. A footnote behind a cell's word is left out. */
function readTable(): { readonly columns: readonly string[]; readonly rows: readonly Row[] } {
  const lines = readFileSync(page, 'utf8').split('\n')
  const start = lines.findIndex(line => line.startsWith('| what holds |'))
  if (start < 0) throw new Error(`${page} has no table of what holds`)
  const cellsOf = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim())
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'))
  const rows = lines.slice(start + 2, end).map((line): Row => {
    const [name = '', ...cells] = cellsOf(line)
    return { name, cells: cells.map(cell => cell.split(' ')[0] ?? '') }
  })
  return { columns: cellsOf(lines[start] ?? '').slice(1), rows }
}
