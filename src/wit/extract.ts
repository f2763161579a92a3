import { elaborate, type Tables } from './elaborate.ts'
import type { Resolution } from './resolution.ts'
import { mapReferences, partsOf } from './type-table.ts'
import type { Func, Interface, Type, TypeDef, TypeRef, World, WorldItem } from './world.ts'

/**
 * Cuts a world out of larger tables. The numbering of its types and interfaces follows from the world alone, by the
 * order in which its items meet them: worlds that say the same are equal data, wherever they come from.
 */
export function extractWorld(tables: Tables, world: Omit<World, 'types' | 'interfaces'>): World {
  const types: TypeDef[] = []
  const interfaces: Interface[] = []
  const typeMap = new Map<number, number>()
  const interfaceMap = new Map<number, number>()

  const mapInterface = (index: number): number => {
    const known = interfaceMap.get(index)
    if (known !== undefined) return known
    const found = tables.interfaces[index]
    if (found === undefined) throw new RangeError(`the interface table has no entry ${index}`)
    const mapped = interfaces.length
    interfaceMap.set(index, mapped)
    // Holds the place: the types of this interface name it as their owner.
    interfaces.push(found)
    const ownTypes = found.types.map(({ name, type }) => ({ name, type: mapType(type) }))
    interfaces[mapped] = { ...found, types: ownTypes, functions: found.functions.map(mapFunc) }
    return mapped
  }

  const mapOwner = (owner: Tables['types'][number]['owner']): TypeDef['owner'] => {
    if (owner === null) return null
    return owner === 'world' || 'world' in owner ? 'world' : { interface: mapInterface(owner.interface) }
  }

  // Entries refer to earlier ones, so that a stack of our own can walk chains of any length.
  const mapType = (start: number): number => {
    const stack = [start]
    for (let index = stack.at(-1); index !== undefined; index = stack.at(-1)) {
      if (typeMap.has(index)) {
        stack.pop()
        continue
      }
      const entry = tables.types[index]
      if (entry === undefined) throw new RangeError(`the type table has no entry ${index}`)
      const missing = referencesOf(entry.type).filter(ref => !typeMap.has(ref))
      if (missing.length > 0) {
        stack.push(...missing.reverse())
        continue
      }
      stack.pop()
      typeMap.set(index, types.length)
      const type = mapReferences(entry.type, mapRef)
      types.push({ ...entry, owner: null, type })
    }
    return typeMap.get(start) ?? 0
  }

  const mapRef = (ref: TypeRef): TypeRef => (typeof ref === 'string' ? ref : mapType(ref))

  const mapFunc = (func: Func): Func => ({
    ...func,
    ...(func.resource === undefined ? {} : { resource: mapType(func.resource) }),
    params: func.params.map(param => ({ ...param, type: mapRef(param.type) })),
    result: func.result === null ? null : mapRef(func.result),
  })

  const mapItem = (item: WorldItem): WorldItem => {
    switch (item.kind) {
      case 'function':
        return { ...item, function: mapFunc(item.function) }
      case 'interface':
        return { ...item, interface: mapInterface(item.interface) }
      case 'type':
        return { ...item, type: mapType(item.type) }
    }
  }

  // What is implied is worked out anew, so that its place follows from the rest alone.
  const written = world.imports.filter(item => item.kind !== 'interface' || !item.typesOnly)
  const complete = elaborate(tables, written, world.exports)
  const imports = complete.imports.map(mapItem)
  const exports = complete.exports.map(mapItem)
  // Owners last: they may name interfaces that stand nowhere else.
  for (const [from, to] of typeMap) {
    const entry = tables.types[from]
    const mapped = types[to]
    if (entry !== undefined && mapped !== undefined) types[to] = { ...mapped, owner: mapOwner(entry.owner) }
  }
  return { ...world, types, interfaces, imports, exports }
}

function referencesOf(type: Type): number[] {
  if (type.kind === 'own' || type.kind === 'borrow') return [type.resource]
  return partsOf(type).filter(ref => typeof ref === 'number')
}

/** One world of a resolution. */
export function worldOf(resolution: Resolution, index: number): World {
  const found = resolution.worlds[index]
  if (found === undefined) throw new RangeError(`the resolution has no world ${index}`)
  return extractWorld(resolution, found)
}
