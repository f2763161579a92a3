import type { AnyFunction } from '../contract/any-function.ts'
import type { Runner } from '../dialects/dialect.ts'
import { runners } from '../dialects/runners.ts'
import { PluginError } from '../errors.ts'
import { unitsOf } from '../limits.ts'
import { createGuest, type Guest } from '../memory/guest.ts'
import { createOwnTank, createTank, type Tank } from '../memory/tank.ts'
import type { GivenWasi, GiveWasi } from '../wasi/give.ts'
import type { WasiSurroundings } from '../wasi/wasi.ts'
import type { Plan } from './plan.ts'

/** A running instance, in whatever thread. */
export interface PluginInstance {
  readonly guest: Guest
  /** The world's function exports by slot, values lowered and lifted. */
  readonly functions: readonly AnyFunction[]
  readonly memoryBytes: () => number
  /** Whether the instance survives a throw that went through it. */
  readonly recover: () => boolean
}

/** What the host puts in, besides the plan. */
export interface Surroundings {
  /** The host's own functions for the world's imports, by slot. They throw nothing into the guest, they stop it. */
  readonly hostFunctions: (guest: Guest) => readonly AnyFunction[]
  readonly wasi: WasiSurroundings
}

/** Our own code for running plugins, as far as not all of them need it. */
export interface Code {
  readonly runners: Readonly<Record<string, () => Runner | Promise<Runner>>>
  readonly wasi: () => GiveWasi | Promise<GiveWasi>
}

/** Loaded for the first plugin that needs it. */
export const codeOnDemand: Code = { runners, wasi: async () => (await import('../wasi/give.ts')).giveWasi }

/**
 * Compiles a plan's modules once, and gives what makes instances of it: each call a fresh one.
 * @throws PluginError `not-found` when our own code for it cannot be loaded, and what the engine says to what it refuses
 */
export async function instantiator(
  plan: Plan,
  surroundings: Surroundings,
  code: Code = codeOnDemand,
): Promise<() => PluginInstance> {
  // The engine compiles in threads of its own meanwhile.
  const [modules, { runner, giveWasi }] = await Promise.all([
    Promise.all(plan.modules.map(bytes => WebAssembly.compile(bytes))),
    codeFor(plan, code),
  ])
  const cache = new Map<string, unknown>()

  return () => {
    const tank = tankOf(plan)
    tank?.refuel(unitsOf(plan.limits.startFuel))
    const guest = createGuest(plan.limits, tank)
    const started = runner.instantiate(plan.facts, {
      modules,
      handles: plan.limits.handles,
      world: plan.world,
      names: plan.names,
      hostFunctions: surroundings.hostFunctions(guest),
      cache,
      guest,
      ...giveWasi(guest, surroundings.wasi),
    })
    return { guest, ...started }
  }
}

function tankOf({ metered, ownTank }: Plan): Tank | undefined {
  if (!metered) return undefined
  return ownTank ? createOwnTank() : createTank()
}

async function codeFor(
  { dialect, facts }: Plan,
  { runners, wasi }: Code,
): Promise<{ readonly runner: Runner; readonly giveWasi: GiveWasi }> {
  try {
    const runner = await (runners[dialect.name] as () => Runner | Promise<Runner>)()
    return { runner, giveWasi: runner.usesWasi(facts) ? await wasi() : () => noWasi }
  } catch (cause) {
    const message = `expected the part of hospes that a plugin of the dialect ${dialect.name} needs, found none`
    throw new PluginError('not-found', message, { cause })
  }
}

const noWasi: GivenWasi = { wasi: () => ({}), wasiFunction: () => undefined }
