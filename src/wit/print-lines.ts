import { showName } from './show.ts'
import { FORBIDDEN } from './syntax/lexer.ts'
import type { Stability } from './world.ts'

/** Lines of WIT text without their line ends, indented by themselves only. */
export type Lines = readonly string[]

export function block(head: string, lines: Lines): string[] {
  if (lines.length === 0) return [`${head} {}`]
  return [`${head} {`, ...lines.map(line => (line === '' ? '' : `  ${line}`)), '}']
}

/** Parts one after the other, with a blank line beside each that has several lines. */
export function separate(parts: readonly Lines[]): string[] {
  const lines: string[] = []
  let wasLong = false
  for (const part of parts) {
    if (part.length === 0) continue
    const isLong = part.length > 1
    if (lines.length > 0 && (isLong || wasLong)) lines.push('')
    lines.push(...part)
    wasLong = isLong
  }
  return lines
}

/** What stands before an item: its documentation and attributes. */
export function heading(one: {
  readonly docs?: string
  readonly stability?: Stability
  readonly externalId?: string
}): string[] {
  const { since, unstable, deprecated } = one.stability ?? {}
  const lines = documentation(one.docs)
  if (since !== undefined) lines.push(`@since(version = ${since})`)
  if (unstable !== undefined) lines.push(`@unstable(feature = ${showName(unstable)})`)
  if (deprecated !== undefined) lines.push(`@deprecated(version = ${deprecated})`)
  if (one.externalId !== undefined) lines.push(`@external-id(${showText(one.externalId)})`)
  return lines
}

export function documentation(docs: string | undefined): string[] {
  return docs === undefined ? [] : docs.split('\n').map(line => `/// ${printable(line)}`.trimEnd())
}

const REPLACEMENT = String.fromCodePoint(0xfffd)
const ALL_FORBIDDEN = new RegExp(FORBIDDEN, 'g')

function printable(text: string): string {
  return text.replace(ALL_FORBIDDEN, REPLACEMENT)
}

function showText(text: string): string {
  const byNumber = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`
  const escaped = text.replace(/["\\]/g, '\\$&').replace(/[\p{Cc}\p{Cf}]/gu, byNumber)
  return `"${escaped.replace(ALL_FORBIDDEN, byNumber)}"`
}
