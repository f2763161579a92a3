import { kindOf, Mismatch } from '../../canonical/mismatch.ts'
import { PluginError } from '../../errors.ts'
import { GuestResource, type ResourceType } from '../../memory/resource.ts'

/**
 * The exported structs of one instance that the host holds, and those that the call being prepared passes on.
 * What a guest knows a struct by is its address; own and borrowed ones look the same to it.
 */
export class Structs {
  /** By the resource's index in the world's type table. */
  readonly #types: readonly (ResourceType | undefined)[]
  readonly #given: GuestResource[] = []
  readonly #lent: GuestResource[] = []
  readonly #limit: number
  #alive = 0

  /** `limit`: how many the host may hold at once. */
  constructor(types: readonly (ResourceType | undefined)[], limit: number) {
    this.#types = types
    this.#limit = limit
  }

  /**
   * A struct that the guest hands over.
   * @throws PluginError `abi-violation` for the address 0, `limit-exceeded`
   */
  take(type: ResourceType, address: number): GuestResource {
    if (address === 0) throw new PluginError('abi-violation', `expected the address of a ${type.name}, found 0`)
    if (this.#alive >= this.#limit)
      throw new PluginError('limit-exceeded', `expected at most ${this.#limit} resources at once, found more`)
    this.#alive += 1
    return new GuestResource(type, address, 'owned')
  }

  /** The guest has it back, or it has been freed. */
  release(): void {
    this.#alive -= 1
  }

  typeOf(resource: number): ResourceType {
    const type = this.#types[resource]
    if (type === undefined)
      throw new PluginError('unsupported', 'expected a module that exports the struct, found none')
    return type
  }

  begin(): void {
    // To empty an array costs as much as half a call, also when it is empty.
    if (this.#given.length > 0) this.#given.length = 0
    if (this.#lent.length > 0) this.#lent.length = 0
  }

  /** The address of a struct that a call borrows. Throws `Mismatch` for anything else. */
  lend(resource: number, value: unknown): number {
    const found = this.#check(resource, value)
    this.#lent.push(found)
    return found.representation
  }

  /** The address of a struct that a call takes over; `commit` makes it so. */
  give(resource: number, value: unknown): number {
    const found = this.#check(resource, value)
    if (this.#lent.includes(found))
      throw new Mismatch(`a ${found.type.name} that this call does not borrow`, 'the same')
    this.#given.push(found)
    return found.representation
  }

  /** The call will be: what it takes over is gone. */
  commit(): void {
    for (const given of this.#given) given.state = 'gone'
    this.#alive -= this.#given.length
  }

  #check(resource: number, value: unknown): GuestResource {
    const found = aliveResource(this.typeOf(resource), value)
    if (this.#given.includes(found))
      throw new Mismatch(`a ${found.type.name} that this call does not take over`, 'the same')
    return found
  }
}

/**
 * Throws `Mismatch` when the value is no such resource.
 * @throws PluginError `stale-handle` when it is gone, or belongs to an instance that is.
 */
function aliveResource(type: ResourceType, value: unknown): GuestResource {
  if (!(value instanceof GuestResource)) throw new Mismatch(`resource ${type.name}`, kindOf(value))
  if (value.type !== type && value.type.name !== type.name)
    throw new Mismatch(`resource ${type.name}`, `resource ${value.type.name}`)
  if (value.type !== type) throw stale(type, 'one of an instance that is no more')
  if (value.state === 'gone') throw stale(type, 'one that is gone')
  return value
}

function stale(type: ResourceType, found: string): PluginError {
  return new PluginError('stale-handle', `expected a resource ${type.name} that can be used, found ${found}`)
}
