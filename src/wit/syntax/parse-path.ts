import { parseVersion } from '../names.ts'
import type { ExternNode, Id, PackageId, UsePath } from './ast.ts'
import type { Cursor } from './cursor.ts'

/** What can belong to a version; a `.` only when more of the version follows, for `use a:b/c@1.0.0.{d}`. */
const VERSION = /[0-9A-Za-z+-]+(?:\.[0-9A-Za-z+-]+)*/y

const MAX_NAMES = 10
const LONGEST_VERSION = 1000

/** A semantic version with all three numbers. */
export function parseSemver(cursor: Cursor): string {
  const at = cursor.token.start
  if (!cursor.at('integer')) cursor.failExpected('a version such as 1.0.0')
  const text = cursor.match(VERSION, 'a version')
  const version = parseVersion(text)
  if (version?.core.length !== 3 || text.length > LONGEST_VERSION)
    cursor.fail(at, `'${text.slice(0, 40)}' is no version such as 1.0.0`)
  return text
}

/** `ns:name`, with a version or without. */
export function parsePackageId(cursor: Cursor): PackageId {
  const namespace = cursor.id()
  cursor.expect(':')
  const name = parsePackageName(cursor, namespace, cursor.id())
  const version = cursor.eat('@') ? parseSemver(cursor) : null
  return packageId(namespace.at, name, version)
}

function packageId(at: number, name: string, version: string | null): PackageId {
  return { at, id: version === null ? name : `${name}@${version}`, version }
}

/** `use-path`: a name of this package or file, or `ns:name/item` with a version or without. */
export function parseUsePath(cursor: Cursor): UsePath {
  const first = cursor.id()
  return cursor.eat(':') ? parseForeignPath(cursor, first, cursor.id()) : { package: null, name: first }
}

/** What stands behind `namespace:name`. */
function parseForeignPath(cursor: Cursor, namespace: Id, name: Id): UsePath {
  const packageName = parsePackageName(cursor, namespace, name)
  cursor.expect('/')
  const item = cursor.id()
  const version = cursor.eat('@') ? parseSemver(cursor) : null
  return { package: packageId(namespace.at, packageName, version), name: item }
}

/** Behind `namespace:name` more names may follow: namespaces can stand in namespaces. */
function parsePackageName(cursor: Cursor, namespace: Id, name: Id): string {
  const names = [namespace.name, name.name]
  while (cursor.eat(':')) {
    if (names.length >= MAX_NAMES) cursor.fail(cursor.token.start, `a package id has more than ${MAX_NAMES} names`)
    names.push(cursor.id().name)
  }
  return names.join(':')
}

/** The interface behind `import first:`, which is a namespace in `ns:name/item`, else a name given to the interface. */
export function parseExternPath(cursor: Cursor, first: Id): Extract<ExternNode['extern'], { path: UsePath }> {
  const second = cursor.id()
  if (cursor.at('/')) return { kind: 'path', path: parseForeignPath(cursor, first, second) }
  const path = cursor.eat(':') ? parseForeignPath(cursor, second, cursor.id()) : { package: null, name: second }
  return { kind: 'named', name: first, path }
}
