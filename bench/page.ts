import { writeFileSync } from 'node:fs'
import { resultsText } from './results.ts'
import { recordSection, type Section, sectionsText, tableOf } from './sections.ts'

const page = new URL('RESULTS.md', import.meta.url)

/** Writes the page anew from all that is recorded. */
export function writePage(): void {
  writeFileSync(page, [...resultsText(), ...sectionsText()].join('\n'))
}

/** Shows a section and, unless this is only to see that all contestants run and agree, records it. */
export function keepSection(section: Section, isSmoke: boolean): void {
  console.log(tableOf(section.head, section.rows).join('\n'))
  if (isSmoke) return
  recordSection(section)
  writePage()
}
