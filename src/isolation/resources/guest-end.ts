import type { AnyFunction } from '../../contract/any-function.ts'
import type { Handover } from '../../contract/crossing.ts'
import { definitionOf, guestResources } from '../../contract/resource-owner.ts'
import { PluginError } from '../../errors.ts'
import { GuestResource } from '../../memory/resource.ts'
import { slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import { HostObject } from './host-object.ts'
import { compileSlot, type SlotCrossing } from './slot-crossing.ts'

/**
 * The guest's end of a boundary, as far as resources go: those of the guest are kept here while the host knows their
 * numbers, and stand-ins take the place of the host's objects.
 */
export interface GuestEnd {
  /** Runs a call of the host. A resource that it makes is known by `created`, which the host has chosen. */
  serve(slot: number, args: readonly unknown[], created: number, call: AnyFunction): unknown
  /** Calls the host: `call` carries numbers instead of resources over. */
  ask(slot: number, args: readonly unknown[], call: (args: readonly unknown[]) => unknown): unknown
  /** Gives up a resource of the guest; `undefined` when it is gone already. */
  release(number: number): GuestResource | undefined
  /** The instance is gone, and all its resources with it. */
  forget(): void
}

/** `drop` tells the host that the guest has given up one of its objects. */
export function createGuestEnd(world: World, drop: (number: number) => void): GuestEnd {
  const { types } = world
  const ofGuest = new Set(guestResources(world))
  const held = new Map<number, GuestResource>()
  let lastNumber = 0
  /** The guest's resources among the arguments of the call that is going on. */
  let used: number[] = []

  const isOfGuest = (resource: number): boolean => ofGuest.has(definitionOf(types, resource))

  const resourceOf = (resource: number, number: number): GuestResource => {
    const found = held.get(number)
    if (found !== undefined) {
      used.push(number)
      return found
    }
    const name = types[definitionOf(types, resource)]?.name
    throw new PluginError('stale-handle', `expected a resource ${name} that can be used, found one that is gone`)
  }

  const keep = (resource: GuestResource): number => {
    lastNumber += 1
    held.set(lastNumber, resource)
    return lastNumber
  }

  const standIn: Handover = (_resource, number) => new HostObject(number as number, drop)
  const numberOf: Handover = (_resource, value) => {
    if (value instanceof HostObject) return value.number
    throw new PluginError('abi-violation', 'expected an object that the host has given, found something else')
  }
  const argument: Handover = (resource, number, ownership) =>
    isOfGuest(resource) ? resourceOf(resource, number as number) : standIn(resource, number, ownership)
  const result: Handover = (resource, value, ownership) =>
    value instanceof GuestResource ? keep(value) : numberOf(resource, value, ownership)

  const exportSlots = slots(world.exports, world)
  const exports = exportSlots.map(slot => compileSlot(types, slot, argument, result))
  const imports = slots(world.imports, world).map(slot => compileSlot(types, slot, numberOf, standIn))

  return {
    serve(slot, args, created, call) {
      const crossing = exports[slot]
      if (crossing === undefined) return call(...args)
      used = []
      try {
        const value = call(...crossing.args(args))
        if (exportSlots[slot]?.function.kind !== 'constructor') return crossing.result(value)
        held.set(created, value as GuestResource)
        return undefined
      } catch (thrown) {
        throw withPayload(thrown, crossing)
      } finally {
        for (const number of used) if (held.get(number)?.state === 'gone') held.delete(number)
      }
    },
    ask(slot, args, call) {
      const crossing = imports[slot]
      return crossing === undefined ? call(args) : crossing.result(call(crossing.args(args)))
    },
    release(number) {
      const resource = held.get(number)
      held.delete(number)
      return resource
    },
    forget: () => held.clear(),
  }
}

function withPayload(thrown: unknown, crossing: SlotCrossing): unknown {
  if (!(thrown instanceof PluginError && thrown.code === 'guest-error')) return thrown
  return new PluginError(thrown.code, thrown.message, { ...thrown, payload: crossing.payload(thrown.payload) })
}
