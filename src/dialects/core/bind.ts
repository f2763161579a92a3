import type { Codecs } from '../../canonical/codecs.ts'
import { type CoreSignature, type Direction, flattenFunction } from '../../canonical/flatten.ts'
import { requirementsOf } from '../../canonical/requirements.ts'
import { type Issue, PluginError } from '../../errors.ts'
import { createFinder } from '../../wit/compare.ts'
import { type Slot, slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import { type CoreExport, type CoreImport, showSignature } from '../core-function.ts'
import { lookUp, showPath } from '../names.ts'
import { type CoreFacts, memoryName, postReturnPrefix, reallocName, rootModule } from './facts.ts'
import {
  type BoundBuiltin,
  builtinSignature,
  createBuiltinFinder,
  exportCodecs,
  exportedResources,
  importCodecs,
} from './resources.ts'
import { runtimeImport } from './runtime.ts'

/** A contract and a module, put together: what calls what. By slot where there are no issues. */
export interface Bound {
  readonly exports: readonly BoundExport[]
  readonly imports: readonly BoundImport[]
  /** Names of the exports that destroy the guest's resources, by the resource's index in the type table. */
  readonly destructors: ReadonlyMap<number, string>
  readonly issues: readonly Issue[]
}

export interface BoundExport {
  readonly slot: Slot
  readonly codecs: Codecs
  /** Name of the export that answers the function. */
  readonly core: string
  readonly postReturn: string | undefined
}

/** An import of the module that the contract answers, by its `index`-th import or by a built-in. */
export type BoundImport = { readonly import: CoreImport } & (
  | { readonly kind: 'function'; readonly index: number; readonly slot: Slot; readonly codecs: Codecs }
  | ({ readonly kind: 'builtin' } & BoundBuiltin)
)

export function bind(facts: CoreFacts, world: World, names: Readonly<Record<string, string>>): Bound {
  const issues: Issue[] = [...facts.refusals]
  const needs = { memory: false, realloc: false }

  function fits(slot: Slot, codecs: Codecs, direction: Direction, found: CoreExport | CoreImport): boolean {
    const { path, function: func } = slot
    if (func.async) {
      issues.push({ code: 'unsupported', message: `${showPath(path)}: expected no async function, found one`, path })
      return false
    }
    try {
      const { memory, realloc } = requirementsOf(codecs, func, direction)
      needs.memory ||= memory
      needs.realloc ||= realloc
      return hasSignature(path, flattenFunction(codecs.layouts, func, direction), found)
    } catch (error) {
      if (!(error instanceof PluginError)) throw error
      issues.push({ code: error.code, message: `${showPath(path)}: ${error.message}`, path })
      return false
    }
  }

  function hasSignature(path: readonly string[], expected: Signature, found: Signature): boolean {
    const issue = signatureIssue(path, expected, found)
    if (issue) issues.push(issue)
    return issue === undefined
  }

  const imports: BoundImport[] = []
  const imported = importCodecs(world)
  const findImport = createFinder(slots(world.imports, world).map((slot, index) => ({ path: slot.path, slot, index })))
  const findBuiltin = createBuiltinFinder(world)
  for (const item of facts.imports) {
    const { module, name } = item
    const found = findImport({ path: module === rootModule ? [name] : [module, name] })
    const builtin = findBuiltin(module, name)
    if (found !== undefined) {
      if (fits(found.slot, imported, 'lower', item))
        imports.push({ import: item, kind: 'function', index: found.index, slot: found.slot, codecs: imported })
    } else if (builtin !== undefined) {
      if (hasSignature([module, name], builtinSignature(builtin), item))
        imports.push({ import: item, kind: 'builtin', ...builtin })
    } else if (runtimeImport(module, name) === undefined) issues.push(unknownImport(item))
  }

  const exports: BoundExport[] = []
  const exported = exportCodecs(world)
  const findExport = createFinder(facts.functions.map(found => ({ path: exportPath(found.name), found })))
  for (const slot of slots(world.exports, world)) {
    const found = findExport(slot)?.found
    const candidates = found === undefined ? [] : [found]
    const looked = lookUp({ path: slot.path, candidates, all: facts.functions, names })
    const codecs = slot.interface === null ? imported : exported
    if ('issue' in looked) issues.push(looked.issue)
    else if (fits(slot, codecs, 'lift', looked.found)) {
      const postReturn = findPostReturn(facts, looked.found, issues, slot.path)
      exports.push({ slot, codecs, core: looked.found.name, postReturn })
    }
  }

  const destructors = new Map<number, string>()
  for (const { type, destructor } of exportedResources(world)) {
    const found = findExport(destructor)?.found
    if (found === undefined) continue
    hasSignature(destructor.path, { params: ['i32'], results: [] }, found)
    destructors.set(type, found.name)
  }

  issues.push(...missingOptions(facts, needs))
  return { exports, imports, destructors, issues }
}

type Signature = Pick<CoreExport, 'params' | 'results'>

/** The interface's name and the function's, where a name has both. */
function exportPath(name: string): readonly string[] {
  const hash = name.indexOf('#')
  return hash < 0 ? [name] : [name.slice(0, hash), name.slice(hash + 1)]
}

function findPostReturn(
  facts: CoreFacts,
  core: CoreExport,
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
  expectedSignature: Signature,
  foundSignature: Signature,
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
