import { dependencyOrder, type Edge } from '../order.ts'
import type {
  FileNode,
  InterfaceNode,
  NestedPackageNode,
  PackageId,
  ToplevelUseNode,
  UsePath,
  WorldNode,
} from '../syntax/ast.ts'
import { parseFile } from '../syntax/parse-file.ts'
import { type Faults, listNames, type Place, type Source } from '../syntax/source.ts'

/** One package before its names are looked up: the files it is spread over. */
export interface PackageUnit {
  readonly id: string
  readonly version: string | null
  readonly place: Place
  readonly docs: string | undefined
  readonly files: readonly UnitFile[]
}

export interface UnitFile {
  readonly source: Source
  readonly items: readonly (InterfaceNode | WorldNode | ToplevelUseNode)[]
}

/**
 * Parses the packages, each given by its files, and orders them so that each comes after those it uses. The packages
 * that stand in blocks within a file are among them.
 */
export function readPackages(groups: readonly (readonly Source[])[], faults: Faults): readonly PackageUnit[] {
  const units = new Map<string, PackageUnit>()
  for (const sources of groups) {
    const files = sources.map(source => ({ source, node: parseFile(source, faults) }))
    // What is said about packages that could not be read whole would be wrong as often as right.
    if (faults.any) continue
    const nested = files.flatMap(({ source, node }) => node.nested.map(inner => nestedUnit(source, inner, faults)))
    const unit = joinFiles(files, faults)
    for (const one of unit === undefined ? nested : [...nested, unit]) {
      if (units.has(one.id)) faults.report(one.place, `the package ${one.id} is defined in two places`)
      else units.set(one.id, one)
    }
  }
  faults.throwIfAny()
  return orderPackages([...units.values()], faults)
}

function nestedUnit(source: Source, node: NestedPackageNode, faults: Faults): PackageUnit {
  for (const inner of node.nested) {
    const place = { source, offset: inner.package.id.at }
    faults.report(place, `the package ${inner.package.id.id} stands in another; packages stand at the top level`)
  }
  const { id, version, at } = node.package.id
  return { id, version, place: { source, offset: at }, docs: node.package.docs, files: [{ source, items: node.items }] }
}

/** The package that the files of one folder make; `undefined` when they only hold packages in blocks. */
function joinFiles(
  files: readonly { readonly source: Source; readonly node: FileNode }[],
  faults: Faults,
): PackageUnit | undefined {
  let name: { readonly id: PackageId; readonly place: Place } | undefined
  let docs: string | undefined
  for (const { source, node } of files) {
    if (node.package === null) continue
    const { id, docs: found, docsAt } = node.package
    const place = { source, offset: id.at }
    if (name === undefined) name = { id, place }
    else if (name.id.id !== id.id) {
      faults.report(place, `one package is ${name.id.id} in one file and ${id.id} in another`)
    }
    if (found !== undefined && docs !== undefined) {
      faults.report({ source, offset: docsAt }, `the package ${id.id} is documented in two files`)
    }
    docs ??= found
  }
  if (name !== undefined) {
    const unitFiles = files.map(({ source, node }) => ({ source, items: node.items }))
    return { id: name.id.id, version: name.id.version, place: name.place, docs, files: unitFiles }
  }
  const first = files.find(({ node }) => node.items.length > 0) ?? files.find(() => true)
  const hasNested = files.some(({ node }) => node.nested.length > 0)
  const hasItems = files.some(({ node }) => node.items.length > 0)
  if (first !== undefined && (hasItems || !hasNested)) {
    faults.report({ source: first.source, offset: 0 }, 'no package is named: begin with package my:plugin;')
  }
  return undefined
}

function orderPackages(units: readonly PackageUnit[], faults: Faults): readonly PackageUnit[] {
  const indices = new Map(units.map((unit, index) => [unit.id, index]))
  const known = listNames([...indices.keys()])
  const edges = units.map(unit => {
    const found = new Map<number, Edge<Place>>()
    for (const { path, source } of foreignPaths(unit)) {
      const place = { source, offset: path.at }
      const to = indices.get(path.id)
      if (to === undefined) faults.report(place, `there is no package ${path.id}; there are ${known}`)
      else if (!found.has(to)) found.set(to, { to, by: place })
    }
    return [...found.values()]
  })
  const { order, cycle } = dependencyOrder(edges)
  if (cycle !== undefined)
    faults.report(cycle.by, `the package ${units[cycle.to]?.id} needs itself, by a circle of uses`)
  faults.throwIfAny()
  return order.flatMap(index => units[index] ?? [])
}

function foreignPaths(unit: PackageUnit): { path: PackageId; source: Source }[] {
  return unit.files.flatMap(({ source, items }) =>
    items.flatMap(pathsOf).flatMap(path => (path.package === null ? [] : { path: path.package, source })),
  )
}

function pathsOf(node: UnitFile['items'][number]): readonly UsePath[] {
  if (node.kind === 'toplevel-use') return [node.path]
  return node.items.flatMap((item): readonly UsePath[] => {
    if (item.kind === 'use' || item.kind === 'include') return [item.path]
    if (item.kind !== 'import' && item.kind !== 'export') return []
    const { extern } = item
    if (extern.kind === 'path' || extern.kind === 'named') return [extern.path]
    return extern.kind === 'inline' ? extern.items.flatMap(inner => (inner.kind === 'use' ? [inner.path] : [])) : []
  })
}
