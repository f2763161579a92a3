import { upperCamelCase } from '../wit/names.ts'
import type { Slot } from '../wit/slots.ts'
import type { TypeDef, TypeRef, World } from '../wit/world.ts'
import { type Crossing, compileCrossing, type Handover } from './crossing.ts'
import { Failure } from './err.ts'
import { GuestObject } from './guest-object.ts'
import { createResourceClass, type ResourceClass } from './resource-class.ts'

// biome-ignore lint/suspicious/noExplicitAny: stands for a function of any signature
export type AnyFunction = (...args: any[]) => unknown

/**
 * The resources that a plugin defines, as classes: what its functions take and give as handles, callers see as
 * objects. Objects of the host's own resources pass as they are.
 */
export interface Resources {
  /** The class of a resource of the world's exports, by index into `World.types`; `undefined` for one of the host's. */
  classOf(resource: number): ResourceClass | undefined
  /** An exported function, with objects for handles. */
  exported(slot: Slot, call: AnyFunction): AnyFunction
  /** A function of the host, with handles for objects. */
  imported(slot: Slot, call: AnyFunction): AnyFunction
}

/** `drop` gives up the handle of a resource; for one that is gone it does nothing. `remote`: it returns a promise. */
export function createResources(world: World, drop: AnyFunction, remote: boolean): Resources {
  const { types } = world
  const dispose: AnyFunction = object => drop(GuestObject.handleOf(object))
  const disposal = { dispose, asyncDispose: remote ? dispose : undefined }
  const classes = new Map<number, ResourceClass>()
  for (const resource of exportedResources(world))
    classes.set(resource, createResourceClass(upperCamelCase(types[resource]?.name ?? ''), disposal))

  const classOf = (resource: number): ResourceClass | undefined => classes.get(definitionOf(types, resource))
  const toHandle: Handover = (_, object) => GuestObject.handleOf(object)
  const toObject: Handover = (resource, handle) => classOf(resource)?.wrap(handle) ?? handle
  const between = (slot: Slot, call: AnyFunction, inward: Handover, outward: Handover): AnyFunction => {
    // Most plugins have no resources at all, and are left alone.
    if (classes.size === 0) return call
    const { params, result } = slot.function
    const crossings = params.map(({ type }) => compileCrossing(types, type, inward))
    return crossed(call, crossings, compileResult(types, result, outward))
  }
  return {
    classOf,
    exported: (slot, call) => between(slot, call, toHandle, toObject),
    imported: (slot, call) => between(slot, call, toObject, toHandle),
  }
}

function crossed(
  call: AnyFunction,
  params: readonly (Crossing | undefined)[],
  result: Crossing | undefined,
): AnyFunction {
  if (result === undefined && params.every(param => param === undefined)) return call
  return (...args) => {
    for (const [at, param] of params.entries()) if (param !== undefined && at < args.length) args[at] = param(args[at])
    const value = call(...args)
    if (result === undefined) return value
    return value instanceof Promise ? value.then(result) : result(value)
  }
}

/** A result as the whole of what a function gives is its ok value, or the host's `err`. */
function compileResult(types: readonly TypeDef[], ref: TypeRef | null, handover: Handover): Crossing | undefined {
  const type = typeof ref === 'number' ? types[ref]?.type : undefined
  if (type?.kind === 'alias') return compileResult(types, type.target, handover)
  if (type?.kind !== 'result') return compileCrossing(types, ref, handover)
  const ok = compileCrossing(types, type.ok, handover)
  const err = compileCrossing(types, type.err, handover)
  if (ok === undefined && err === undefined) return undefined
  return value => {
    if (value instanceof Failure) return err === undefined ? value : new Failure(err(value.payload))
    return ok === undefined ? value : ok(value)
  }
}

/** The definition behind a resource's index, which may be that of an alias. */
function definitionOf(types: readonly TypeDef[], resource: number): number {
  for (let at = resource; ; ) {
    const type = types[at]?.type
    if (type?.kind !== 'alias' || typeof type.target !== 'number') return at
    at = type.target
  }
}

function exportedResources({ types, interfaces, exports }: World): number[] {
  return exports.flatMap(item =>
    item.kind === 'interface' && !item.typesOnly
      ? (interfaces[item.interface]?.types ?? [])
          .map(({ type }) => type)
          .filter(type => types[type]?.type.kind === 'resource')
      : [],
  )
}
