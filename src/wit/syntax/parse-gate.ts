import type { Gate } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { unescapeText } from './lexer.ts'
import { parseSemver } from './parse-path.ts'

type Attribute = 'since' | 'unstable' | 'deprecated' | 'externalId'

/** The attributes before an item: `@since`, `@unstable`, `@deprecated`, `@external-id`. */
export function parseGate(cursor: Cursor): Gate {
  const values: Partial<Record<Attribute, string>> = {}
  const places: Partial<Record<Attribute, number>> = {}
  const start = cursor.token.start
  while (cursor.eat('@')) {
    const name = cursor.id()
    const attribute = attributeOf(name.name)
    if (attribute === undefined) return cursor.fail(name.at, `unknown attribute @${name.name}`)
    if (values[attribute] !== undefined) cursor.fail(name.at, `@${name.name} stands here twice`)
    cursor.expect('(')
    values[attribute] = parseValue(cursor, attribute)
    places[attribute] = name.at
    cursor.expect(')')
  }
  const { since, unstable, deprecated } = values
  if (since !== undefined && unstable !== undefined) {
    cursor.fail(places.since ?? start, '@since and @unstable exclude each other')
  }
  if (deprecated !== undefined && since === undefined && unstable === undefined) {
    cursor.fail(places.deprecated ?? start, '@deprecated needs a @since or an @unstable beside it')
  }
  return { at: start, ...values }
}

function attributeOf(name: string): Attribute | undefined {
  if (name === 'external-id') return 'externalId'
  return name === 'since' || name === 'unstable' || name === 'deprecated' ? name : undefined
}

function parseValue(cursor: Cursor, attribute: Attribute): string {
  if (attribute === 'externalId') {
    const token = cursor.expect('text')
    return unescapeText(cursor.textOf(token)) ?? cursor.fail(token.start, 'a text with an escape that is none')
  }
  cursor.word(attribute === 'unstable' ? 'feature' : 'version')
  cursor.expect('=')
  return attribute === 'unstable' ? cursor.id().name : parseSemver(cursor)
}
