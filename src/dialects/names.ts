import type { Issue } from '../errors.ts'
import { words } from '../wit/names.ts'

/**
 * How a contract's names find a core module's, in the dialects that don't prescribe the spelling: two names match when
 * their words are equal (`count-words`, `count_words`, `countWords`).
 */

/** All spellings of one name have the same key. */
export function nameKey(name: string): string {
  return words(name).join('-')
}

/** Items by the key of their names; two items of one key stand side by side. */
export type NameIndex<T> = ReadonlyMap<string, readonly T[]>

export function indexByName<T extends { readonly name: string }>(items: readonly T[]): NameIndex<T> {
  const index = new Map<string, T[]>()
  for (const item of items) {
    const key = nameKey(item.name)
    const found = index.get(key)
    if (found === undefined) index.set(key, [item])
    else found.push(item)
  }
  return index
}

/** A function's place as people write it: `api.blob.read` for `["api", "[method]blob.read"]`. */
export function showPath(path: readonly string[]): string {
  return path.map(name => name.replace(/^\[[a-z]+\]/, '')).join('.')
}

/** What looking a contract's name up comes to: the one item that has it, or why there is not exactly one. */
export type Lookup<T> = { readonly found: T } | { readonly issue: Issue }

export interface Wanted<T> {
  /** The function's place in the contract, as in `Slot`. */
  readonly path: readonly string[]
  /** The exports that have the name in words. */
  readonly candidates: readonly T[]
  /** All exports that could be meant. */
  readonly all: readonly T[]
  /** The option of that name: contract name, with its interface or without, to export name. */
  readonly names: Readonly<Record<string, string>>
}

/** Decides between candidates: the one that the user settled, the only one, or an issue that lists what is there. */
export function lookUp<T extends { readonly name: string }>({ path, candidates, all, names }: Wanted<T>): Lookup<T> {
  const shown = showPath(path)
  const settled = settledName(path, names)
  const pool = settled === undefined ? candidates : all.filter(({ name }) => name === settled)
  const [first, second] = pool
  if (first !== undefined && second === undefined) return { found: first }
  const wanted = settled === undefined ? shown : `${quote(settled)} for ${shown}, as the option "names" says`
  const found = listNames(first === undefined ? all : pool)
  const issue = { path, expected: settled ?? shown, found }
  if (first === undefined)
    return {
      issue: { code: 'missing-export', message: `expected an exported function ${wanted}, found ${found}`, ...issue },
    }
  const message = `expected one exported function ${wanted}, found ${found}; the option "names" can settle it`
  return { issue: { code: 'ambiguous-export', message, ...issue } }
}

/** The export's name that the user chose for a function: by its whole place, or by its name alone. */
function settledName(path: readonly string[], names: Readonly<Record<string, string>>): string | undefined {
  const forms = [showPath(path), showPath(path.slice(-1)), path.at(-1) ?? '']
  const key = forms.find(form => Object.hasOwn(names, form))
  return key === undefined ? undefined : names[key]
}

/** So many names a message lists before it only counts. */
const listed = 8

function listNames(items: readonly { readonly name: string }[]): string {
  if (items.length === 0) return 'none'
  const names = items.slice(0, listed).map(item => quote(item.name))
  return items.length > listed ? `${names.join(', ')} and ${items.length - listed} more` : names.join(', ')
}

/** A name from a plugin in quotes: it may hold anything. */
function quote(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name)
}
