/** Lines for a terminal, made of text that a plugin may have chosen. */

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'cyan'

/** A piece of a line. */
export interface Span {
  readonly text: string
  readonly style?: Style
}

/** One line of a table: a plain string is a span without style. */
export type Row = readonly (Span | string)[]

const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 }

/** Longest piece of untrusted text that is shown, in code points; `--json` has all of it. */
const longest = 160

/**
 * What makes text safe to show: control, format (bidirectional and invisible), private and surrogate code points and
 * line separators are written as `\u{...}`, so that a name can neither steer the terminal nor pose as another.
 */
export function escapeText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu,
    character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/** JSON that is safe to show: what `escapeText` replaces is an escape of JSON here, so that the value stays the same. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, character =>
    Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
      .map(unit => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

/** Escapes a span, cuts it, and colours it where colours are taken. */
export function paint(span: Span | string, color: boolean): string {
  const { text, style } = typeof span === 'string' ? { text: span, style: undefined } : span
  const shown = cut(escapeText(text))
  return color && style !== undefined && shown !== '' ? `\x1b[${codes[style]}m${shown}\x1b[0m` : shown
}

/** Paints rows as lines, the columns aligned, two blanks between them. The last column is not padded. */
export function columns(rows: readonly Row[], color: boolean, indent = ''): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [at, span] of row.slice(0, -1).entries()) widths[at] = Math.max(widths[at] ?? 0, width(span))
  return rows.map(row => {
    const cells = row.map((span, at) => {
      const padding = at < row.length - 1 ? (widths[at] ?? 0) - width(span) : 0
      return paint(span, color) + ' '.repeat(padding)
    })
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}

/** `14.9 KiB`; every size in one unit, so that they compare at a glance. */
export function kib(bytes: number): string {
  return `${(bytes / 1024).toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} KiB`
}

/** `1 page`, `17 pages`. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

function width(span: Span | string): number {
  return [...paint(span, false)].length
}

function cut(text: string): string {
  const characters = [...text]
  return characters.length > longest ? `${characters.slice(0, longest).join('')}...` : text
}
