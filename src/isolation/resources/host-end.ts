import { kindOf, Mismatch } from '../../canonical/mismatch.ts'
import type { Handover } from '../../contract/crossing.ts'
import { definitionOf, guestResources } from '../../contract/resource-owner.ts'
import { PluginError } from '../../errors.ts'
import { slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import { RemoteResource } from './remote-resource.ts'
import { compileSlot, type SlotCrossing } from './slot-crossing.ts'

/**
 * The host's end of one thread or process, as far as resources go. Those of the guest are numbers to it, in
 * `RemoteResource`s; its own objects stay on this side, and the guest's thread knows them by number.
 */
export interface HostEnd {
  /** The functions of the host, by slot. */
  readonly imports: readonly (SlotCrossing | undefined)[]
  /** Makes a call of an exported function ready. @throws PluginError `invalid-argument`, `stale-handle` */
  send(slot: number, args: readonly unknown[]): SentCall
  /** The call is over: what it borrowed is forgotten. */
  settle(call: SentCall): void
  /** The guest gives up an object of the host's, which is disposed of. */
  drop(number: number): unknown
  /** An instance of the guest is gone, and with it all that it had of the host's. */
  forget(): void
}

/** A call as it goes over the boundary. */
export interface SentCall {
  readonly args: readonly unknown[]
  readonly crossing: SlotCrossing | undefined
  /** The guest's resources among its arguments. */
  readonly used: readonly RemoteResource[]
  /** Numbers of the host's objects that are lent to it. */
  readonly lent: readonly number[]
}

const none: readonly never[] = []

/** `limit`: objects of the host's that the guest may have at once. */
export function createHostEnd(world: World, limit: number): HostEnd {
  const { types } = world
  const ofGuest = new Set(guestResources(world))
  const objects = new Map<number, unknown>()
  let lastNumber = 0
  /** Of the call that is being made ready. */
  let used: RemoteResource[] = []
  let lent: number[] = []

  const nameOf = (resource: number): string => types[definitionOf(types, resource)]?.name ?? ''

  function numberOf(resource: number, value: unknown): number {
    const name = nameOf(resource)
    if (!(value instanceof RemoteResource)) throw new Mismatch(`resource ${name}`, kindOf(value))
    if (value.failure !== undefined) throw value.tellFailure()
    if (value.end !== end && value.name !== name) throw new Mismatch(`resource ${name}`, `resource ${value.name}`)
    if (value.end !== end)
      throw new PluginError(
        'stale-handle',
        `expected a resource ${name} that can be used, found one of an instance that is no more`,
      )
    used.push(value)
    return value.number
  }

  const give: Handover = (resource, value, ownership) => {
    if (!((typeof value === 'object' && value !== null) || typeof value === 'function'))
      throw new Mismatch(`object of the resource ${nameOf(resource)}`, kindOf(value))
    if (objects.size >= limit)
      throw new PluginError('limit-exceeded', `expected at most ${limit} handles at once, found more`)
    lastNumber += 1
    objects.set(lastNumber, value)
    if (ownership === 'borrow') lent.push(lastNumber)
    return lastNumber
  }

  const take: Handover = (resource, number, ownership) => {
    const object = objects.get(number as number)
    if (object === undefined)
      throw new PluginError('crashed', `expected an object of the resource ${nameOf(resource)}, found an unknown one`)
    if (ownership === 'own') objects.delete(number as number)
    return object
  }

  const isOfGuest = (resource: number): boolean => ofGuest.has(definitionOf(types, resource))
  const argument: Handover = (resource, value, ownership) =>
    isOfGuest(resource) ? numberOf(resource, value) : give(resource, value, ownership)
  const result: Handover = (resource, number, ownership) =>
    isOfGuest(resource)
      ? new RemoteResource(nameOf(resource), number as number, end)
      : take(resource, number, ownership)
  const exports = slots(world.exports, world).map(slot => compileSlot(types, slot, argument, result))

  const end: HostEnd = {
    imports: slots(world.imports, world).map(slot => compileSlot(types, slot, take, give)),
    send(slot, args) {
      const crossing = exports[slot]
      if (crossing === undefined) return { args, crossing, used: none, lent: none }
      used = []
      lent = []
      const before = lastNumber
      try {
        return { args: crossing.args(args), crossing, used, lent }
      } catch (thrown) {
        for (let number = before + 1; number <= lastNumber; number++) objects.delete(number)
        throw thrown
      }
    },
    settle(call) {
      for (const number of call.lent) objects.delete(number)
    },
    drop(number) {
      const object = objects.get(number)
      objects.delete(number)
      const dispose = (object as { readonly [Symbol.dispose]?: unknown } | undefined)?.[Symbol.dispose]
      return typeof dispose === 'function' ? Reflect.apply(dispose, object, []) : undefined
    },
    forget: () => objects.clear(),
  }
  return end
}
