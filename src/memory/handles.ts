import { PluginError } from '../errors.ts'
import type { GuestResource, ResourceType } from './resource.ts'

/**
 * The handles of one component instance (Canonical ABI: table state): what its indices stand for.
 * All indices come from the guest; whatever is wrong with one is a PluginError `abi-violation`.
 */
export interface HandleTable {
  /** A new own handle. @throws PluginError `limit-exceeded` when the plugin has as many as it may */
  own(type: ResourceType, representation: unknown): number
  /** A new handle for the length of the call that `enter` began last; as `own`. */
  borrow(type: ResourceType, representation: unknown): number
  /** What a handle stands for. */
  representation(type: ResourceType, index: number): unknown
  /** Takes an own handle away, and gives what it stood for. */
  take(type: ResourceType, index: number): unknown
  /** What a handle stands for; it stays, but cannot be given up until the call ends that `enter` began last. */
  lend(type: ResourceType, index: number): unknown
  /** Takes a handle away; an own one takes the resource with it. */
  drop(type: ResourceType, index: number): void
  /** Begins a call with borrowed resources among its parameters. */
  enter(): BorrowScope
  /** @throws PluginError `abi-violation` when the guest keeps a handle that was borrowed for the call */
  checkReturned(): void
  /** Ends the call that `enter` began last, however it went. */
  leave(): void
  /** The call that `enter` began last and `leave` has not ended. */
  readonly scope: BorrowScope | undefined
}

/** What one call borrows. */
export interface BorrowScope {
  /** A resource of another guest, lent by the host for this call. */
  lend(resource: GuestResource): void
  /** A resource that may not be used after this call. */
  bind(resource: GuestResource): void
}

/** How many handles all instances of a plugin have, and may have, at once. */
export interface HandleCount {
  alive: number
  readonly limit: number
}

interface Handle {
  readonly type: ResourceType
  readonly representation: unknown
  /** The call that it is borrowed for; `undefined` for an own handle. */
  readonly scope: Scope | undefined
  /** Calls going on that have borrowed it. */
  lends: number
}

class Scope implements BorrowScope {
  readonly outer: Scope | undefined
  /** Handles that the guest got for this call and has not dropped yet. */
  borrows = 0
  // Most calls borrow nothing of one kind or the other.
  #lenders: { lends: number }[] | undefined
  #bound: GuestResource[] | undefined

  constructor(outer: Scope | undefined) {
    this.outer = outer
  }

  lend(lender: { lends: number }): void {
    lender.lends += 1
    if (this.#lenders === undefined) this.#lenders = [lender]
    else this.#lenders.push(lender)
  }

  bind(resource: GuestResource): void {
    if (this.#bound === undefined) this.#bound = [resource]
    else this.#bound.push(resource)
  }

  end(): void {
    if (this.#lenders !== undefined) for (const lender of this.#lenders) lender.lends -= 1
    if (this.#bound !== undefined) for (const resource of this.#bound) resource.state = 'gone'
  }
}

/** The Canonical ABI's own bound on the indices of a table. */
const maxLength = 2 ** 28 - 1

/** An empty table. */
export function createHandleTable(count: HandleCount): HandleTable {
  return new InstanceHandles(count)
}

class InstanceHandles implements HandleTable {
  readonly #count: HandleCount
  // Index 0 stands for nothing.
  readonly #handles: (Handle | undefined)[] = [undefined]
  /** The last one freed is the next one taken. */
  readonly #free: number[] = []
  #scope: Scope | undefined

  constructor(count: HandleCount) {
    this.#count = count
  }

  own(type: ResourceType, representation: unknown): number {
    return this.#add({ type, representation, scope: undefined, lends: 0 })
  }

  borrow(type: ResourceType, representation: unknown): number {
    const scope = this.#current()
    const index = this.#add({ type, representation, scope, lends: 0 })
    scope.borrows += 1
    return index
  }

  representation(type: ResourceType, index: number): unknown {
    return this.#get(type, index).representation
  }

  take(type: ResourceType, index: number): unknown {
    if (this.#get(type, index).scope !== undefined)
      throw violation(`an own handle of ${type.name}`, `handle index ${index}, which is borrowed`)
    return this.#remove(type, index).representation
  }

  lend(type: ResourceType, index: number): unknown {
    const handle = this.#get(type, index)
    this.#current().lend(handle)
    return handle.representation
  }

  drop(type: ResourceType, index: number): void {
    const { representation, scope } = this.#remove(type, index)
    if (scope === undefined) type.destroy(representation, this)
    else scope.borrows -= 1
  }

  enter(): BorrowScope {
    this.#scope = new Scope(this.#scope)
    return this.#scope
  }

  checkReturned(): void {
    const { borrows } = this.#current()
    if (borrows > 0) throw violation('all borrowed handles dropped at the end of the call', `${borrows} that are left`)
  }

  leave(): void {
    const scope = this.#current()
    this.#scope = scope.outer
    scope.end()
  }

  get scope(): BorrowScope | undefined {
    return this.#scope
  }

  #current(): Scope {
    if (this.#scope === undefined) throw new RangeError('expected a call that borrows, found none')
    return this.#scope
  }

  #add(handle: Handle): number {
    if (this.#count.alive >= this.#count.limit)
      throw new PluginError('limit-exceeded', `expected at most ${this.#count.limit} handles at once, found more`)
    const index = this.#free.pop() ?? this.#handles.length
    if (index > maxLength) throw violation(`at most ${maxLength} handles`, 'more')
    this.#count.alive += 1
    this.#handles[index] = handle
    return index
  }

  #get(type: ResourceType, index: number): Handle {
    const handle = this.#handles[index]
    if (handle === undefined) throw violation(`a handle of ${type.name}`, `the unknown handle index ${index}`)
    if (handle.type === type) return handle
    throw violation(`a handle of ${type.name}`, `handle index ${index}, which is one of ${handle.type.name}`)
  }

  #remove(type: ResourceType, index: number): Handle {
    const handle = this.#get(type, index)
    if (handle.lends > 0) throw violation('a handle that nobody borrows', `handle index ${index}, which is lent`)
    this.#handles[index] = undefined
    this.#free.push(index)
    this.#count.alive -= 1
    return handle
  }
}

function violation(expected: string, found: string): PluginError {
  return new PluginError('abi-violation', `expected ${expected}, found ${found}`)
}
