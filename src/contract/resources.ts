import { PluginError } from '../errors.ts'
import { upperCamelCase } from '../wit/names.ts'
import type { Slot } from '../wit/slots.ts'
import type { World } from '../wit/world.ts'
import type { AnyFunction } from './any-function.ts'
import {
  type Crossing,
  compileCrossing,
  compileResultCrossing,
  type Handover,
  type ResultCrossing,
} from './crossing.ts'
import { GuestObject } from './guest-object.ts'
import { createResourceClass, type ResourceClass } from './resource-class.ts'
import { definitionOf, guestResources } from './resource-owner.ts'

/**
 * The resources that a plugin defines, as classes: what its functions take and give as handles, callers see as
 * objects. Objects of the host's own resources pass as they are; the host's functions know no others.
 */
export interface Resources {
  /** The class of a resource of the world's exports, by index into `World.types`; `undefined` for one of the host's. */
  classOf(resource: number): ResourceClass | undefined
  /** An exported function, with objects for handles. */
  exported(slot: Slot, call: AnyFunction): AnyFunction
}

/** `drop` gives up the handle of a resource; for one that is gone it does nothing. `remote`: it returns a promise. */
export function createResources(world: World, drop: AnyFunction, remote: boolean): Resources {
  const { types } = world
  const dispose: AnyFunction = object => drop(GuestObject.handleOf(object))
  const disposal = { dispose, asyncDispose: remote ? dispose : undefined }
  const classes = new Map<number, ResourceClass>()
  for (const resource of guestResources(world))
    classes.set(resource, createResourceClass(upperCamelCase(types[resource]?.name ?? ''), disposal))

  const classOf = (resource: number): ResourceClass | undefined => classes.get(definitionOf(types, resource))
  const toHandle: Handover = (_, object) => GuestObject.handleOf(object)
  const toObject: Handover = (resource, handle) => classOf(resource)?.wrap(handle) ?? handle
  return {
    classOf,
    exported: (slot, call) => {
      // Most plugins have no resources at all, and are left alone.
      if (classes.size === 0) return call
      const { params, result } = slot.function
      const crossings = params.map(({ type }) => compileCrossing(types, type, toHandle))
      return crossed(call, crossings, compileResultCrossing(types, result, toObject))
    },
  }
}

function crossed(
  call: AnyFunction,
  params: readonly (Crossing | undefined)[],
  { ok, err }: ResultCrossing,
): AnyFunction {
  const cross = (args: unknown[]): unknown[] => {
    for (const [at, param] of params.entries()) if (param !== undefined && at < args.length) args[at] = param(args[at])
    return args
  }
  const given = (value: unknown): unknown => (ok === undefined ? value : ok(value))
  const threw = (error: unknown): never => {
    throw err === undefined ? error : payloadCrossed(error, err)
  }
  if (ok === undefined && err === undefined)
    return params.every(param => param === undefined) ? call : (...args) => call(...cross(args))
  return (...args) => {
    let value: unknown
    try {
      value = call(...cross(args))
    } catch (error) {
      return threw(error)
    }
    return value instanceof Promise ? handled(value.then(given, threw)) : given(value)
  }
}

function payloadCrossed(error: unknown, err: Crossing): unknown {
  if (!(error instanceof PluginError && error.code === 'guest-error')) return error
  return new PluginError(error.code, error.message, { ...error, cause: error.cause, payload: err(error.payload) })
}

/** A failure that nobody waits for must not end the host's process. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
