import { camelCase } from '../wit/names.ts'
import { type Primitive, resolveType, type Type, type TypeDef, type TypeRef, type World } from '../wit/world.ts'
import type { Role } from './literal/functions.ts'

/** How a type is looked at: which way its values go, and whose resources they hold. */
export interface Way {
  /** Into the guest; else out of it. */
  readonly into: boolean
  /** The guest's own resources; else the host's. */
  readonly guest: boolean
  /** The interface in which the type is named; `null`: the world itself. */
  readonly scope: number | null
}

/** The ways of a function's parameters and result. */
export function waysOf(role: Role, scope: number | null): { readonly params: Way; readonly result: Way } {
  const guest = role === 'export' && scope !== null
  const into = role !== 'import'
  return { params: { into, guest, scope }, result: { into: !into, guest, scope } }
}

const primitives: Readonly<Record<Primitive, string>> = {
  bool: 'boolean',
  u8: 'number',
  u16: 'number',
  u32: 'number',
  u64: 'bigint',
  s8: 'number',
  s16: 'number',
  s32: 'number',
  s64: 'bigint',
  f32: 'number',
  f64: 'number',
  char: 'string',
  string: 'string',
  'error-context': 'Error',
}

const typedArrays: Readonly<Partial<Record<Primitive, string>>> = {
  u8: 'Uint8Array',
  u16: 'Uint16Array',
  u32: 'Uint32Array',
  u64: 'BigUint64Array',
  s8: 'Int8Array',
  s16: 'Int16Array',
  s32: 'Int32Array',
  s64: 'BigInt64Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
}

/**
 * A type as TypeScript, spelt out but for resources, which are named by `nameOf`: they may lead back to themselves.
 */
export function typeText(world: World, ref: TypeRef, way: Way, nameOf: (resource: number, way: Way) => string): string {
  const text = (inner: TypeRef, at = way): string => typeText(world, inner, at, nameOf)
  if (typeof ref === 'string') return primitives[ref]
  const entry = world.types[ref]
  if (entry === undefined) throw new RangeError(`the type table has no entry ${ref}`)
  const here = enter(world, entry, way)
  const { type } = entry
  switch (type.kind) {
    case 'alias':
      return text(type.target, here)
    case 'resource':
      return nameOf(ref, here)
    case 'own':
    case 'borrow':
      return text(type.resource)
    case 'record':
      return recordText(world, type, inner => text(inner, here))
    case 'variant':
      return union(
        type.cases.map(({ name, type: payload }) =>
          payload === null ? tagged(name) : tagged(name, text(payload, here)),
        ),
      )
    case 'enum':
      return union(type.cases.map(({ name }) => quote(name)))
    case 'flags':
      return object(type.flags.map(({ name }) => `${key(camelCase(name))}${way.into ? '?' : ''}: boolean`))
    case 'list':
      return listText(world, type.element, way, text)
    case 'map':
      return array(tuple([text(type.key), text(type.value)], way), way)
    case 'tuple':
      return tuple(
        type.types.map(inner => text(inner)),
        way,
      )
    case 'option':
      return isOption(world, type.some)
        ? union([tagged('some', text(type.some)), tagged('none')])
        : union([text(type.some), 'undefined'])
    case 'result':
      return union([
        type.ok === null ? tagged('ok') : tagged('ok', text(type.ok)),
        type.err === null ? tagged('err') : tagged('err', text(type.err)),
      ])
    case 'future':
      return `Promise<${type.element === null ? 'void' : text(type.element)}>`
    case 'stream':
      return `AsyncIterable<${type.element === null ? 'void' : text(type.element)}>`
  }
}

/** The interface in which a definition stands; `null` for the world itself. */
export function scopeOf(entry: TypeDef | undefined): number | null {
  return entry === undefined || entry.owner === null || entry.owner === 'world' ? null : entry.owner.interface
}

/** A definition of another interface that the world does not export is one of an import: its resources are the host's. */
function enter(world: World, entry: TypeDef, way: Way): Way {
  const scope = scopeOf(entry)
  if (entry.owner === null || scope === way.scope) return way
  const isExported = world.exports.some(item => item.kind === 'interface' && item.interface === scope)
  return { ...way, scope, guest: way.guest && isExported }
}

/** The type behind all aliases, and the way to look at it from there. */
export function behind(world: World, ref: TypeRef, way: Way): readonly [ReturnType<typeof resolveType>, Way] {
  const entry = typeof ref === 'string' ? undefined : world.types[ref]
  if (entry?.type.kind !== 'alias') return [resolveType(world.types, ref), way]
  return behind(world, entry.type.target, enter(world, entry, way))
}

/** Whether a type is an option, which `undefined` can stand for only where it isn't one of an option. */
function isOption(world: World, ref: TypeRef): boolean {
  const type = resolveType(world.types, ref)
  return typeof type !== 'string' && type.kind === 'option'
}

/** Whether a field or a last parameter of this type may be left out. */
export function mayBeAbsent(world: World, ref: TypeRef): boolean {
  const type = resolveType(world.types, ref)
  return typeof type !== 'string' && type.kind === 'option' && !isOption(world, type.some)
}

function recordText(
  world: World,
  { fields }: Extract<Type, { kind: 'record' }>,
  text: (ref: TypeRef) => string,
): string {
  return object(
    fields.map(({ name, type }) => `${key(camelCase(name))}${mayBeAbsent(world, type) ? '?' : ''}: ${text(type)}`),
  )
}

function listText(world: World, element: TypeRef, way: Way, text: (ref: TypeRef) => string): string {
  const type = resolveType(world.types, element)
  const typed = typeof type === 'string' ? typedArrays[type] : undefined
  if (typed === undefined) return array(text(element), way)
  return way.into ? union([typed, array(text(element), way)]) : `${typed}<ArrayBuffer>`
}

function array(element: string, { into }: Way): string {
  const inner = /^[\w$]+(?:<[\w$]+>)?(?:\[\])*$/.test(element) ? element : `(${element})`
  return into ? `readonly ${inner}[]` : `${inner}[]`
}

function tuple(elements: readonly string[], { into }: Way): string {
  return `${into ? 'readonly ' : ''}[${elements.join(', ')}]`
}

function tagged(tag: string, val?: string): string {
  return object(val === undefined ? [`tag: ${quote(tag)}`] : [`tag: ${quote(tag)}`, `val: ${val}`])
}

function object(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{ ${members.join('; ')} }`
}

export function union(types: readonly string[]): string {
  return types.map(type => (type.includes('=>') ? `(${type})` : type)).join(' | ')
}

/** A member's name, in quotes where it is no identifier. */
export function key(name: string): string {
  return /^[A-Za-z$_][\w$]*$/.test(name) ? name : quote(name)
}

export function quote(text: string): string {
  return `'${text}'`
}
