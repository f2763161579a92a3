import { PluginError } from '../errors.ts'
import { camelCase, parseExternName } from '../wit/names.ts'
import type { Slot } from '../wit/slots.ts'
import type { AnyFunction } from './any-function.ts'
import { GuestObject } from './guest-object.ts'

/** The class of one resource that a plugin exports. */
export interface ResourceClass {
  readonly type: new (...args: unknown[]) => GuestObject
  /** An object of it, for a handle that came out of the guest. */
  wrap(handle: unknown): GuestObject
  /** Takes a function of the resource as constructor, method or static. */
  add(slot: Slot, call: AnyFunction): void
}

/** How a class disposes of its objects. */
export interface Disposal {
  readonly dispose: AnyFunction
  /** Only where dropping can be awaited. */
  readonly asyncDispose: AnyFunction | undefined
}

/** A class without functions yet. */
export function createResourceClass(name: string, { dispose, asyncDispose }: Disposal): ResourceClass {
  let construct: AnyFunction = () => {
    throw new PluginError('invalid-argument', `the resource ${name} has no constructor`)
  }
  const type = function (...args: unknown[]): unknown {
    if (new.target === undefined) throw new PluginError('invalid-argument', `expected new ${name}(...), found a call`)
    // What the guest's constructor gives is such an object already.
    return construct(...args)
  } as unknown as ResourceClass['type']
  define(type, 'name', name)
  Object.setPrototypeOf(type.prototype, GuestObject.prototype)
  define(type.prototype, Symbol.toStringTag, name)
  define(type.prototype, Symbol.dispose, function (this: unknown) {
    dispose(this)
  })
  if (asyncDispose !== undefined)
    define(type.prototype, Symbol.asyncDispose, async function (this: unknown) {
      await asyncDispose(this)
    })

  return {
    type,
    wrap: handle => Reflect.construct(GuestObject, [handle], type) as GuestObject,
    add({ function: func }, call) {
      const extern = parseExternName(func.name)
      if (extern?.kind === 'constructor') construct = call
      else if (extern?.kind === 'static') define(type, camelCase(extern.label), call)
      else if (extern?.kind === 'method')
        define(type.prototype, camelCase(extern.label), function (this: unknown, ...args: unknown[]) {
          return call(this, ...args)
        })
    },
  }
}

function define(target: object, key: string | symbol, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true })
}
