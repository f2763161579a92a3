import { isKeyword } from './syntax/lexer.ts'
import type { Func, Type, TypeDef, TypeRef } from './world.ts'

/** What a reference leads to; the table must hold it. */
type Types = readonly Pick<TypeDef, 'name' | 'type'>[]

/** Gives the name that a named type goes by where it is written. */
type NameOf = (name: string, index: number) => string

/** A name as it stands in WIT: keywords behind `%`. */
export function showName(name: string): string {
  return isKeyword(name) ? `%${name}` : name
}

/** A type as WIT text: named types by their names, all else spelt out. */
export function showTypeRef(types: Types, ref: TypeRef, nameOf: NameOf = showName): string {
  if (typeof ref === 'string') return ref
  const entry = types[ref]
  if (entry === undefined) throw new RangeError(`the type table has no entry ${ref}`)
  if (entry.name !== null) return nameOf(entry.name, ref)
  // Where values are meant, the name of a resource is an owned handle.
  const { type } = entry
  return type.kind === 'own' ? showTypeRef(types, type.resource, nameOf) : showType(types, type, nameOf)
}

/** The right side of `type a = …`. Records and the like have no such form; they are shown by their keyword. */
export function showType(types: Types, type: Type, nameOf: NameOf = showName): string {
  const show = (ref: TypeRef): string => showTypeRef(types, ref, nameOf)
  switch (type.kind) {
    case 'tuple':
      return `tuple<${type.types.map(show).join(', ')}>`
    case 'list':
      return type.length === undefined ? `list<${show(type.element)}>` : `list<${show(type.element)}, ${type.length}>`
    case 'map':
      return `map<${show(type.key)}, ${show(type.value)}>`
    case 'option':
      return `option<${show(type.some)}>`
    case 'result':
      if (type.ok === null) return type.err === null ? 'result' : `result<_, ${show(type.err)}>`
      return type.err === null ? `result<${show(type.ok)}>` : `result<${show(type.ok)}, ${show(type.err)}>`
    case 'alias':
      return show(type.target)
    case 'own':
    case 'borrow':
      return `${type.kind}<${show(type.resource)}>`
    case 'future':
    case 'stream':
      return type.element === null ? type.kind : `${type.kind}<${show(type.element)}>`
    default:
      return type.kind
  }
}

/** `func(name: string) -> u32`: a function without its name, and a method without `self`. */
export function showFunc(types: Types, func: Func, nameOf: NameOf = showName): string {
  const params = showParams(types, func.kind === 'method' ? func.params.slice(1) : func.params, nameOf)
  const result = func.result === null ? '' : ` -> ${showTypeRef(types, func.result, nameOf)}`
  return `${func.async ? 'async ' : ''}func(${params})${result}`
}

export function showParams(types: Types, params: Func['params'], nameOf: NameOf = showName): string {
  return params.map(({ name, type }) => `${showName(name)}: ${showTypeRef(types, type, nameOf)}`).join(', ')
}

/** The id of a package, with keywords behind `%`. */
export function showPackage(id: string): string {
  const [name = '', ...version] = id.split('@')
  return [name.split(':').map(showName).join(':'), ...version].join('@')
}

/** The id of an interface or world, with keywords behind `%`. */
export function showId(id: string): string {
  const [path = '', ...version] = id.split('@')
  const [packageName = '', ...names] = path.split('/')
  return [[showPackage(packageName), ...names.map(showName)].join('/'), ...version].join('@')
}
