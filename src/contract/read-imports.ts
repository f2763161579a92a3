import { type Issue, messageOf, PluginError } from '../errors.ts'
import { camelCase, parseExternName, upperCamelCase } from '../wit/names.ts'
import { type Slot, slots } from '../wit/slots.ts'
import type { World, WorldItem } from '../wit/world.ts'
import type { AnyFunction } from './any-function.ts'
import { contractKeys, type Keys, type Names } from './keys.ts'
import { inWords, isClass, isObject, isPlain, memberOf } from './member.ts'

/** What is wrong with the imports given, by path. */
type Faults = Map<string, Issue>

/**
 * The host's functions in the order of `slots(world.imports)`, each bound to the object that it stands in.
 * Members count that somebody wrote: own ones or those of a class. Of WASI nothing has to be given.
 * @throws PluginError `invalid-option`, with an issue for each member that is missing, wrong or asked for by nobody
 */
export function readImports(world: World, imports: unknown, keys: Keys = contractKeys): AnyFunction[] {
  const faults: Faults = new Map()
  const given = imports === undefined ? {} : imports
  const functions = isObject(given) ? readItems(world, given, keys, faults) : []
  if (!isObject(given)) expected(['imports'], 'an object', given, faults)
  if (faults.size > 0) {
    const issues = [...faults.values()]
    throw new PluginError('invalid-option', issues.map(issue => issue.message).join('; '), { phase: 'link', issues })
  }
  return functions
}

function readItems(world: World, given: object, keys: Keys, faults: Faults): AnyFunction[] {
  const names = keys(world.imports, world)
  if (isPlain(given)) refuseOthers(given, names.flat(), faults)
  try {
    return world.imports.flatMap((item, at) =>
      readItem(item, slots([item], world), names[at] ?? [item.name], given, faults),
    )
  } catch (cause) {
    // Members may be accessors.
    const text = messageOf(cause)
    throw new PluginError('host-error', `a member of imports threw when it was read: ${text}`, { phase: 'link', cause })
  }
}

function readItem(item: WorldItem, wanted: Slot[], names: Names, given: object, faults: Faults): AnyFunction[] {
  if (wanted.length === 0) return []
  const key = names.find(name => memberOf(given, name) !== undefined) ?? names[0]
  if (item.kind === 'function') return [readMember(given, item.name, ['imports'], faults)]
  const owner = memberOf(given, key)
  if (owner === undefined && item.name.startsWith('wasi:')) return wanted.map(notProvided)
  if (isObject(owner)) return wanted.map(slot => readMember(owner, slot.function.name, ['imports', key], faults))
  expected(['imports', key], 'an object', owner, faults)
  return []
}

/** A function of an interface, or of a resource, which is a class of the host. */
function readMember(owner: object, name: string, path: readonly string[], faults: Faults): AnyFunction {
  const extern = parseExternName(name)
  if (extern === undefined || extern.kind === 'label' || extern.kind === 'interface')
    return readFunction(owner, [...path, camelCase(name)], faults)
  const place = [...path, upperCamelCase(extern.resource)]
  const resource = memberOf(owner, upperCamelCase(extern.resource))
  if (!isClass(resource)) return expected(place, 'a class', resource, faults)
  if (extern.kind === 'constructor') return (...args) => Reflect.construct(resource, args)
  const method = camelCase(extern.label)
  if (extern.kind === 'static') return readFunction(resource, [...place, method], faults)
  readFunction(resource.prototype, [...place, 'prototype', method], faults)
  // Whatever has the method will do: what the host hands out need not be of its class.
  return (self: Readonly<Record<string, AnyFunction>>, ...args) =>
    Reflect.apply(self[method] as AnyFunction, self, args)
}

function readFunction(owner: object, path: readonly string[], faults: Faults): AnyFunction {
  const member = memberOf(owner, path.at(-1) ?? '')
  return typeof member === 'function' ? member.bind(owner) : expected(path, 'a function', member, faults)
}

/** Notes a fault. The function is for the caller's list only, which is given up when there are faults. */
function expected(path: readonly string[], what: string, found: unknown, faults: Faults): AnyFunction {
  const message = `${path.join('.')}: expected ${what}, found ${inWords(found)}`
  faults.set(path.join('.'), { code: 'invalid-option', message, path, expected: what, found: inWords(found) })
  return () => undefined
}

function refuseOthers(given: object, names: readonly string[], faults: Faults): void {
  for (const key of Object.keys(given)) {
    if (names.includes(key)) continue
    const path = ['imports', key]
    const wanted = names.length === 0 ? 'the contract imports nothing' : `the contract imports ${names.join(', ')}`
    faults.set(path.join('.'), {
      code: 'invalid-option',
      message: `${path.join('.')} is asked for by nobody; ${wanted}`,
      path,
    })
  }
}

/** What stands in for a function of WASI, until the dialect of the plugin puts its own there. */
function notProvided({ path }: Slot): AnyFunction {
  return () => {
    throw new PluginError('unsupported', `${path.join('.')} is not provided`)
  }
}
