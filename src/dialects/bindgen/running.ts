import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import type { ResourceType } from '../../memory/resource.ts'
import type { CoreFunction } from '../dialect.ts'
import type { Binding, BoundStruct } from './bind.ts'
import type { BindgenFacts } from './facts.ts'
import { Held } from './held.ts'
import { Structs } from './structs.ts'
import { constants, HeapValues, TableValues, type Values } from './values.ts'

const maxPanicText = 500

/**
 * One running instance, as lifting and lowering need it. It is made before the instance, whose imports refer to it, and
 * complete once `attach` has run: only a start section can call an import earlier.
 */
export class Running {
  readonly guest: Guest
  readonly control: Control = { current: undefined, threw: false }
  readonly #classes = new Map<string, ResourceType>()
  /** The first index of a value that is not a constant. */
  readonly firstIndex: number
  values: Values
  readonly held: Held
  allocator: Allocator
  structs: Structs
  readonly #handles: number
  /** Takes the index of what a host function threw; absent when no import of the module catches. */
  exnStore: CoreFunction | undefined = undefined
  /** Words of the description that the guest is giving. */
  readonly words: number[] = []
  /** Where the answer of a cast goes. */
  castArea = 0
  /** The table of externrefs, where values are kept in one. */
  table: WebAssembly.Table | undefined = undefined

  /** `handles`: how many structs the host may hold at once. */
  constructor(facts: BindgenFacts, guest: Guest, handles: number) {
    this.guest = guest
    this.#handles = handles
    this.structs = new Structs([], handles)
    this.firstIndex = facts.reservedSlots + constants.length
    this.values = new HeapValues(guest, facts.reservedSlots)
    this.held = new Held(guest, () => this.values.all())
    this.allocator = createAllocator(guest, undefined, undefined, undefined)
  }

  /** Puts in what the instance exports. */
  attach(facts: BindgenFacts, exports: WebAssembly.Exports, structs: readonly BoundStruct[]): void {
    const { helpers, memory, externrefTable, classes } = facts
    const find = (name: string | undefined): CoreFunction | undefined => {
      const found = name === undefined ? undefined : exports[name]
      return typeof found === 'function' ? (found as CoreFunction) : undefined
    }
    this.allocator = createAllocator(this.guest, find(helpers.malloc), find(helpers.realloc), find(helpers.free))
    this.exnStore = find(helpers.exnStore)
    const table = externrefTable === undefined ? undefined : exports[externrefTable]
    if (table instanceof WebAssembly.Table) {
      this.table = table
      this.values = new TableValues({
        table,
        alloc: find(helpers.tableAlloc),
        dealloc: find(helpers.tableDealloc),
        dropSlice: find(helpers.dropSlice),
      })
    }
    for (const { name, free } of classes) this.#classes.set(name, this.#resourceType(name, find(free)))
    const types: ResourceType[] = []
    for (const {
      resource,
      name,
      class: { name: known, free },
    } of structs) {
      const type = this.#resourceType(name, find(free))
      this.#classes.set(known, type)
      types[resource] = type
    }
    this.structs = new Structs(types, this.#handles)
    const own = memory === undefined ? undefined : exports[memory]
    if (own instanceof WebAssembly.Memory) this.guest.attach(own, this.allocator.realloc)
  }

  /** The guest is about to end by a panic, and has said why. */
  panicked(message: string): never {
    const [cause = ''] = message.split('\n\nStack:')
    return this.guest.stop(new PluginError('trap', `the guest panicked: ${cause.slice(0, maxPanicText)}`))
  }

  /** The exported struct of this name, as the module spells it. @throws PluginError `abi-violation` for an unknown one */
  classType(name: string): ResourceType {
    const type = this.#classes.get(name)
    if (type === undefined)
      throw new PluginError(
        'abi-violation',
        `expected an exported struct, found none of the name ${JSON.stringify(name)}`,
      )
    return type
  }

  #resourceType(name: string, free: CoreFunction | undefined): ResourceType {
    // From 0.2.93 with a second parameter, whether a borrow may be going on; older ones ignore it.
    return { name, owner: this.guest.instance.handles, guest: this.guest, destroy: address => free?.(address, 0) }
  }
}

export interface Control {
  /** The call that is going on, from the entry into the guest until its result has been lifted. */
  current: Binding | undefined
  /** The guest threw, as its convention allows: the instance is sound once its stack is put back. */
  threw: boolean
}

/** The guest's allocator; absent functions fail when they are needed. */
export interface Allocator {
  /** As `Guest.realloc`. Blocks are of the exact size: the guest takes them over as such. */
  realloc(address: number, oldSize: number, align: number, size: number): number
  /** Gives back what the guest handed over. `size` and `align` in bytes, as it was allocated. */
  free(address: number, size: number, align: number): void
  /** From here on blocks are noted: they are for the arguments of a call that may not come to be. */
  begin(): void
  /** The call will be: the blocks are the guest's. */
  commit(): void
  /** The call will not be: gives back all blocks since `begin`. */
  undo(): void
}

// Engines fold functions that are parameters of a closure into it, and no others that are as easily had.
function createAllocator(
  guest: Guest,
  malloc: CoreFunction | undefined,
  reallocate: CoreFunction | undefined,
  release: CoreFunction | undefined,
): Allocator {
  /** Address, size and alignment of each block, one after the other. */
  const blocks: number[] = []
  let used = 0
  let noting = false

  // Surplus arguments are ignored by a core function: the older forms take no alignment.
  function free(address: number, size: number, align: number): void {
    if (size > 0 && release !== undefined) release(address, size, align)
  }

  function allocate(align: number, size: number): number {
    // What the guest's own allocator would answer; it need not have one.
    if (size === 0) return align
    if (malloc === undefined)
      throw new PluginError('abi-violation', 'expected an exported __wbindgen_malloc, found none')
    const address = nonZero(malloc(size, align) >>> 0, size)
    if (noting) {
      blocks[used] = address
      blocks[used + 1] = size
      blocks[used + 2] = align
      used += 3
    }
    return address
  }

  function grow(from: number, oldSize: number, align: number, size: number): number {
    if (reallocate !== undefined) return reallocate(from, oldSize, size, align) >>> 0
    const address = nonZero(malloc === undefined ? 0 : malloc(size, align) >>> 0, size)
    guest.refresh()
    if (address + size <= guest.u8.length) guest.u8.copyWithin(address, from, from + Math.min(oldSize, size))
    free(from, oldSize, align)
    return address
  }

  return {
    realloc(from, oldSize, align, size) {
      if (oldSize === 0) return allocate(align, size)
      const address = nonZero(grow(from, oldSize, align, size), size)
      if (noting) {
        // It is always the newest block that turns out too small or too big.
        blocks[used - 3] = address
        blocks[used - 2] = size
      }
      return address
    },
    free,
    begin() {
      used = 0
      noting = true
    },
    commit() {
      noting = false
    },
    undo() {
      noting = false
      while (used > 0) {
        used -= 3
        free(blocks[used] as number, blocks[used + 1] as number, blocks[used + 2] as number)
      }
    },
  }
}

function nonZero(address: number, size: number): number {
  if (address !== 0) return address
  throw new PluginError('abi-violation', `expected ${size} bytes from the guest's allocator, found the address 0`)
}
