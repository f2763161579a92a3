import type {
  InspectedBounds,
  InspectedExport,
  InspectedImport,
  Inspection,
  SectionSize,
} from '../inspect/inspection.ts'
import { columns, kib, paint, plural, type Row } from './text.ts'

export interface DescribeOptions {
  readonly color: boolean
  /** Lists everything, however long the lists are. */
  readonly all: boolean
}

/** So many entries of a list are shown without `--all`. */
const shownEntries = 40

/** An inspection as lines for a person. */
export function describeInspection(file: string, inspection: Inspection, { color, all }: DescribeOptions): string[] {
  const { kind, size, imports, exports, sections, wit, issues } = inspection
  const noun = kind === 'core' ? 'core module' : 'component'
  const lines = [
    `${paint({ text: file, style: 'bold' }, color)}  ${noun}, ${kib(size)}`,
    ...columns(factsOf(inspection), color, '  '),
  ]

  function list(title: string, count: number, rows: readonly Row[]): void {
    lines.push('', paint({ text: `${title} (${count.toLocaleString('en')})`, style: 'bold' }, color))
    const shown = all ? rows : rows.slice(0, shownEntries)
    lines.push(...columns(shown, color, '  '))
    if (shown.length < rows.length)
      lines.push(
        paint({ text: `  and ${plural(rows.length - shown.length, 'more line')}: --all`, style: 'dim' }, color),
      )
  }

  if (issues.length > 0)
    list(
      'Cannot be loaded',
      issues.length,
      issues.map(({ code, message }): Row => [{ text: code, style: 'red' }, message]),
    )
  if (imports.length > 0) list('Asks for', imports.length, imports.map(importRow))
  if (exports.length > 0) list('Offers', exports.length, exports.map(exportRow))
  if (wit !== undefined) {
    lines.push('', paint({ text: 'Interface', style: 'bold' }, color))
    for (const line of wit.trimEnd().split('\n')) lines.push(`  ${paint(line, false)}`.trimEnd())
  }
  if (sections.length > 0) list('Sections', sections.length, sectionRows(inspection, all))
  return lines
}

/** What is said about the whole, a line each: `dialect`, `made by`, `memory`, `needs`. */
function factsOf({ kind, dialect, producers, memories, tables, functions, features }: Inspection): Row[] {
  const rows: Row[] = []
  const add = (label: string, ...texts: readonly (string | Row[number])[]): void => {
    rows.push([{ text: label, style: 'dim' }, ...texts])
  }
  if (dialect === undefined) add('dialect', { text: 'none that hospes knows', style: 'red' })
  else {
    add('dialect', { text: [dialect.name, dialect.version].filter(Boolean).join(' '), style: 'cyan' })
    for (const [at, evidence] of dialect.evidence.entries()) add(at === 0 ? 'because' : '', evidence)
  }
  const makers = producers.map(({ name, version }) => `${name} ${version}`.trim())
  if (makers.length > 0) add('made by', makers.join(', '))
  const missing = features.filter(({ supported }) => !supported).map(({ name }) => name)
  if (features.length > 0) add('needs', features.map(({ name }) => name).join(', '))
  if (missing.length > 0) add('', { text: `not in this engine: ${missing.join(', ')}`, style: 'red' })
  for (const memory of memories) add('memory', boundsText(memory, 'page', 64 * 1024))
  for (const table of tables) add('table', boundsText(table, 'element'))
  if (kind === 'core' || functions > 0) add('code', plural(functions, 'function'))
  return rows
}

function boundsText({ min, max, imported }: InspectedBounds, unit: string, bytes?: number): string {
  const size = bytes === undefined ? '' : ` (${kib(min * bytes)})`
  const limit = max === undefined ? 'no maximum' : max === min ? 'fixed' : `at most ${plural(max, unit)}`
  return `${plural(min, unit)}${size}, ${limit}${imported ? ', imported' : ''}`
}

function importRow({ role, module, name, signature, kind, source }: InspectedImport): Row {
  return [
    { text: role, style: role === 'unknown' ? 'red' : role === 'contract' ? 'green' : 'dim' },
    ...(module === undefined ? [] : [{ text: module, style: 'dim' } as const]),
    name === '' ? '""' : name,
    { text: `${kind === 'func' ? '' : `${kind} `}${signature}`, style: 'dim' },
    ...(source === undefined ? [] : [source]),
  ]
}

function exportRow({ kind, name, signature }: InspectedExport): Row {
  return [{ text: kind, style: 'dim' }, name === '' ? '""' : name, { text: signature, style: 'dim' }]
}

/** The biggest first; those that make less than a hundredth of the file are one line, unless all are asked for. */
function sectionRows({ sections, size }: Inspection, all: boolean): Row[] {
  const isShown = (section: SectionSize): boolean => all || section.size * 100 >= size
  const shown = sections.filter(isShown).sort((a, b) => b.size - a.size)
  const rest = sections.filter(section => !isShown(section))
  if (rest.length > 0)
    shown.push({ name: plural(rest.length, 'other'), size: rest.reduce((sum, section) => sum + section.size, 0) })
  const widest = Math.max(...shown.map(section => kib(section.size).length))
  return shown.map(section => [
    kib(section.size).padStart(widest),
    { text: `${Math.round((100 * section.size) / size)} %`.padStart(5), style: 'dim' },
    section.name,
  ])
}
