import { PluginError } from '../errors.ts'
import { type Budget, type BudgetLimits, createBudget } from './budget.ts'
import { createHandleTable, type HandleCount, type HandleTable } from './handles.ts'
import type { ResourceType } from './resource.ts'
import type { Tank } from './tank.ts'
import { createTrap } from './trap.ts'

/**
 * One running instance as lifting and lowering see it: its memory, its allocator, its budget, and the means to stop it.
 * Views are refreshed after every call into the guest that may have grown the memory; no view outlives a call.
 */
export interface Guest {
  /** The views of the memory as it is now; length 0 after growth, until `refresh`. */
  u8: Uint8Array<ArrayBuffer>
  i8: Int8Array<ArrayBuffer>
  u16: Uint16Array<ArrayBuffer>
  i16: Int16Array<ArrayBuffer>
  u32: Uint32Array<ArrayBuffer>
  i32: Int32Array<ArrayBuffer>
  f32: Float32Array<ArrayBuffer>
  f64: Float64Array<ArrayBuffer>
  u64: BigUint64Array<ArrayBuffer>
  i64: BigInt64Array<ArrayBuffer>
  /** The guest's own allocator, raw: call it by `allocate` and `reallocate`, which check what it returns. */
  realloc: Realloc
  /** How many code units or elements the last lowering of a string or list wrote: the second half of its result. */
  length: number
  /** Makes the views anew if the memory has grown. */
  refresh(): void
  /**
   * Gives the guest its memory, once it is instantiated, and the allocator that lowering uses.
   * @throws PluginError `unsupported` for a shared memory.
   */
  attach(memory: WebAssembly.Memory, realloc?: Realloc): void
  readonly budget: Budget
  /** What metered modules burn from; absent where the code is not metered. */
  readonly tank: Tank | undefined
  /** What belongs to the instance, whichever of its memories this is. */
  readonly instance: GuestInstance
  /** False while the guest's allocator or post-return function runs: these may not call imports. */
  mayLeave: boolean
  /** Another memory of the same plugin, of the same instance or of that one: what stops one stops all. */
  fork(instance?: GuestInstance): Guest
  /**
   * Ends the guest from inside a host function by a real trap, which no `catch_all` can swallow.
   * What is given here is what the call fails with; the first violation of a call counts.
   */
  stop(violation: unknown): never
  /** What `stop` was given, until the call boundary takes it. */
  violation: unknown
}

/** One instance of a component, or of a core module that stands alone: it may have several memories, or none. */
export interface GuestInstance {
  mayLeave: boolean
  readonly handles: HandleTable
  /** By index into the type table that its functions use. */
  readonly resources: readonly (ResourceType | undefined)[]
}

/**
 * The canonical `realloc`: address 0 and size 0 ask for a new block. Sizes in bytes.
 * Other conventions are adapted to it: `(address, oldSize, align, size) => malloc(size, align)`.
 */
export type Realloc = (address: number, oldSize: number, align: number, size: number) => number

/** A guest without memory or resources: the dialect attaches its memory. */
export function createGuest(limits: BudgetLimits, tank?: Tank): Guest {
  const plugin: PluginState = { budget: createBudget(limits), tank, violation: undefined }
  return new MemoryGuest(plugin, createGuestInstance({ alive: 0, limit: 0 }, []))
}

/** An instance whose handles are counted with those of others. */
export function createGuestInstance(count: HandleCount, resources: GuestInstance['resources']): GuestInstance {
  return { mayLeave: true, handles: createHandleTable(count), resources }
}

/** What all guests of one plugin share. */
interface PluginState {
  readonly budget: Budget
  readonly tank: Tank | undefined
  violation: unknown
}

const NO_MEMORY = new ArrayBuffer(0)

class MemoryGuest implements Guest {
  u8 = new Uint8Array(NO_MEMORY)
  i8 = new Int8Array(NO_MEMORY)
  u16 = new Uint16Array(NO_MEMORY)
  i16 = new Int16Array(NO_MEMORY)
  u32 = new Uint32Array(NO_MEMORY)
  i32 = new Int32Array(NO_MEMORY)
  f32 = new Float32Array(NO_MEMORY)
  f64 = new Float64Array(NO_MEMORY)
  u64 = new BigUint64Array(NO_MEMORY)
  i64 = new BigInt64Array(NO_MEMORY)
  realloc: Realloc = noRealloc
  length = 0
  readonly budget: Budget
  readonly tank: Tank | undefined
  readonly instance: GuestInstance
  readonly #plugin: PluginState
  readonly #trap: () => never
  #memory: WebAssembly.Memory | undefined

  constructor(plugin: PluginState, instance: GuestInstance) {
    this.budget = plugin.budget
    this.tank = plugin.tank
    this.instance = instance
    this.#plugin = plugin
    this.#trap = createTrap()
  }

  get mayLeave(): boolean {
    return this.instance.mayLeave
  }

  set mayLeave(mayLeave: boolean) {
    this.instance.mayLeave = mayLeave
  }

  get violation(): unknown {
    return this.#plugin.violation
  }

  set violation(violation: unknown) {
    this.#plugin.violation = violation
  }

  fork(instance: GuestInstance = this.instance): Guest {
    return new MemoryGuest(this.#plugin, instance)
  }

  attach(memory: WebAssembly.Memory, realloc: Realloc = noRealloc): void {
    if (!(memory.buffer instanceof ArrayBuffer)) {
      throw new PluginError('unsupported', 'expected a memory of its own, found a shared memory', { phase: 'link' })
    }
    this.#memory = memory
    this.realloc = realloc
    this.refresh()
  }

  refresh(): void {
    const buffer = this.#memory?.buffer
    if (buffer === undefined || buffer === this.u8.buffer) return
    this.u8 = new Uint8Array(buffer)
    this.i8 = new Int8Array(buffer)
    this.u16 = new Uint16Array(buffer)
    this.i16 = new Int16Array(buffer)
    this.u32 = new Uint32Array(buffer)
    this.i32 = new Int32Array(buffer)
    this.f32 = new Float32Array(buffer)
    this.f64 = new Float64Array(buffer)
    this.u64 = new BigUint64Array(buffer)
    this.i64 = new BigInt64Array(buffer)
  }

  stop(violation: unknown): never {
    if (this.violation === undefined) this.violation = violation
    this.mayLeave = false
    const trap: () => never = this.#trap
    return trap()
  }
}

function noRealloc(): never {
  throw new PluginError('abi-violation', 'expected the guest to export an allocator, found none')
}
