import { dialectNamed, type Recognized, recognizeDialect } from '../dialects/list.ts'
import { type Issue, PluginError } from '../errors.ts'
import { guardModules } from '../guard/guard.ts'
import type { Limits } from '../limits.ts'
import { decodeModule } from '../wasm/decode.ts'
import type { CoreModule } from '../wasm/module.ts'
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

/** A module with its dialect: the way of the bytes up to the question whether they fit. */
export interface Candidate {
  readonly module: CoreModule
  readonly recognized: Recognized
}

/** @throws PluginError for bytes that are no module, are malformed, or speak no known dialect */
export function readCandidate(bytes: Uint8Array, dialect: string | undefined, limits: Limits): Candidate {
  if (recognizeBinary(bytes) === 'component')
    throw new PluginError('unsupported', 'expected a core module, found a component, which this version does not link')
  const module = decodeModule(bytes, limits)
  const recognized = recognizeDialect(module, dialect === undefined ? undefined : [dialectNamed(dialect)])
  if (recognized === undefined)
    throw new PluginError(
      'unsupported',
      dialect === undefined
        ? 'expected a module of a known calling convention, found no sign of one'
        : `expected a module that speaks ${dialect}, found no sign of it`,
    )
  return { module, recognized }
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
export function makePlan(bytes: Uint8Array<ArrayBuffer>, digest: string, request: PlanRequest): Plan {
  const candidate = readCandidate(bytes, request.dialect, request.limits)
  const { dialect, facts, version, evidence } = candidate.recognized
  const world = request.world ?? dialect.world?.(facts)
  if (world === undefined)
    throw new PluginError('unsupported', 'expected a contract: these bytes carry no interface of their own')
  const [issue, ...more] = fitIssues(candidate, world, request.names)
  if (issue !== undefined) {
    const message = more.length === 0 ? issue.message : `${issue.message} (and ${more.length} more)`
    throw new PluginError(issue.code, message, { issues: [issue, ...more] })
  }
  const metered = request.limits.fuel !== 'unlimited' || request.limits.startFuel !== 'unlimited'
  const [guarded] = guardModules([{ module: candidate.module, bytes }], request.limits, { fuel: metered })
  if (guarded === undefined) throw new PluginError('invalid', 'the guard gave no module back')
  return {
    version: planVersion,
    digest,
    dialect: version === undefined ? { name: dialect.name, evidence } : { name: dialect.name, version, evidence },
    facts,
    world,
    names: request.names,
    modules: [guarded.bytes],
    metered,
    limits: request.limits,
  }
}
