import { showName, showPackage } from '../wit/show.ts'
import type { FileNode, InterfaceNode, ToplevelUseNode, UsePath, WorldItemNode, WorldNode } from '../wit/syntax/ast.ts'
import { parseFile } from '../wit/syntax/parse-file.ts'
import { createFaults } from '../wit/syntax/source.ts'

/**
 * Texts in place of the packages that a contract refers to and nobody gave. Whole interfaces and worlds of such a
 * package may be imported, exported and included: no more is known of them than that they are there. What `use` takes
 * from one has to be known, so that there is no stand-in for a package of which something is used.
 */
export function standIns(texts: readonly string[]): string[] {
  if (!texts.some(text => foreign.test(text))) return []
  const faults = createFaults()
  const files = texts.map(text => parseFile({ name: '', text }, faults))
  // Whoever resolves the texts will say what is wrong with them.
  if (faults.any) return []
  const given = new Set(files.flatMap(packagesOf))
  const paths = files.flatMap(itemsOf).flatMap(pathsOf)
  const used = new Set(paths.map(({ path, as }) => (as === 'used' ? path.package?.id : undefined)))
  const missing = new Map<string, Map<string, string>>()
  for (const { path, as } of paths) {
    const id = path.package?.id
    if (id === undefined || as === 'used' || given.has(id) || used.has(id)) continue
    const items = missing.get(id) ?? new Map<string, string>()
    missing.set(id, items.set(path.name.name, `${as} ${showName(path.name.name)} {}`))
  }
  return [...missing].map(([id, items]) => `package ${showPackage(id)};\n${[...items.values()].join('\n')}\n`)
}

/** Where no text has this, all that it refers to is its own; a comment that has it does no harm. */
const foreign = /:[^\s;{}]+\//

type Item = InterfaceNode | WorldNode | ToplevelUseNode

function packagesOf({ package: own, nested }: FileNode): string[] {
  return [...(own === null ? [] : [own.id.id]), ...nested.map(inner => inner.package.id.id)]
}

function itemsOf({ items, nested }: FileNode): Item[] {
  return [...items, ...nested.flatMap(inner => inner.items)]
}

/** A path, and as what its end is referred to. */
interface Reference {
  readonly path: UsePath
  readonly as: 'interface' | 'world' | 'used'
}

function pathsOf(item: Item): Reference[] {
  if (item.kind === 'toplevel-use') return [{ path: item.path, as: 'interface' }]
  return item.items.flatMap(referencesOf)
}

function referencesOf(item: WorldItemNode | InterfaceNode['items'][number]): Reference[] {
  if (item.kind === 'use') return [{ path: item.path, as: 'used' }]
  if (item.kind === 'include') return [{ path: item.path, as: 'world' }]
  if (item.kind !== 'import' && item.kind !== 'export') return []
  const { extern } = item
  if (extern.kind === 'path' || extern.kind === 'named') return [{ path: extern.path, as: 'interface' }]
  return extern.kind === 'inline' ? extern.items.flatMap(referencesOf) : []
}
