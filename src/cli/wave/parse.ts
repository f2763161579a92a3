import { PluginError } from '../../errors.ts'
import { camelCase } from '../../wit/names.ts'
import { type Case, type Field, resolveType, type Type, type TypeDef, type TypeRef } from '../../wit/world.ts'
import { type Cursor, createCursor, readSequence } from './cursor.ts'
import { canBeBare, typeKind } from './kinds.ts'
import { keywords, type Token } from './lexer.ts'
import { parsePrimitive, typedArrayOf } from './scalars.ts'

/**
 * Reads the text of one value, as `plugin.exports` and host functions take and give it.
 * @throws PluginError `invalid-argument`, with the place, `unsupported` for types that have no text
 */
export function parseWave(text: string, types: readonly TypeDef[], ref: TypeRef): unknown {
  const cursor = createCursor(text, types)
  const value = parseValue(cursor, ref)
  if (cursor.token.kind !== 'end') throw cursor.unexpected('nothing more')
  return value
}

/** Reads one value where the cursor stands. */
export function parseValue(cursor: Cursor, ref: TypeRef): unknown {
  const type = resolveType(cursor.types, ref)
  return typeof type === 'string'
    ? parsePrimitive(cursor, type)
    : cursor.nested(() => parseComposite(cursor, ref, type))
}

function parseComposite(cursor: Cursor, ref: TypeRef, type: Exclude<Type, { kind: 'alias' }>): unknown {
  switch (type.kind) {
    case 'record':
      return parseRecord(cursor, ref, type.fields)
    case 'variant':
      return parseVariant(cursor, ref, type.cases)
    case 'enum':
      return parseCase(cursor, ref, type.cases).name
    case 'flags':
      return parseFlags(cursor, ref, type)
    case 'tuple':
      return parseTuple(cursor, ref, type.types)
    case 'list':
      return parseList(cursor, ref, type)
    case 'map':
      return parseItems(cursor, ref, () => cursor.nested(() => parseTuple(cursor, ref, [type.key, type.value])))
    case 'option':
      return parseOption(cursor, type.some)
    case 'result':
      return parseResult(cursor, ref, type)
    default:
      throw new PluginError('unsupported', `${cursor.show(ref)}: values of this type can't be written as text`)
  }
}

function parseRecord(cursor: Cursor, ref: TypeRef, fields: readonly Field[]): unknown {
  if (!cursor.takeSymbol('{')) throw cursor.unexpected(cursor.show(ref))
  if (cursor.takeSymbol('}')) throw cursor.fault('expected {:} for a record without fields, found {}', cursor.last)
  const byName = new Map(fields.map(field => [field.name, field]))
  const values = new Map<string, unknown>()
  if (cursor.takeSymbol(':')) cursor.expectSymbol('}')
  else
    readSequence(cursor, '}', () => {
      const label = cursor.take()
      const name = nameOf(label)
      const field = byName.get(name)
      if (field === undefined) throw cursor.unexpected(`a field of ${cursor.show(ref)} (${listed(fields)})`, label)
      if (values.has(name)) throw cursor.fault(`expected the field ${name} once, found it twice`, label)
      cursor.expectSymbol(':')
      values.set(name, parseValue(cursor, field.type))
    })
  for (const { name, type } of fields)
    if (!values.has(name)) values.set(name, absentValue(cursor, type, `the field ${name} of ${cursor.show(ref)}`))
  return Object.fromEntries(fields.map(({ name }) => [camelCase(name), values.get(name)]))
}

/** The value of an option that was left out. @throws PluginError `invalid-argument` for other types */
export function absentValue(cursor: Cursor, ref: TypeRef, expected: string): unknown {
  const type = resolveType(cursor.types, ref)
  if (typeof type !== 'string' && type.kind === 'option') return none(cursor, type.some)
  throw cursor.unexpected(expected, cursor.last)
}

function parseVariant(cursor: Cursor, ref: TypeRef, cases: readonly Case[]): unknown {
  const { name, type } = parseCase(cursor, ref, cases)
  return parsePayload(cursor, name, type)
}

/** `{ tag }`, or `{ tag, val }` with the value that stands in parentheses. */
function parsePayload(cursor: Cursor, tag: string, type: TypeRef | null): unknown {
  if (type === null) return { tag }
  if (!cursor.takeSymbol('(')) throw cursor.unexpected(`( and the value of ${tag}`)
  const val = parseValue(cursor, type)
  cursor.expectSymbol(')')
  return { tag, val }
}

