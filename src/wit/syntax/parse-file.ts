import type { Described, FileNode, InterfaceNode, NestedPackageNode, PackageNode, ToplevelUseNode } from './ast.ts'
import { type Cursor, createCursor, SyntaxFault } from './cursor.ts'
import { FORBIDDEN } from './lexer.ts'
import { parseGate } from './parse-gate.ts'
import { parseInterfaceItems, parseWorldItems } from './parse-item.ts'
import { parsePackageId, parseUsePath } from './parse-path.ts'
import { createFaults, type Faults, type Source } from './source.ts'

/** In UTF-16 code units; nothing longer is an interface that anybody wrote. */
const MAX_LENGTH = 16 * 1024 * 1024
const MAX_PACKAGE_NESTING = 100

const NOTHING: FileNode = { package: null, items: [], nested: [] }

/** `wit-file` of the grammar. What is wrong is reported, and the rest read all the same. */
export function parseFile(source: Source, faults: Faults): FileNode {
  if (source.text.length > MAX_LENGTH) {
    faults.report({ source, offset: 0 }, `the text is longer than ${MAX_LENGTH} characters`)
    return NOTHING
  }
  const forbidden = source.text.search(FORBIDDEN)
  if (forbidden >= 0) {
    const code = source.text.charCodeAt(forbidden).toString(16).toUpperCase().padStart(4, '0')
    faults.report({ source, offset: forbidden }, `the character U+${code} may not stand in WIT`)
    return NOTHING
  }
  const cursor = createCursor(source, faults)
  try {
    return parseContents(cursor)
  } catch (fault) {
    if (fault instanceof SyntaxFault) return NOTHING
    throw fault
  }
}

/** The id of the package that a file says it belongs to; `undefined` when it says none, or is wrong there. */
export function readHeader(source: Source): string | undefined {
  const cursor = createCursor(source, createFaults())
  if (!cursor.at('package')) return undefined
  try {
    const { id } = parsePackage(cursor).id
    return cursor.at(';') ? id : undefined
  } catch (fault) {
    if (fault instanceof SyntaxFault) return undefined
    throw fault
  }
}

function parseContents(cursor: Cursor): FileNode {
  let header: PackageNode | null = null
  let isFirst = true
  const items: FileNode['items'][number][] = []
  const nested: NestedPackageNode[] = []
  cursor.items('end', () => {
    const mayBeHeader = isFirst
    isFirst = false
    if (!cursor.at('package')) {
      items.push(parseToplevelItem(cursor))
      return
    }
    const node = parsePackage(cursor)
    if (mayBeHeader && cursor.eat(';')) {
      header = node
      return
    }
    if (mayBeHeader && !cursor.at('{')) cursor.failExpected("';' or '{'")
    nested.push(parseNestedPackage(cursor, node, 0))
  })
  return { package: header, items, nested }
}

function parsePackage(cursor: Cursor): PackageNode {
  const docs = cursor.docs()
  const docsAt = cursor.token.comments[0] ?? cursor.token.start
  cursor.take()
  return { id: parsePackageId(cursor), docs, docsAt }
}

function parseNestedPackage(cursor: Cursor, node: PackageNode, nesting: number): NestedPackageNode {
  const items: FileNode['items'][number][] = []
  const nested: NestedPackageNode[] = []
  cursor.expect('{')
  cursor.items('}', () => {
    if (!cursor.at('package')) {
      items.push(parseToplevelItem(cursor))
      return
    }
    const at = cursor.token.start
    if (nesting + 1 >= MAX_PACKAGE_NESTING) cursor.fail(at, `packages are nested deeper than ${MAX_PACKAGE_NESTING}`)
    nested.push(parseNestedPackage(cursor, parsePackage(cursor), nesting + 1))
  })
  cursor.expect('}')
  return { package: node, items, nested }
}

function parseToplevelItem(cursor: Cursor): FileNode['items'][number] {
  const docs = cursor.docs()
  const gate = parseGate(cursor)
  const described: Described = { docs, gate }
  switch (cursor.token.kind) {
    case 'interface': {
      cursor.take()
      const node: InterfaceNode = {
        kind: 'interface',
        name: cursor.id(),
        items: parseInterfaceItems(cursor),
        ...described,
      }
      return node
    }
    case 'world':
      cursor.take()
      return { kind: 'world', name: cursor.id(), items: parseWorldItems(cursor), ...described }
    case 'use':
      return parseToplevelUse(cursor)
    default:
      return cursor.failExpected("'interface', 'world', 'use' or 'package'")
  }
}

function parseToplevelUse(cursor: Cursor): ToplevelUseNode {
  cursor.take()
  const path = parseUsePath(cursor)
  const as = cursor.eat('as') ? cursor.id() : path.name
  cursor.expect(';')
  return { kind: 'toplevel-use', path, as }
}
