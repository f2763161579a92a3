import type {
  DefinitionNode,
  Described,
  ExternNode,
  FuncNode,
  Gate,
  Id,
  IncludeNode,
  InterfaceItemNode,
  ResourceFuncNode,
  TypeItemNode,
  UseNode,
  WorldItemNode,
} from './ast.ts'
import type { Cursor } from './cursor.ts'
import { parseGate } from './parse-gate.ts'
import { parseExternPath, parseUsePath } from './parse-path.ts'
import { parseList, parseType } from './parse-type.ts'

/** The block of an interface: types, uses, functions. */
export function parseInterfaceItems(cursor: Cursor): InterfaceItemNode[] {
  return parseBlock(cursor, () => {
    const described = parseDescribed(cursor)
    if (cursor.at('use')) return parseUse(cursor, described.gate)
    const type = parseTypeItem(cursor, described)
    if (type !== undefined) return type
    if (!cursor.at('identifier')) return cursor.failExpected("a function's name, 'use' or a type definition")
    const name = cursor.id()
    const isUnion = name.name === 'union' && cursor.at('identifier')
    if (isUnion) cursor.fail(name.at, 'WIT has no unions any more: write a variant with named cases')
    cursor.expect(':')
    const func = parseFunc(cursor)
    cursor.expect(';')
    return { kind: 'function', name, func, ...described }
  })
}

/** The block of a world: imports, exports, includes, types, uses. */
export function parseWorldItems(cursor: Cursor): WorldItemNode[] {
  return parseBlock(cursor, () => {
    const described = parseDescribed(cursor)
    const { kind } = cursor.token
    if (kind === 'use') return parseUse(cursor, described.gate)
    if (kind === 'include') return parseInclude(cursor, described.gate)
    if (kind === 'import' || kind === 'export') {
      cursor.take()
      return { kind, extern: parseExtern(cursor), ...described }
    }
    const type = parseTypeItem(cursor, described)
    return type ?? cursor.failExpected("'import', 'export', 'include', 'use' or a type definition")
  })
}

function parseBlock<T>(cursor: Cursor, parse: () => T): T[] {
  cursor.expect('{')
  const items = cursor.items('}', parse)
  cursor.expect('}')
  return items
}

function parseDescribed(cursor: Cursor): Described {
  const docs = cursor.docs()
  return { docs, gate: parseGate(cursor) }
}

function parseExtern(cursor: Cursor): ExternNode['extern'] {
  const name = cursor.id()
  if (!cursor.eat(':')) {
    cursor.expect(';')
    return { kind: 'path', path: { package: null, name } }
  }
  if (cursor.at('func') || cursor.at('async')) {
    const func = parseFunc(cursor)
    cursor.expect(';')
    return { kind: 'function', name, func }
  }
  if (cursor.eat('interface')) return { kind: 'inline', name, items: parseInterfaceItems(cursor) }
  if (!cursor.at('identifier')) return cursor.failExpected("'func', 'interface' or the name of an interface")
  const extern = parseExternPath(cursor, name)
  cursor.expect(';')
  return extern
}

function parseUse(cursor: Cursor, gate: Gate): UseNode {
  cursor.take()
  const path = parseUsePath(cursor)
  cursor.expect('.')
  cursor.expect('{')
  const names = parseList(cursor, '}', () => {
    const name = cursor.id()
    return { name, as: cursor.eat('as') ? cursor.id() : name }
  })
  cursor.expect(';')
  return { kind: 'use', path, names, gate }
}

function parseInclude(cursor: Cursor, gate: Gate): IncludeNode {
  cursor.take()
  const path = parseUsePath(cursor)
  if (!cursor.eat('with')) {
    cursor.expect(';')
    return { kind: 'include', path, renames: [], gate }
  }
  cursor.expect('{')
  const renames = parseList(cursor, '}', () => {
    const name = cursor.id()
    cursor.expect('as')
    return { name, as: cursor.id() }
  })
  return { kind: 'include', path, renames, gate }
}

/** A type definition; `undefined` when none begins here. */
function parseTypeItem(cursor: Cursor, described: Described): TypeItemNode | undefined {
  const { kind } = cursor.token
  switch (kind) {
    case 'type':
    case 'record':
    case 'variant':
    case 'enum':
    case 'flags':
    case 'resource': {
      cursor.take()
      const name = cursor.id()
      return { kind: 'type', name, definition: parseDefinition(cursor, kind, name), ...described }
    }
    default:
      return undefined
  }
}

function parseDefinition(
  cursor: Cursor,
  kind: 'type' | 'record' | 'variant' | 'enum' | 'flags' | 'resource',
  name: Id,
): DefinitionNode {
  switch (kind) {
    case 'type': {
      cursor.expect('=')
      const type = parseType(cursor)
      cursor.expect(';')
      return { kind: 'alias', type }
    }
    case 'record': {
      cursor.expect('{')
      const fields = parseList(cursor, '}', () => {
        const docs = cursor.docs()
        const field = cursor.id()
        cursor.expect(':')
        return { name: field, type: parseType(cursor), docs }
      })
      return { kind, fields }
    }
    case 'variant': {
      cursor.expect('{')
      const cases = parseList(cursor, '}', () => {
        const docs = cursor.docs()
        const label = cursor.id()
        if (!cursor.eat('(')) return { name: label, type: null, docs }
        const type = parseType(cursor)
        cursor.expect(')')
        return { name: label, type, docs }
      })
      if (cases.length === 0) cursor.report(name.at, `the variant '${name.name}' has no cases; it needs one at least`)
      return { kind, cases }
    }
    case 'enum':
    case 'flags': {
      cursor.expect('{')
      const labels = parseList(cursor, '}', () => {
        const docs = cursor.docs()
        return { name: cursor.id(), docs }
      })
      const isEmpty = kind === 'enum' && labels.length === 0
      if (isEmpty) cursor.report(name.at, `the enum '${name.name}' has no cases; it needs one at least`)
      return { kind, labels }
    }
    case 'resource':
      if (cursor.eat(';')) return { kind, functions: [] }
      if (!cursor.at('{')) cursor.failExpected("';' or '{'")
      return { kind, functions: parseBlock(cursor, () => parseResourceFunc(cursor)) }
  }
}

function parseResourceFunc(cursor: Cursor): ResourceFuncNode {
  const described = parseDescribed(cursor)
  const at = cursor.token.start
  if (cursor.eat('constructor')) {
    const params = parseParams(cursor)
    const result = cursor.eat('->') ? parseType(cursor) : null
    cursor.expect(';')
    const func = { async: false, params, result }
    return { kind: 'function', role: 'constructor', name: { name: 'constructor', at }, func, ...described }
  }
  if (!cursor.at('identifier')) return cursor.failExpected("'constructor' or a method's name")
  const name = cursor.id()
  cursor.expect(':')
  const role = cursor.eat('static') ? 'static' : 'method'
  const func = parseFunc(cursor)
  cursor.expect(';')
  return { kind: 'function', role, name, func, ...described }
}

function parseFunc(cursor: Cursor): FuncNode {
  const async = cursor.eat('async')
  cursor.expect('func')
  const params = parseParams(cursor)
  return { async, params, result: cursor.eat('->') ? parseType(cursor) : null }
}

function parseParams(cursor: Cursor): FuncNode['params'] {
  cursor.expect('(')
  return parseList(cursor, ')', () => {
    const name = cursor.id()
    cursor.expect(':')
    return { name, type: parseType(cursor) }
  })
}
