import type { NumberType } from '../../canonical/types/numbers.ts'
import { type Primitive, resolveType, type Type, type TypeDef, type TypeRef } from '../../wit/world.ts'

/**
 * How one value travels, as far as a declared interface says: the types that Rust and WIT have in common.
 * Releases and positions differ only in how these are flattened.
 */
export type Wire =
  | { readonly kind: 'bool' }
  | { readonly kind: 'char' }
  | { readonly kind: 'string' }
  | { readonly kind: 'number'; readonly type: NumberType }
  /** A slice of numbers. */
  | { readonly kind: 'numbers'; readonly type: NumberType }
  /**
   * A JavaScript value that the contract sees as JSON text (`type json = string`). `lent`: the guest gives it back at
   * the end of the call; absent where nobody knows.
   */
  | { readonly kind: 'json'; readonly lent?: boolean }
  /** A JavaScript value as it is, lent or given: only in functions of the convention itself. */
  | { readonly kind: 'value'; readonly owned: boolean }
  /** A list whose items travel as JavaScript values. */
  | { readonly kind: 'values'; readonly item: Wire }
  | EnumWire
  /** An exported struct: by value it changes owner, by reference not. The resource by its own index in the type table. */
  | { readonly kind: 'struct'; readonly resource: number; readonly name: string; readonly owned: boolean }
  /** `bare`: of a JavaScript value, where none is the value `undefined` and not a word of its own. */
  | { readonly kind: 'option'; readonly some: Wire; readonly bare?: boolean }
  /** Only as a whole result. `null` stands for unit, and for an error that nobody looks at. */
  | { readonly kind: 'result'; readonly ok: Wire | null; readonly err: Wire | null }

export interface EnumWire {
  readonly kind: 'enum'
  readonly cases: readonly string[]
  /** The rest where the module says it: else numbers from 0 up, and what the release has for the others. */
  readonly numbers?: readonly number[]
  /** The number that stands for none. */
  readonly none?: number
  readonly form?: EnumForm
}

/** How an enum travels, which no release settles: by its number in one or the other type, or its text as a value. */
export const enumForms = ['i32', 'f64', 'value'] as const
export type EnumForm = (typeof enumForms)[number]

/** What a type has no form for in this convention; the message completes "expected a type of wasm-bindgen, found …". */
export class NoWire {
  readonly found: string

  constructor(found: string) {
    this.found = found
  }
}

/** The wire form of a parameter or of a part of a result. */
export function wireOf(types: readonly TypeDef[], ref: TypeRef): Wire | NoWire {
  if (isJson(types, ref)) return { kind: 'json' }
  const type = resolveType(types, ref)
  if (typeof type === 'string') return primitiveWire(type)
  switch (type.kind) {
    case 'list':
      return listWire(types, type)
    case 'enum':
      return { kind: 'enum', cases: type.cases.map(({ name }) => name) }
    case 'option': {
      const some = wireOf(types, type.some)
      if (some instanceof NoWire) return some
      return some.kind === 'option' ? new NoWire('an option of an option') : { kind: 'option', some }
    }
    case 'result':
      return new NoWire('a result inside another type')
    case 'own':
    case 'borrow':
      return structWire(types, resourceIndex(types, type.resource), type.kind === 'own')
    default:
      return new NoWire(`a ${type.kind}; "type json = string" carries it as JSON text`)
  }
}

/** The wire form of a whole result; `null` for none. */
export function resultWireOf(types: readonly TypeDef[], ref: TypeRef | null): Wire | null | NoWire {
  if (ref === null) return null
  const type = resolveType(types, ref)
  if (typeof type === 'string' || type.kind !== 'result') return wireOf(types, ref)
  const ok = type.ok === null ? null : wireOf(types, type.ok)
  if (ok instanceof NoWire) return ok
  const err = type.err === null ? null : wireOf(types, type.err)
  if (err instanceof NoWire) return err
  return { kind: 'result', ok, err }
}

function primitiveWire(type: Primitive): Wire | NoWire {
  switch (type) {
    case 'bool':
    case 'char':
    case 'string':
      return { kind: type }
    case 'error-context':
      return new NoWire('an error-context')
    default:
      return { kind: 'number', type }
  }
}

function listWire(types: readonly TypeDef[], list: Extract<Type, { kind: 'list' }>): Wire | NoWire {
  if (list.length !== undefined) return new NoWire('a list of fixed length')
  const item = wireOf(types, list.element)
  if (item instanceof NoWire) return item
  if (item.kind === 'number') return { kind: 'numbers', type: item.type }
  if (item.kind === 'string' || item.kind === 'json' || (item.kind === 'struct' && item.owned))
    return { kind: 'values', item }
  return new NoWire(`a list of ${describeWire(item)}`)
}

/** An alias named `json` anywhere on the way to `string`. */
function isJson(types: readonly TypeDef[], ref: TypeRef): boolean {
  let named = false
  for (let at = ref; ; ) {
    if (typeof at === 'string') return named && at === 'string'
    const entry: TypeDef | undefined = types[at]
    if (entry?.type.kind !== 'alias') return false
    named ||= entry.name === 'json'
    at = entry.type.target
  }
}

function structWire(types: readonly TypeDef[], resource: number, owned: boolean): Wire {
  return { kind: 'struct', resource, name: types[resource]?.name ?? 'resource', owned }
}

/** A resource's own entry in the type table, behind the names that `use` gives it. */
export function resourceIndex(types: readonly TypeDef[], index: number): number {
  const type = types[index]?.type
  return type?.kind === 'alias' && typeof type.target === 'number' ? resourceIndex(types, type.target) : index
}

/** In WIT's words, for messages. */
export function describeWire(wire: Wire | null): string {
  switch (wire?.kind) {
    case undefined:
      return '_'
    case 'number':
      return wire.type
    case 'numbers':
      return `list<${wire.type}>`
    case 'values':
      return `list<${describeWire(wire.item)}>`
    case 'struct':
      return wire.owned ? wire.name : `borrow<${wire.name}>`
    case 'option':
      return `option<${describeWire(wire.some)}>`
    case 'result':
      return `result<${describeWire(wire.ok)}, ${describeWire(wire.err)}>`
    default:
      return wire?.kind ?? ''
  }
}
