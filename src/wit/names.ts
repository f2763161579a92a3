/**
 * Names as the component model spells them: labels, the names of a resource's functions, interface ids, versions;
 * and what becomes of a label in JavaScript.
 */

// Each label is matched in one way only, so that a hostile name costs no backtracking.
const WORD = '(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)'
const LABEL = new RegExp(`^${WORD}(?:-(?:[0-9]*${WORD}|[0-9]+))*$`)

/** Whether this is a label: words joined by `-`, each all lower or all upper case, the first beginning with a letter. */
export function isLabel(name: string): boolean {
  return LABEL.test(name)
}

/** A label as a JavaScript member: `count-words` → `countWords`, `HTTP-get` → `httpGet`. */
export function camelCase(label: string): string {
  const [first = '', ...rest] = label.split('-')
  return first.toLowerCase() + rest.map(capitalize).join('')
}

/** A label as a JavaScript class: `text-options` → `TextOptions`. */
export function upperCamelCase(label: string): string {
  return label.split('-').map(capitalize).join('')
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}

/**
 * The words of a name in any of the usual spellings, in lower case: `count-words`, `count_words` and `countWords` have
 * the same. Digits stay with their word.
 */
export function words(name: string): string[] {
  // Classes of Unicode take an engine milliseconds to make: nearly all names do without.
  const isAscii = !/[^\0-\x7f]/.test(name)
  const step = isAscii ? /(?<=[a-z0-9])(?=[A-Z])/g : /(?<=[\p{Ll}\p{Nd}])(?=\p{Lu})/gu
  return name
    .replace(step, '-')
    .toLowerCase()
    .split(/[-_]+/)
    .filter(word => word !== '')
}

/** Two names of equal key may not stand in one scope ("strongly unique"): `foo` and `FOO`, `[method]a.b` and `[static]a.b`. */
export function uniqueKey(name: string): string {
  const lower = name.toLowerCase()
  // A resource and its constructor share a label by design.
  if (lower.startsWith('[constructor]')) return lower
  const label = lower.replace(/^\[[^\]]*\]/, '')
  const dot = label.indexOf('.')
  return dot >= 0 && label.slice(0, dot) === label.slice(dot + 1) ? label.slice(0, dot) : label
}

/** The name of an import or export, taken apart. */
export type ExternName =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'constructor'; readonly resource: string }
  | { readonly kind: 'method' | 'static'; readonly resource: string; readonly label: string }
  | InterfaceId

/** `ns:pkg/iface@1.2.3`. */
export interface InterfaceId {
  readonly kind: 'interface'
  /** `ns:pkg`, with as many parts as there are. */
  readonly package: string
  readonly interface: string
  readonly version: Version | null
}

/** A semantic version. `core` is a canonical prefix when only a part of the numbers is given. */
export interface Version {
  /** As it was written, without `@`. */
  readonly text: string
  readonly core: readonly number[]
  readonly prerelease: string | null
}

const FUNCTION_NAME = /^\[(constructor|method|static)\]([^.]*)(?:\.(.*))?$/s

/** Takes the name of an import or export apart; `undefined` when it is none. */
export function parseExternName(name: string): ExternName | undefined {
  if (isLabel(name)) return { kind: 'label', label: name }
  const found = FUNCTION_NAME.exec(name)
  if (found === null) return parseInterfaceId(name)
  const [, kind, resource = '', label] = found
  if (!isLabel(resource)) return undefined
  if (kind === 'constructor') return label === undefined ? { kind, resource } : undefined
  if (label === undefined || !isLabel(label)) return undefined
  return { kind: kind === 'method' ? 'method' : 'static', resource, label }
}

/** The id of an interface or world in a package whose own id may end in a version: `ns:pkg@1.0.0` → `ns:pkg/name@1.0.0`. */
export function itemId(packageId: string, name: string): string {
  const at = packageId.indexOf('@')
  return at < 0 ? `${packageId}/${name}` : `${packageId.slice(0, at)}/${name}${packageId.slice(at)}`
}

/** Takes `ns:pkg/iface`, with a version or without, apart; `undefined` when it is none. */
export function parseInterfaceId(id: string): InterfaceId | undefined {
  const at = id.indexOf('@')
  const path = at < 0 ? id : id.slice(0, at)
  const slash = path.indexOf('/')
  if (slash < 0) return undefined
  const packageName = path.slice(0, slash)
  const name = path.slice(slash + 1)
  const parts = packageName.split(':')
  if (parts.length < 2 || !parts.every(isLabel) || !name.split('/').every(isLabel)) return undefined
  if (at < 0) return { kind: 'interface', package: packageName, interface: name, version: null }
  const version = parseVersion(id.slice(at + 1))
  return version && { kind: 'interface', package: packageName, interface: name, version }
}

const NUMBER = '(?:0|[1-9][0-9]*)'
const PRERELEASE = `(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`
const BUILD = '[0-9A-Za-z-]+'
const VERSION = new RegExp(
  `^(${NUMBER}(?:\\.${NUMBER}){0,2})(?:-(${PRERELEASE}(?:\\.${PRERELEASE})*))?(?:\\+${BUILD}(?:\\.${BUILD})*)?$`,
)

/** Reads a semantic version or a canonical prefix of one (`1`, `0.2`); `undefined` when it is none. */
export function parseVersion(text: string): Version | undefined {
  const found = VERSION.exec(text)
  if (found === null) return undefined
  const [, numbers = '', prerelease = null] = found
  const core = numbers.split('.').map(Number)
  if (core.length < 3 && numbers.length < text.length) return undefined
  if (!core.every(Number.isSafeInteger)) return undefined
  return { text, core, prerelease }
}

/** The part of a version within which versions are compatible: `1.2.3` → `1`, `0.2.3` → `0.2`, `0.0.3` → `0.0.3`. */
export function canonicalVersion(version: Version): string {
  const significant = version.core.findIndex(number => number > 0)
  return version.core.slice(0, significant < 0 ? 3 : significant + 1).join('.')
}

/** An interface id with its version cut to the canonical prefix: ids of equal key can stand for one another. */
export function compatibilityKey(id: InterfaceId): string {
  const version = id.version === null ? '' : `@${canonicalVersion(id.version)}`
  return `${id.package}/${id.interface}${version}`
}

/** Whether version `a` comes after `b`; false where one of them is no version. */
export function isLaterVersion(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)]
  return left !== undefined && right !== undefined && compareVersions(left, right) > 0
}

/** Orders versions as semver does: negative when `a` is the older. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < 3; i++) {
    const difference = (a.core[i] ?? 0) - (b.core[i] ?? 0)
    if (difference !== 0) return difference
  }
  if (a.prerelease === b.prerelease) return 0
  if (a.prerelease === null) return 1
  if (b.prerelease === null) return -1
  return comparePrereleases(a.prerelease.split('.'), b.prerelease.split('.'))
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = '', y = ''] = [a[i], b[i]]
    if (x === y) continue
    const [numericX, numericY] = [/^[0-9]+$/.test(x), /^[0-9]+$/.test(y)]
    if (numericX !== numericY) return numericX ? -1 : 1
    // Numbers of any length: the longer is the greater, equal lengths compare as text.
    if (numericX && x.length !== y.length) return x.length - y.length
    return x < y ? -1 : 1
  }
  return a.length - b.length
}
