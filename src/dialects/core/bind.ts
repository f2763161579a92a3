import { type Codecs, createCodecs } from '../../canonical/codecs.ts'
import { type CoreSignature, type Direction, flattenFunction } from '../../canonical/flatten.ts'
import { requirementsOf } from '../../canonical/requirements.ts'
import { type Issue, PluginError } from '../../errors.ts'
import { compareVersions, compatibilityKey, parseInterfaceId } from '../../wit/names.ts'
import { type Slot, slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import { type CoreFunction, type CoreImport, showSignature } from '../core-function.ts'
import { lookUp, showPath } from '../names.ts'
import { type CoreFacts, memoryName, postReturnPrefix, reallocName, rootModule } from './facts.ts'
import { runtimeImport } from './runtime.ts'

/** A contract and a module, put together: what calls what. By slot where there are no issues. */
export interface Bound {
  readonly codecs: Codecs
  readonly exports: readonly BoundExport[]
  readonly imports: readonly BoundImport[]
  readonly issues: readonly Issue[]
}

export interface BoundExport {
  readonly slot: Slot
  /** Name of the export that answers the function. */
  readonly core: string
  readonly postReturn: string | undefined
}

/** An import of the module that the contract's `slot`-th import answers. */
export interface BoundImport {
  readonly import: CoreImport
  readonly slot: number
}

export function bind(facts: CoreFacts, world: World, names: Readonly<Record<string, string>>): Bound {
  const codecs = createCodecs(world.types)
  const issues: Issue[] = [...facts.refusals]
  const needs = { memory: false, realloc: false }

  function fits(slot: Slot, direction: Direction, found: CoreFunction | CoreImport): boolean {
    const { path, function: func } = slot
    if (func.async) {
      issues.push({ code: 'unsupported', message: `${showPath(path)}: expected no async function, found one`, path })
      return false
    }
    try {
      const { memory, realloc } = requirementsOf(codecs, func, direction)
      needs.memory ||= memory
      needs.realloc ||= realloc
      const issue = signatureIssue(path, flattenFunction(codecs.layouts, func, direction), found)
      if (issue) issues.push(issue)
      return issue === undefined
    } catch (error) {
      if (!(error instanceof PluginError)) throw error
      issues.push({ code: error.code, message: `${showPath(path)}: ${error.message}`, path })
      return false
    }
  }

  const imports: BoundImport[] = []
  const importSlots = slots(world.imports, world)
  for (const item of facts.imports) {
    const index = importSlotFor(importSlots, item)
    const slot = importSlots[index]
    if (slot !== undefined) {
      if (fits(slot, 'lower', item)) imports.push({ import: item, slot: index })
    } else if (runtimeImport(item.module, item.name) === undefined) issues.push(unknownImport(item))
  }

  const exports: BoundExport[] = []
  for (const slot of slots(world.exports, world)) {
    const looked = lookUp({ path: slot.path, candidates: exportsFor(facts, slot), all: facts.functions, names })
    if ('issue' in looked) issues.push(looked.issue)
    else if (fits(slot, 'lift', looked.found)) {
      const postReturn = findPostReturn(facts, looked.found, issues, slot.path)
      exports.push({ slot, core: looked.found.name, postReturn })
    }
  }

  issues.push(...missingOptions(facts, needs))
  return { codecs, exports, imports, issues }
}

/** The exports that answer a function: the one of exactly its name, else the newest of a compatible version. */
function exportsFor(facts: CoreFacts, { path }: Slot): readonly CoreFunction[] {
  const exact = facts.functions.filter(({ name }) => name === path.join('#'))
  const [id = '', member] = path
  if (exact.length > 0 || member === undefined) return exact
  const compatible = facts.functions.filter(({ name }) => {
    const hash = name.indexOf('#')
    return hash > 0 && name.slice(hash + 1) === member && isCompatible(name.slice(0, hash), id)
  })
  return newestFirst(compatible, ({ name }) => name).slice(0, 1)
}

/** The place of the function that answers a module's import, -1 when the contract has none. */
function importSlotFor(importSlots: readonly Slot[], { module, name }: CoreImport): number {
  const path = module === rootModule ? [name] : [module, name]
  const exact = importSlots.findIndex(slot => slot.path.join('#') === path.join('#'))
  if (exact >= 0 || module === rootModule) return exact
  const compatible = importSlots.filter(({ path: [id, member] }) => member === name && isCompatible(id ?? '', module))
  const [newest] = newestFirst(compatible, ({ path: [id] }) => id ?? '')
  return newest === undefined ? -1 : importSlots.indexOf(newest)
}

function isCompatible(a: string, b: string): boolean {
  const [idA, idB] = [parseInterfaceId(a), parseInterfaceId(b)]
  return idA !== undefined && idB !== undefined && compatibilityKey(idA) === compatibilityKey(idB)
}

function newestFirst<T>(items: readonly T[], idOf: (item: T) => string): readonly T[] {
  return items.toSorted((a, b) => {
    const [versionA, versionB] = [a, b].map(item => parseInterfaceId(idOf(item).split('#', 1)[0] ?? '')?.version)
    return versionA && versionB ? compareVersions(versionB, versionA) : 0
  })
}

function findPostReturn(
  facts: CoreFacts,
  core: CoreFunction,
  issues: Issue[],
  path: readonly string[],
): string | undefined {
  const found = facts.functions.find(({ name }) => name === postReturnPrefix + core.name)
  if (found === undefined) return undefined
  const issue = signatureIssue(
    [...path, 'post-return'],
    { params: core.results as CoreSignature['params'], results: [] },
    found,
  )
  if (issue) issues.push(issue)
  return found.name
}

function signatureIssue(
  path: readonly string[],
  expectedSignature: Pick<CoreFunction, 'params' | 'results'>,
  foundSignature: CoreFunction,
): Issue | undefined {
  const expected = showSignature(expectedSignature)
  const found = showSignature(foundSignature)
  if (expected === found) return undefined
  return {
    code: 'signature-mismatch',
    message: `${showPath(path)}: expected the core signature ${expected}, found ${found}`,
    path,
    expected,
    found,
  }
}

function unknownImport({ module, name }: CoreImport): Issue {
  return {
    code: 'unknown-import',
    message: `expected imports of the contract only, found ${JSON.stringify(module)} ${JSON.stringify(name)}`,
    path: [module, name],
    found: `${module} ${name}`,
  }
}

/** The memory and the allocator, where the contract's types call for them. */
function missingOptions(facts: CoreFacts, needs: { readonly memory: boolean; readonly realloc: boolean }): Issue[] {
  const issues: Issue[] = []
  if (needs.memory && !facts.hasMemory) {
    issues.push({
      code: 'missing-export',
      message: `expected an exported memory "${memoryName}", which the contract's types need, found none`,
      path: [memoryName],
      expected: memoryName,
      found: 'none',
    })
  }
  const realloc = facts.functions.find(({ name }) => name === reallocName)
  if (realloc !== undefined) {
    const issue = signatureIssue([reallocName], { params: ['i32', 'i32', 'i32', 'i32'], results: ['i32'] }, realloc)
    if (issue) issues.push(issue)
  } else if (needs.realloc) {
    issues.push({
      code: 'missing-export',
      message: `expected an exported function "${reallocName}", which the contract's types need, found none`,
      path: [reallocName],
      expected: reallocName,
      found: 'none',
    })
  }
  return issues
}
