import type { Primitive } from '../world.ts'
import type { TypeNode } from './ast.ts'
import type { Cursor } from './cursor.ts'

/** How deep types may stand in each other within one declaration. */
const MAX_NESTING = 100

const PRIMITIVES: ReadonlySet<string> = new Set<Primitive>([
  'bool',
  'u8',
  'u16',
  'u32',
  'u64',
  's8',
  's16',
  's32',
  's64',
  'f32',
  'f64',
  'char',
  'string',
  'error-context',
])

function isPrimitive(kind: string): kind is Primitive {
  return PRIMITIVES.has(kind)
}

/** Spellings of earlier WIT, and what is written today. */
const OLD_SPELLINGS: Readonly<Record<string, string>> = {
  float32: 'f32',
  float64: 'f64',
  unit: 'result with no types, or no result at all',
  expected: 'result',
  int: 's32',
  i8: 's8',
  i16: 's16',
  i32: 's32',
  i64: 's64',
}

/** The sentence for a type that is not there; `name` is looked up among old spellings. */
export function unknownType(shown: string, name: string): string {
  const today = Object.hasOwn(OLD_SPELLINGS, name) ? `: write ${OLD_SPELLINGS[name]}` : ''
  return `there is no type '${shown}'${today}`
}

/** `ty` of the grammar. */
export function parseType(cursor: Cursor, nesting = 0): TypeNode {
  const at = cursor.token.start
  if (nesting >= MAX_NESTING) return cursor.fail(at, `types are nested deeper than ${MAX_NESTING}`)
  const { kind } = cursor.token
  const inner = (): TypeNode => parseType(cursor, nesting + 1)
  if (isPrimitive(kind)) {
    cursor.take()
    return { kind: 'primitive', name: kind, at }
  }
  switch (kind) {
    case 'identifier': {
      const id = cursor.id()
      if (cursor.at('<')) cursor.fail(at, unknownType(`${id.name}<...>`, id.name))
      return { kind: 'name', id, at }
    }
    case 'own':
    case 'borrow': {
      cursor.take()
      const id = inAngles(cursor, () => cursor.id())
      return { kind, id, at: id.at }
    }
    case 'option':
      cursor.take()
      return { kind, some: inAngles(cursor, inner), at }
    case 'list':
      cursor.take()
      return inAngles(cursor, () => {
        const element = inner()
        return { kind, element, length: cursor.eat(',') ? parseLength(cursor) : null, at }
      })
    case 'map':
      cursor.take()
      return inAngles(cursor, () => {
        const key = inner()
        cursor.expect(',')
        return { kind, key, value: inner(), at }
      })
    case 'tuple':
      cursor.take()
      cursor.expect('<')
      return { kind, types: parseList(cursor, '>', inner), at }
    case 'result':
      cursor.take()
      if (!cursor.at('<')) return { kind, ok: null, err: null, at }
      return inAngles(cursor, () => {
        if (cursor.eat('_')) {
          cursor.expect(',')
          return { kind, ok: null, err: inner(), at }
        }
        const ok = inner()
        return { kind, ok, err: cursor.eat(',') ? inner() : null, at }
      })
    case 'future':
    case 'stream':
      cursor.take()
      return { kind, element: cursor.at('<') ? inAngles(cursor, inner) : null, at }
    case '(':
      return cursor.failExpected('a type', 'a function has one result; return a tuple or a record')
    default:
      return cursor.failExpected('a type')
  }
}

function inAngles<T>(cursor: Cursor, parse: () => T): T {
  cursor.expect('<')
  const found = parse()
  cursor.expect('>')
  return found
}

function parseLength(cursor: Cursor): number {
  if (!cursor.at('integer')) return cursor.failExpected("a list's length")
  const token = cursor.take()
  const length = Number(cursor.textOf(token))
  if (length === 0 || length > 0xffff_ffff) cursor.fail(token.start, `a list's length is 1 to ${0xffff_ffff}`)
  return length
}

/** Items with commas between, and one behind the last where wanted; takes `end`. */
export function parseList<T>(cursor: Cursor, end: '>' | ')' | '}', parse: () => T): T[] {
  const items: T[] = []
  while (!cursor.eat(end)) {
    items.push(parse())
    if (!cursor.eat(',')) {
      if (!cursor.at(end)) cursor.failExpected(`',' or '${end}'`)
      cursor.take()
      break
    }
  }
  return items
}
