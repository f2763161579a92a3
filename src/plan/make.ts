import { componentDialect } from '../dialects/component/dialect.ts'
import { readComponent } from '../dialects/component/recognize.ts'
import { dialectInfo, dialectNamed, type Recognized, recognizeDialect, unrecognized } from '../dialects/list.ts'
import { type Issue, PluginError } from '../errors.ts'
import { assertValid } from '../guard/admit.ts'
import { guardModules, type Unguarded } from '../guard/guard.ts'
import type { Limits } from '../limits.ts'
import { decodeModule } from '../wasm/decode.ts'
import { recognizeBinary } from '../wasm/recognize.ts'
import type { World } from '../wit/world.ts'
import { type Plan, planVersion } from './plan.ts'

export interface PlanRequest {
  /** What the host expects; `undefined`: what the bytes say. */
  readonly world: World | undefined
  readonly names: Readonly<Record<string, string>>
  /** Forces a dialect. */
  readonly dialect: string | undefined
  readonly limits: Limits
}

/** Bytes with their dialect: the way up to the question whether they fit. */
export interface Candidate {
  /** The core modules that the engine is to run, as the file has them. */
  readonly modules: readonly Unguarded[]
  readonly recognized: Recognized
}

/** @throws PluginError for bytes that are no plugin, are malformed or invalid, or speak no known dialect */
export function readCandidate(bytes: Uint8Array<ArrayBuffer>, dialect: string | undefined, limits: Limits): Candidate {
  if (recognizeBinary(bytes) === 'component') return readComponentCandidate(bytes, dialect, limits)
  const module = decodeModule(bytes, limits)
  const forced = dialect === undefined ? undefined : dialectNamed(dialect)
  const recognized = recognizeDialect(module, forced)
  if (recognized === undefined) {
    const issue = unrecognized(module, forced)
    throw new PluginError(issue.code, issue.message, { issues: [issue] })
  }
  return { modules: [{ module, bytes }], recognized }
}

function readComponentCandidate(
  bytes: Uint8Array<ArrayBuffer>,
  dialect: string | undefined,
  limits: Limits,
): Candidate {
  if (dialect !== undefined && dialectNamed(dialect) !== componentDialect)
    throw new PluginError('unsupported', `expected a core module that speaks ${dialect}, found a component`)
  const { recognition, modules } = readComponent(bytes, limits, assertValid)
  return { modules, recognized: { ...recognition, dialect: componentDialect } }
}

/** What is in the way of calling this module by this world; empty when it fits. */
export function fitIssues(candidate: Candidate, world: World, names: Readonly<Record<string, string>>): Issue[] {
  const { dialect, facts } = candidate.recognized
  return dialect.fit(facts, world, { names })
}

/**
 * From bytes to a plan. Nothing of the plugin is run; the engine sees the original only to validate it.
 * @throws PluginError with all that is wrong in `issues`
 */
export function makePlan(bytes: Uint8Array<ArrayBuffer>, request: PlanRequest): Plan {
  const candidate = readCandidate(bytes, request.dialect, request.limits)
  const { dialect, facts } = candidate.recognized
  const world = request.world ?? dialect.world?.(facts)
  if (world === undefined)
    throw new PluginError('unsupported', 'expected a contract: these bytes carry no interface of their own')
  const [issue, ...more] = fitIssues(candidate, world, request.names)
  if (issue !== undefined) {
    const message = more.length === 0 ? issue.message : `${issue.message} (and ${more.length} more)`
    throw new PluginError(issue.code, message, { issues: [issue, ...more] })
  }
  const metered = request.limits.fuel !== 'unlimited' || request.limits.startFuel !== 'unlimited'
  // There is one for each instance: of a component, too.
  const ownTank = metered && candidate.modules.length === 1
  const guarded = guardModules(candidate.modules, request.limits, { fuel: metered, ownTank })
  return {
    version: planVersion,
    dialect: dialectInfo(candidate.recognized),
    facts,
    world,
    names: request.names,
    modules: guarded.map(module => module.bytes),
    metered,
    ownTank,
    limits: request.limits,
  }
}
