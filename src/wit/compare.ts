import type { Issue } from '../errors.ts'
import { createTypeComparer, type Difference, type TypeComparer } from './compare-types.ts'
import { compareVersions, compatibilityKey, parseInterfaceId } from './names.ts'
import { showFunc } from './show.ts'
import { type Slot, slots } from './slots.ts'
import { listNames } from './syntax/source.ts'
import type { World, WorldItem } from './world.ts'

/** How a world that bytes carry stands to the one that a contract expects. */
export interface Comparison {
  /** `compatible`: it exports more than is expected, imports less, or names parameters otherwise. */
  readonly relation: 'equal' | 'compatible' | 'incompatible'
  /** What makes it incompatible: `missing-export`, `signature-mismatch`, `unknown-import`. */
  readonly issues: readonly Issue[]
}

export interface CompareOptions {
  /** Whether the host gives this interface whatever the contract says, as it does with `wasi:…`. */
  readonly isProvided?: ((interfaceId: string) => boolean) | undefined
}

/** Compares two worlds function by function. Docs and gates don't matter, nor do types that no function uses. */
export function compareWorlds(expected: World, found: World, { isProvided }: CompareOptions = {}): Comparison {
  const compare = createTypeComparer(expected, found)
  const issues: Issue[] = []
  let isSame = true

  const wantedExports = slots(expected.exports, expected)
  const foundExports = slots(found.exports, found)
  const findExport = createFinder(foundExports)
  for (const wanted of wantedExports) {
    const given = findExport(wanted)
    if (given === undefined) issues.push(missingExport(wanted, expected, foundExports))
    else if (differs(wanted, given)) isSame = false
  }

  const givenImports = slots(withTypesOnly(expected.imports), expected)
  const neededImports = slots(withTypesOnly(found.imports), found)
  const findImport = createFinder(givenImports)
  for (const needed of neededImports) {
    if (needed.path.length > 1 && isProvided?.(needed.path[0] ?? '')) continue
    const given = findImport(needed)
    if (given === undefined) issues.push(unknownImport(needed, found, givenImports))
    else if (differs(given, needed)) isSame = false
  }

  /** Whether two functions of one name differ; by more than the names of parameters is an issue. */
  function differs(wanted: Slot, given: Slot): boolean {
    const difference = compareFunctions(wanted, given, compare)
    if (difference !== undefined) issues.push(mismatch(wanted, given, difference, expected, found))
    const names = (slot: Slot): string => slot.function.params.map(({ name }) => name).join()
    return difference !== undefined || names(wanted) !== names(given)
  }

  if (issues.length > 0) return { relation: 'incompatible', issues }
  const hasSameSize = wantedExports.length === foundExports.length && givenImports.length === neededImports.length
  return { relation: isSame && hasSameSize ? 'equal' : 'compatible', issues }
}

/** The functions of interfaces that are imported for their types count here: the other side may call them. */
function withTypesOnly(items: readonly WorldItem[]): WorldItem[] {
  return items.map(item => (item.kind === 'interface' ? { ...item, typesOnly: false } : item))
}

/** What stands under a name, or under a name in an interface. */
type Placed = Pick<Slot, 'path'>

/** Finds a function by its path: of an interface in the same version, else in the newest compatible one. */
export function createFinder<T extends Placed>(given: readonly T[]): (wanted: Placed) => T | undefined {
  const exact = new Map(given.map(slot => [slot.path.join('#'), slot]))
  const compatible = new Map<string, T>()
  for (const slot of given) {
    const key = compatiblePath(slot)
    const other = key === undefined ? undefined : compatible.get(key)
    if (key !== undefined && (other === undefined || isNewer(slot, other))) compatible.set(key, slot)
  }
  return wanted => exact.get(wanted.path.join('#')) ?? compatible.get(compatiblePath(wanted) ?? '')
}

function compatiblePath({ path }: Placed): string | undefined {
  const [interfaceName = '', functionName] = path
  const id = functionName === undefined ? undefined : parseInterfaceId(interfaceName)
  return id && `${compatibilityKey(id)}#${functionName}`
}

function isNewer(a: Placed, b: Placed): boolean {
  const [x, y] = [a, b].map(({ path: [name = ''] }) => parseInterfaceId(name)?.version)
  return x != null && y != null && compareVersions(x, y) > 0
}

function compareFunctions(wanted: Slot, given: Slot, compare: TypeComparer): Difference | undefined {
  const [a, b] = [wanted.function, given.function]
  if (a.async !== b.async) {
    const kind = (async: boolean): string => (async ? 'an async function' : 'a function that is not async')
    return { where: [], expected: kind(a.async), found: kind(b.async) }
  }
  if (a.params.length !== b.params.length) {
    const count = (n: number): string => `${n} parameter${n === 1 ? '' : 's'}`
    return { where: [], expected: count(a.params.length), found: count(b.params.length) }
  }
  for (const [i, { name, type }] of a.params.entries()) {
    const difference = compare(type, b.params[i]?.type ?? null)
    if (difference !== undefined) return { ...difference, where: [`parameter '${name}'`, ...difference.where] }
  }
  const difference = compare(a.result, b.result)
  return difference && { ...difference, where: ['the result', ...difference.where] }
}

function mismatch(wanted: Slot, given: Slot, difference: Difference, expected: World, found: World): Issue {
  const where = difference.where.length === 0 ? '' : `${difference.where.join(', ')}: `
  return {
    code: 'signature-mismatch',
    message: `${showPath(wanted)} differs: ${where}expected ${difference.expected}, found ${difference.found}`,
    path: wanted.path,
    expected: showFunc(expected.types, wanted.function),
    found: showFunc(found.types, given.function),
  }
}

function missingExport(wanted: Slot, expected: World, given: readonly Slot[]): Issue {
  const names = listNames(given.map(({ path }) => path.join('#')))
  const signature = showFunc(expected.types, wanted.function)
  return {
    code: 'missing-export',
    message: `${showPath(wanted)} is not exported: expected ${signature}, found ${names === '' ? 'no exports' : names}`,
    path: wanted.path,
    expected: signature,
  }
}

function unknownImport(needed: Slot, found: World, given: readonly Slot[]): Issue {
  const names = listNames(given.map(({ path }) => path.join('#')))
  const signature = showFunc(found.types, needed.function)
  return {
    code: 'unknown-import',
    message: `the import ${showPath(needed)} is not in the contract: expected ${names === '' ? 'no imports' : names}, found ${signature}`,
    path: needed.path,
    found: signature,
  }
}

function showPath({ path }: Slot): string {
  return `'${path.join('#')}'`
}
