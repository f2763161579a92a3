import type { Guest } from './guest.ts'
import type { HandleTable } from './handles.ts'

/** A resource type while a plugin runs: a fresh one for each definition and each instance of the plugin. */
export interface ResourceType {
  /** For messages. */
  readonly name: string
  /** The table of the instance that defines it; `undefined` when the host does. */
  readonly owner: HandleTable | undefined
  /** The running plugin whose guest defines it; `undefined` when the host does. */
  readonly guest: Guest | undefined
  /** Runs the destructor, or lets the host dispose of its object. Stops the guest when that cannot be. */
  destroy(representation: unknown, caller: HandleTable | undefined): void
}

/**
 * A resource that a guest defines, outside of the guest. `owned`: whoever has this object has the resource.
 * `borrowed`: it may be used until the call ends that brought it. `gone`: given away, dropped, or the call has ended.
 */
export class GuestResource {
  readonly type: ResourceType
  /** What the guest knows it by. */
  readonly representation: number
  state: 'owned' | 'borrowed' | 'gone'
  /** Calls going on that have borrowed it. */
  lends = 0

  constructor(type: ResourceType, representation: number, state: 'owned' | 'borrowed') {
    this.type = type
    this.representation = representation
    this.state = state
  }
}
