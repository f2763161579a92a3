import { camelCase } from '../wit/names.ts'
import { resolveType, type Type, type TypeDef, type TypeRef } from '../wit/world.ts'

/** How a handle passes: with the resource, or for the length of a call. */
export type Ownership = 'own' | 'borrow'
/** Turns the handle of a resource (its index in the type table) into what the other side has of it. */
export type Handover = (resource: number, handle: unknown, ownership: Ownership) => unknown
/** Turns a value whole: a copy with its handles turned. What has not the shape of its type passes as it is. */
export type Crossing = (value: unknown) => unknown

/** The result of a function as a whole: its value, or the payload of its err where it is a `result`. */
export interface ResultCrossing {
  readonly ok: Crossing | undefined
  readonly err: Crossing | undefined
}

export function compileResultCrossing(
  types: readonly TypeDef[],
  ref: TypeRef | null,
  handover: Handover,
): ResultCrossing {
  const type = ref === null ? undefined : resolveType(types, ref)
  if (typeof type !== 'object' || type.kind !== 'result')
    return { ok: compileCrossing(types, ref, handover), err: undefined }
  return { ok: compileCrossing(types, type.ok, handover), err: compileCrossing(types, type.err, handover) }
}

/** For one type: `undefined` where no handle can be in a value of it, so that the value can pass untouched. */
export function compileCrossing(
  types: readonly TypeDef[],
  ref: TypeRef | null,
  handover: Handover,
): Crossing | undefined {
  const type = typeof ref === 'number' ? types[ref]?.type : undefined
  return type && compileType(types, type, handover)
}

function compileType(types: readonly TypeDef[], type: Type, handover: Handover): Crossing | undefined {
  const of = (ref: TypeRef | null): Crossing | undefined => compileCrossing(types, ref, handover)
  switch (type.kind) {
    case 'own':
    case 'borrow':
      return value => handover(type.resource, value, type.kind)
    case 'alias':
      return of(type.target)
    case 'list':
      return each(of(type.element))
    case 'map':
      return each(places([undefined, of(type.value)]))
    case 'tuple':
      return places(type.types.map(of))
    case 'record':
      return fields(type.fields.map(field => [camelCase(field.name), of(field.type)]))
    case 'option':
      return option(of(type.some))
    case 'result':
      return tagged([
        ['ok', of(type.ok)],
        ['err', of(type.err)],
      ])
    case 'variant':
      return tagged(type.cases.map(one => [one.name, of(one.type)]))
    default:
      return undefined
  }
}

function each(item: Crossing | undefined): Crossing | undefined {
  return item && (value => (Array.isArray(value) ? value.map(item) : value))
}

function places(items: readonly (Crossing | undefined)[]): Crossing | undefined {
  if (items.every(item => item === undefined)) return undefined
  const cross = (item: unknown, at: number): unknown => {
    const crossing = items[at]
    return crossing === undefined ? item : crossing(item)
  }
  return value => (Array.isArray(value) ? value.map(cross) : value)
}

type Named = readonly (readonly [string, Crossing | undefined])[]

function fields(named: Named): Crossing | undefined {
  if (named.every(([, item]) => item === undefined)) return undefined
  return value => {
    if (!isRecord(value)) return value
    const copy: Record<string, unknown> = {}
    // Only the type's own fields, each read once.
    for (const [name, item] of named) {
      const field = value[name]
      if (field !== undefined) copy[name] = item === undefined ? field : item(field)
    }
    return copy
  }
}

/** An option is its value or `undefined`, or boxed where it holds another option. */
function option(some: Crossing | undefined): Crossing | undefined {
  if (some === undefined) return undefined
  const boxed = tagged([['some', some]])
  return value => {
    if (value === undefined) return undefined
    return isRecord(value) && (value['tag'] === 'some' || value['tag'] === 'none') ? boxed?.(value) : some(value)
  }
}

function tagged(cases: Named): Crossing | undefined {
  const byTag = new Map(cases)
  if (cases.every(([, item]) => item === undefined)) return undefined
  return value => {
    if (!isRecord(value)) return value
    const { tag, val } = value
    const item = byTag.get(tag as string)
    return item === undefined ? value : { tag, val: item(val) }
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
