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

/** What looking a contract's name up comes to: the one item that has it, or why there is not exactly one. */
export type Lookup<T> = { readonly found: T } | { readonly issue: Issue }

export interface Wanted<T> {
  /** Where the name stands in the contract, outermost first; the last is the name itself. */
  readonly path: readonly string[]
  /** The items that have the name in words. */
  readonly candidates: readonly T[]
  /** The export's name as the user settled it in `options.names`. */
  readonly settled: string | undefined
  /** All items that could have been meant. */
  readonly all: readonly T[]
}

/** Decides between candidates: the settled one, the only one, or an issue that lists what is there. */
export function lookUp<T extends { readonly name: string }>({ path, candidates, settled, all }: Wanted<T>): Lookup<T> {
  if (settled !== undefined) {
    const found = all.find(item => item.name === settled)
    if (found !== undefined) return { found }
    return {
      issue: {
        code: 'missing-export',
        message: `expected an exported function ${quote(settled)} for ${path.join('.')}, as the option "names" says, found ${listNames(all)}`,
        path,
        expected: settled,
        found: listNames(all),
      },
    }
  }
  const [first, second] = candidates
  if (first === undefined)
    return {
      issue: {
        code: 'missing-export',
        message: `expected an exported function ${path.join('.')}, found ${listNames(all)}`,
        path,
        expected: path.at(-1) ?? '',
        found: listNames(all),
      },
    }
  if (second !== undefined)
    return {
      issue: {
        code: 'ambiguous-export',
        message: `expected one exported function ${path.join('.')}, found ${listNames(candidates)}; the option "names" can settle it`,
        path,
        expected: path.at(-1) ?? '',
        found: listNames(candidates),
      },
    }
  return { found: first }
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
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name)
}
