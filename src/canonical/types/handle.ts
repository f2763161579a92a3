import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import type { BorrowScope } from '../../memory/handles.ts'
import { GuestResource, type ResourceType } from '../../memory/resource.ts'
import type { Codec } from '../codec.ts'
import type { HandleCodecs } from '../codecs.ts'
import { primitiveLayout } from '../layout.ts'
import { kindOf, Mismatch } from '../mismatch.ts'

export const handleCodecs: HandleCodecs = { own: ownCodec, borrow: borrowCodec }

/** `own<T>`: the host's own object, or a `GuestResource` that is the caller's from now on. */
function ownCodec(resource: number): Codec {
  return handleCodec(
    (guest, index) => {
      const type = typeOf(guest, resource)
      const representation = guest.instance.handles.take(type, index)
      return isOfHost(type) ? representation : new GuestResource(type, representation as number, 'owned')
    },
    (guest, value) => {
      const type = typeOf(guest, resource)
      const { handles } = guest.instance
      if (isOfHost(type)) return handles.own(type, hostObject(type, value))
      const given = guestResource(type, value)
      if (given.state !== 'owned') throw stale(type, `one that is ${given.state}`)
      if (given.lends > 0) throw stale(type, 'one that a call has borrowed')
      given.state = 'gone'
      return handles.own(type, given.representation)
    },
  )
}

/** `borrow<T>`: the host's own object, or a `GuestResource`, until the call ends. */
function borrowCodec(resource: number): Codec {
  return handleCodec(
    (guest, index) => {
      const type = typeOf(guest, resource)
      const { handles } = guest.instance
      const representation = handles.lend(type, index)
      if (isOfHost(type)) return representation
      const lent = new GuestResource(type, representation as number, 'borrowed')
      scopeOf(guest).bind(lent)
      return lent
    },
    (guest, value) => {
      const type = typeOf(guest, resource)
      const { handles } = guest.instance
      if (isOfHost(type)) return handles.borrow(type, hostObject(type, value))
      const given = guestResource(type, value)
      if (given.state === 'gone') throw stale(type, 'one that is gone')
      scopeOf(guest).lend(given)
      // The instance that defines a resource works on it without a handle.
      return type.owner === handles ? given.representation : handles.borrow(type, given.representation)
    },
  )
}

type Lift = (guest: Guest, index: number) => unknown
type Lower = (guest: Guest, value: unknown) => number

function handleCodec(lift: Lift, lower: Lower): Codec {
  return {
    ...primitiveLayout('u32'),
    load: (guest, address) => lift(guest, guest.u32[address >>> 2] as number),
    store: (guest, address, value) => {
      guest.u32[address >>> 2] = lower(guest, value)
    },
    liftFlat: (guest, values, at) => lift(guest, (values[at] as number) >>> 0),
    lowerFlat: (guest, value, values, at) => {
      values[at] = lower(guest, value) | 0
    },
    allocates: false,
  }
}

function typeOf(guest: Guest, resource: number): ResourceType {
  const type = guest.instance.resources[resource]
  if (type === undefined) throw new PluginError('unsupported', 'expected a guest that has resources, found none')
  return type
}

function isOfHost(type: ResourceType): boolean {
  return type.owner === undefined
}

function hostObject(type: ResourceType, value: unknown): unknown {
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') return value
  throw new Mismatch(`object of the resource ${type.name}`, kindOf(value))
}

function guestResource(type: ResourceType, value: unknown): GuestResource {
  if (!(value instanceof GuestResource)) throw new Mismatch(`resource ${type.name}`, kindOf(value))
  if (value.type === type) return value
  if (value.type.name !== type.name) throw new Mismatch(`resource ${type.name}`, `resource ${value.type.name}`)
  throw stale(type, 'one of an instance that is no more')
}

function stale(type: ResourceType, found: string): PluginError {
  return new PluginError('stale-handle', `expected a resource ${type.name} that can be used, found ${found}`)
}

function scopeOf({ instance }: Guest): BorrowScope {
  const { scope } = instance.handles
  if (scope === undefined) throw new RangeError('expected a call that borrows, found none')
  return scope
}