function parseCase<C extends { readonly name: string }>(cursor: Cursor, ref: TypeRef, cases: readonly C[]): C {
  const { token } = cursor
  const label = nameOf(token)
  const found = cases.find(({ name }) => name === label)
  if (found === undefined) throw cursor.unexpected(`a case of ${cursor.show(ref)} (${listed(cases)})`)
  if (keywords.has(token.text)) throw cursor.fault(`expected %${token.text}, found the keyword ${token.text}`)
  cursor.take()
  return found
}

function parseFlags(cursor: Cursor, ref: TypeRef, { flags }: Extract<Type, { kind: 'flags' }>): unknown {
  if (!cursor.takeSymbol('{')) throw cursor.unexpected(cursor.show(ref))
  const set = new Set<string>()
  readSequence(cursor, '}', () => {
    const label = cursor.take()
    const name = nameOf(label)
    if (!flags.some(flag => flag.name === name))
      throw cursor.unexpected(`a flag of ${cursor.show(ref)} (${listed(flags)})`, label)
    if (set.has(name)) throw cursor.fault(`expected the flag ${name} once, found it twice`, label)
    set.add(name)
  })
  return Object.fromEntries(flags.map(({ name }) => [camelCase(name), set.has(name)]))
}

function parseTuple(cursor: Cursor, ref: TypeRef, types: readonly TypeRef[]): unknown[] {
  if (!cursor.takeSymbol('(')) throw cursor.unexpected(cursor.show(ref))
  const values = readSequence(cursor, ')', at => {
    const type = types[at]
    if (type === undefined) throw cursor.unexpected(`) after ${types.length} values`)
    return parseValue(cursor, type)
  })
  if (values.length === types.length) return values
  throw cursor.fault(`expected ${types.length} values in ${cursor.show(ref)}, found ${values.length}`)
}

function parseList(cursor: Cursor, ref: TypeRef, { element, length }: Extract<Type, { kind: 'list' }>): unknown {
  const { token } = cursor
  const items = parseItems(cursor, ref, () => parseValue(cursor, element))
  if (length !== undefined && items.length !== length)
    throw cursor.fault(`expected ${length} values in ${cursor.show(ref)}, found ${items.length}`, token)
  return typedArrayOf(resolveType(cursor.types, element), items) ?? items
}

function parseItems<T>(cursor: Cursor, ref: TypeRef, read: () => T): T[] {
  if (!cursor.takeSymbol('[')) throw cursor.unexpected(cursor.show(ref))
  return readSequence(cursor, ']', read)
}

/** `some(1)`, `none`, or the bare value where that can be told. */
function parseOption(cursor: Cursor, some: TypeRef): unknown {
  const word = takeWord(cursor, ['some', 'none'])
  if (word === 'none') return none(cursor, some)
  if (word === undefined && !canBeBare(cursor.types, some)) throw cursor.unexpected('some(...) or none')
  if (word === undefined) return parseValue(cursor, some)
  const payload = parsePayload(cursor, 'some', some) as { readonly val: unknown }
  return typeKind(cursor.types, some) === 'option' ? payload : payload.val
}

function none(cursor: Cursor, some: TypeRef): unknown {
  return typeKind(cursor.types, some) === 'option' ? { tag: 'none' } : undefined
}

/** `ok(1)`, `err("oops")`, `ok`, `err`, or the bare ok value where that can be told. */
function parseResult(cursor: Cursor, ref: TypeRef, { ok, err }: Extract<Type, { kind: 'result' }>): unknown {
  const word = takeWord(cursor, ['ok', 'err'])
  if (word !== undefined) return parsePayload(cursor, word, word === 'ok' ? ok : err)
  if (ok !== null && canBeBare(cursor.types, ok)) return { tag: 'ok', val: parseValue(cursor, ok) }
  throw cursor.unexpected(`ok or err of ${cursor.show(ref)}`)
}

function takeWord<W extends string>(cursor: Cursor, words: readonly W[]): W | undefined {
  const { kind, text } = cursor.token
  const word = kind === 'label' ? words.find(one => one === text) : undefined
  if (word !== undefined) cursor.take()
  return word
}

/** What a label says; nothing for another token. */
function nameOf({ kind, text }: Token): string {
  if (kind !== 'label') return ''
  return text.startsWith('%') ? text.slice(1) : text
}

function listed(items: readonly { readonly name: string }[]): string {
  const names = items.slice(0, MAX_LISTED).map(({ name }) => (keywords.has(name) ? `%${name}` : name))
  return items.length > MAX_LISTED ? `${names.join(', ')} or ${items.length - MAX_LISTED} more` : names.join(', ')
}

const MAX_LISTED = 12
