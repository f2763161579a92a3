import { type Issue, WitError } from '../../errors.ts'

/** One WIT text. */
export interface Source {
  /** The file's name for messages; empty for a text that is no file. */
  readonly name: string
  readonly text: string
}

/** A point in a text. */
export interface Place {
  readonly source: Source
  /** In UTF-16 code units from the start of the text. */
  readonly offset: number
}

/** More of them help nobody, and a hostile text has thousands. */
const MAX_FAULTS = 100
const MAX_NAMES = 20

interface Fault {
  readonly place: Place
  readonly message: string
  readonly expected?: string
  readonly found?: string
}

/** Gathers what is wrong with the texts of one reading. */
export interface Faults {
  readonly any: boolean
  /** Whether further faults would be dropped. */
  readonly isFull: boolean
  report(place: Place, message: string): void
  reportExpected(place: Place, expected: string, found: string): void
  /** @throws WitError if anything was reported. */
  throwIfAny(): void
}

export function createFaults(): Faults {
  const faults: Fault[] = []
  const add = (fault: Fault): void => {
    if (faults.length < MAX_FAULTS) faults.push(fault)
  }
  return {
    get any() {
      return faults.length > 0
    },
    get isFull() {
      return faults.length >= MAX_FAULTS
    },
    report: (place, message) => add({ place, message }),
    reportExpected: (place, expected, found) =>
      add({ place, message: `expected ${expected}, found ${found}`, expected, found }),
    throwIfAny() {
      const sorted = sortFaults(faults)
      const [first] = sorted
      if (first !== undefined) throw createError(first, sorted)
    },
  }
}

/** As a reader meets them: text by text, from the top. */
function sortFaults(faults: readonly Fault[]): Fault[] {
  const sources = [...new Set(faults.map(({ place }) => place.source))]
  return sources.flatMap(source =>
    faults.filter(({ place }) => place.source === source).sort((a, b) => a.place.offset - b.place.offset),
  )
}

/** Names for a sentence, in order; of very many the first ones. */
export function listNames(names: readonly string[]): string {
  const sorted = [...names].sort()
  const shown = sorted.slice(0, MAX_NAMES).join(', ')
  return sorted.length > MAX_NAMES ? `${shown} and ${sorted.length - MAX_NAMES} more` : shown
}

/** The error for a single fault. */
export function witError(place: Place, message: string): WitError {
  const fault = { place, message }
  return createError(fault, [fault])
}

function createError(first: Fault, faults: readonly Fault[]): WitError {
  const { line, column } = lineAndColumn(first.place)
  const more = faults.length > 1 ? `\n(and ${faults.length - 1} more)` : ''
  const message = `${inFile(first)}${pointTo(first.place)}${more}`
  return new WitError(message, line, column, faults.map(toIssue))
}

/** A place at the end of a message: ` at 2:7`, and below it the line with a caret. */
export function pointTo(place: Place): string {
  const { line, column } = lineAndColumn(place)
  return ` at ${line}:${column}${excerpt(place)}`
}

function toIssue(fault: Fault): Issue {
  const { expected, found } = fault
  const details = expected === undefined || found === undefined ? {} : { expected, found }
  return { code: 'wit-invalid', message: inFile(fault), ...lineAndColumn(fault.place), ...details }
}

function inFile({ place, message }: Fault): string {
  return place.source.name === '' ? message : `${place.source.name}: ${message}`
}

function lineAndColumn({ source, offset }: Place): { line: number; column: number } {
  let line = 1
  let start = 0
  for (;;) {
    const end = source.text.indexOf('\n', start)
    if (end < 0 || end >= offset) return { line, column: offset - start + 1 }
    line++
    start = end + 1
  }
}

const EXCERPT_WIDTH = 100

/** The line of a place, on a line of its own, with a caret under it; long lines are cut to the part around the place. */
function excerpt({ source, offset }: Place): string {
  const { text } = source
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const newline = text.indexOf('\n', offset)
  const lineEnd = newline < 0 ? text.length : newline
  const start = Math.max(lineStart, offset - EXCERPT_WIDTH / 2)
  const end = Math.min(lineEnd, start + EXCERPT_WIDTH)
  const before = start > lineStart ? '...' : ''
  const after = end < lineEnd ? '...' : ''
  const printable = (part: string): string => part.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ' ')
  const left = before + printable(text.slice(start, offset))
  const line = `${left}${printable(text.slice(offset, end))}${after}`.trimEnd()
  return line === '' ? '' : `\n  ${line}\n  ${' '.repeat(left.length)}^`
}
