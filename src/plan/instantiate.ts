import type { HostFunction, Runner } from '../dialects/dialect.ts'
import { runners } from '../dialects/runners.ts'
import { unitsOf } from '../limits.ts'
import { createGuest, type Guest } from '../memory/guest.ts'
import { createTank } from '../memory/tank.ts'
import { preview1, preview1Module } from '../wasi/preview1.ts'
import { preview2 } from '../wasi/preview2/preview2.ts'
import { createWasi, type Wasi, type WasiSurroundings } from '../wasi/wasi.ts'
import type { Plan } from './plan.ts'

/** A running instance, in whatever thread. */
export interface PluginInstance {
  readonly guest: Guest
  /** The world's function exports by slot, values lowered and lifted. */
  readonly functions: readonly HostFunction[]
  readonly memoryBytes: () => number
  /** Whether the instance survives a throw that went through it. */
  readonly recover: () => boolean
}

/** What the host puts in, besides the plan. */
export interface Surroundings {
  /** The host's own functions for the world's imports, by slot. They throw nothing into the guest, they stop it. */
  readonly hostFunctions: (guest: Guest) => readonly HostFunction[]
  readonly wasi: WasiSurroundings
}

/**
 * Compiles a plan's modules once, and gives what makes instances of it: each call a fresh one.
 * @throws PluginError of phase `load` when the engine refuses what the guard passed
 */
export async function instantiator(plan: Plan, surroundings: Surroundings): Promise<() => PluginInstance> {
  const runner = runners[plan.dialect.name] as Runner
  const modules = await Promise.all(plan.modules.map(bytes => WebAssembly.compile(bytes)))
  const cache = new Map<string, unknown>()

  return () => {
    const tank = plan.metered ? createTank() : undefined
    tank?.refuel(unitsOf(plan.limits.startFuel))
    const guest = createGuest(plan.limits, tank)
    const wasi = (): Wasi => createWasi(guest, surroundings.wasi)
    const started = runner.instantiate(plan.facts, {
      modules,
      handles: plan.limits.handles,
      world: plan.world,
      names: plan.names,
      hostFunctions: surroundings.hostFunctions(guest),
      cache,
      guest,
      wasi: part => ({ [preview1Module]: preview1(part, wasi()) }),
      wasiFunction: preview2(guest, wasi),
    })
    return { guest, ...started }
  }
}
