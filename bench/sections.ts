import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** A part of the page that a program of its own measures. */
export interface Section {
  readonly title: string
  /** Lines of Markdown: what was measured, and what the columns mean. */
  readonly about: readonly string[]
  /** Names of the columns, the first of words, the others of figures. */
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

interface Recorded {
  readonly about: readonly string[]
  readonly head: readonly string[]
  /** By runtime. */
  readonly rows: Readonly<Record<string, Section['rows']>>
}

type Sections = Readonly<Record<string, Recorded>>

const recorded = new URL('sections.json', import.meta.url)

/** Node 24.21.0 and Node 24.22.0 are one runtime, the later one counts. */
export const runtime = `Node ${process.versions.node}`

export function isSameRuntime(one: string, other: string): boolean {
  return one.split('.', 1)[0] === other.split('.', 1)[0]
}

function readSections(): Sections {
  return existsSync(recorded) ? JSON.parse(readFileSync(recorded, 'utf8')) : {}
}

/** Puts what was measured on this runtime beside what was measured on others. */
export function recordSection({ title, about, head, rows }: Section): void {
  const sections = readSections()
  const others = Object.entries(sections[title]?.rows ?? {}).filter(([name]) => !isSameRuntime(name, runtime))
  const byRuntime = Object.fromEntries([...others, [runtime, rows] as const].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const all = { ...sections, [title]: { about, head, rows: byRuntime } }
  writeFileSync(recorded, `${JSON.stringify(all, null, 2)}\n`)
}

/** Lines of Markdown. */
export function sectionsText(): string[] {
  return Object.entries(readSections())
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([title, { about, head, rows }]) => [
      `## ${title}`,
      '',
      ...about,
      '',
      ...Object.entries(rows).flatMap(([name, rows]) => [`### ${name}`, '', ...tableOf(head, rows), '']),
    ])
}

export function tableOf(head: Section['head'], rows: Section['rows']): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)]
}
