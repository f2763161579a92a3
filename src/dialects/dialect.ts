import type { CoreFunction } from '../canonical/invoke.ts'
import type { AnyFunction } from '../contract/any-function.ts'
import type { Issue } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'
import type { CoreModule } from '../wasm/module.ts'
import type { World } from '../wit/world.ts'
import type { DialectInfo } from './dialect-info.ts'
import type { ImportRole } from './import-role.ts'

/**
 * A dialect is a calling convention: how a kind of module passes strings, records and errors.
 * Each is one folder with these parts, one line in `dialects/list.ts` and one, for its `Runner`, in `dialects/runners.ts`.
 *
 * `Facts` is plain data: whatever `recognize` read off the bytes that `fit` and `instantiate` need later,
 * so that neither the bytes nor the decoded module are needed again.
 */
export interface Dialect<Facts = unknown> {
  readonly name: string
  /** Reads the signs of this dialect; `undefined` when there are none. Never runs anything of the guest. */
  recognize(module: CoreModule): Recognition<Facts> | undefined
  /** The interface that the bytes carry by themselves, where they do. */
  world?(facts: Facts): World | undefined
  /** Who answers an import of such a module, for people who look at it. */
  importRole(facts: Facts, module: string, name: string): ImportRole
  /** How the plugin's source calls an import, where the bytes say: `console.log`. */
  importSource?(facts: Facts, module: string, name: string): string | undefined
  /** What is in the way of calling this module by this contract; empty when it fits. */
  fit(facts: Facts, world: World, options: FitOptions): Issue[]
}

/** The other half of a dialect, the only one that a plugin's own thread needs. Loaded for the first plugin that does. */
export interface Runner<Facts = unknown> {
  /** Whether the module asks for a function of WASI: nothing of it is in the linkage of one that does not. */
  usesWasi(facts: Facts): boolean
  /**
   * Builds a running instance from a guarded module.
   * @throws PluginError with phase `link`; what the guest does while it starts ends as `trap` and the like.
   */
  instantiate(facts: Facts, linkage: Linkage): DialectInstance
}

export interface Recognition<Facts> extends Omit<DialectInfo, 'name'> {
  readonly facts: Facts
  /** Decides between two dialects that both recognise a module: the higher wins. */
  readonly strength: Strength
}

/** How sure a recognition is. */
export const Strength = {
  /** The shape fits, but others have it too. */
  weak: 1,
  /** Names that only this convention uses. */
  strong: 2,
  /** The producer signed it (custom section). */
  certain: 3,
} as const
export type Strength = (typeof Strength)[keyof typeof Strength]

export interface FitOptions {
  /** Contract name to export name, as the user settled it. */
  readonly names: Readonly<Record<string, string>>
}

/** All that a dialect gets to build one instance. The same in every tier. */
export interface Linkage extends FitOptions {
  /** Guarded and compiled, in the order of the plan: of a component one for each core instance, else a single one. */
  readonly modules: readonly WebAssembly.Module[]
  readonly world: World
  /** The world's function imports in the order of `slots(world.imports)`: already wrapped, they never throw anything but a stop. */
  readonly hostFunctions: readonly AnyFunction[]
  /** Lift and lower routines shared by all instances of the plugin; a dialect keeps here what it compiled. */
  readonly cache: Map<string, unknown>
  /** Views, budget and the means to stop the guest, one for an instance. The dialect attaches the memory. */
  readonly guest: Guest
  /** Handles of resources that the instance may have at once. */
  readonly handles: number
  /** Import functions of WASI for modules that ask for them: by module name, then by name. */
  readonly wasi: (guest: Guest) => Readonly<Record<string, Readonly<Record<string, CoreFunction>>>>
  /**
   * Functions of WASI for components: by the interface's id and the function's name, where WASI has it and may be
   * called for what is granted. They never throw anything but a stop.
   */
  readonly wasiFunction: (path: readonly string[]) => AnyFunction | undefined
}

export type { CoreFunction }

export interface DialectInstance {
  /** The world's function exports in the order of `slots(world.exports)`, with values lowered and lifted. */
  readonly functions: readonly AnyFunction[]
  /** Size of all its memories that can be seen from outside, for `usage`. */
  readonly memoryBytes: () => number
  /** Called after a call that did not return; `false` when this instance must not be used again. */
  readonly recover: () => boolean
}
