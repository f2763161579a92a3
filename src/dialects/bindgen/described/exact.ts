import type { NumberType } from '../../../canonical/types/numbers.ts'
import { nameKey } from '../../names.ts'
import { since } from '../release.ts'
import type { EnumWire, Wire } from '../wire.ts'
import type { Description } from './describe.ts'
import type { Descriptor } from './descriptor.ts'

/**
 * What a contract's type is on the wire, by the module's own description of it: with what the contract cannot say.
 * `undefined` when the two are not the same type.
 */
export function exactWire(description: Description, wire: Wire, descriptor: Descriptor): Wire | undefined {
  switch (descriptor.kind) {
    case 'CLAMPED':
      return exactWire(description, wire, descriptor.of)
    case 'OPTIONAL': {
      const some = wire.kind === 'option' ? exactWire(description, wire.some, descriptor.of) : undefined
      return some && { kind: 'option', some }
    }
    case 'VECTOR':
      return exactList(description, wire, descriptor.of)
    case 'REF':
    case 'REFMUT':
    case 'LONGREF':
      return exactReference(description, wire, descriptor.of, descriptor.kind)
    case 'BOOLEAN':
      return wire.kind === 'bool' ? wire : undefined
    case 'CHAR':
      return wire.kind === 'char' ? wire : undefined
    case 'STRING':
    case 'CACHED_STRING':
      return wire.kind === 'string' ? wire : undefined
    case 'EXTERNREF':
    case 'NAMED_EXTERNREF':
      return exactValue(description, wire, false)
    case 'ENUM':
      return wire.kind === 'enum' ? exactEnum(description, wire, descriptor) : undefined
    case 'STRING_ENUM':
      return wire.kind === 'enum' ? exactTexts(description, wire, descriptor) : undefined
    case 'RUST_STRUCT':
      return isStruct(wire, descriptor.name, true) ? wire : undefined
    default: {
      const number = numbers[descriptor.kind]
      return wire.kind === 'number' && wire.type === number ? wire : undefined
    }
  }
}

/** As `exactWire` for a whole result; `null` stands for unit. */
export function exactResult(
  description: Description,
  wire: Wire | null,
  descriptor: Descriptor,
): Wire | null | undefined {
  if (descriptor.kind === 'RESULT') {
    if (wire?.kind !== 'result') return undefined
    const ok = exactResult(description, wire.ok, descriptor.of)
    return ok === undefined ? undefined : { ...wire, ok }
  }
  if (descriptor.kind === 'UNIT') return wire === null ? null : undefined
  return wire === null ? undefined : exactWire(description, wire, descriptor)
}

export const numbers: Readonly<Record<string, NumberType>> = {
  I8: 's8',
  U8: 'u8',
  I16: 's16',
  U16: 'u16',
  I32: 's32',
  U32: 'u32',
  I64: 's64',
  U64: 'u64',
  F32: 'f32',
  F64: 'f64',
}

function exactList(description: Description, wire: Wire, item: Descriptor): Wire | undefined {
  if (wire.kind === 'numbers') return wire.type === numbers[item.kind] ? wire : undefined
  if (wire.kind !== 'values') return undefined
  // A list's strings are named after the type of JavaScript.
  if (wire.item.kind === 'string')
    return item.kind === 'STRING' || (item.kind === 'NAMED_EXTERNREF' && item.name === 'string') ? wire : undefined
  // So are its structs up to some release.
  if (item.kind === 'NAMED_EXTERNREF' && isStruct(wire.item, item.name, true)) return wire
  const exact = exactWire(description, wire.item, item)
  return exact && { kind: 'values', item: exact }
}

function exactReference(
  description: Description,
  wire: Wire,
  of: Descriptor,
  kind: 'REF' | 'REFMUT' | 'LONGREF',
): Wire | undefined {
  if (of.kind === 'RUST_STRUCT') return isStruct(wire, of.name, false) ? wire : undefined
  if (of.kind === 'EXTERNREF' || of.kind === 'NAMED_EXTERNREF') return exactValue(description, wire, kind !== 'LONGREF')
  // A slice that the guest writes to is copied back, which no contract says.
  if (kind === 'REFMUT') return undefined
  if (of.kind === 'SLICE') return exactList(description, wire, of.of)
  return exactWire(description, wire, of)
}

/** A JavaScript value: JSON to the contract, or the text of an enum as older releases pass it. */
function exactValue(description: Description, wire: Wire, lent: boolean): Wire | undefined {
  if (wire.kind === 'json') return { kind: 'json', lent }
  const older = (description.release ?? since.stringEnumIndex) < since.stringEnumIndex
  return wire.kind === 'enum' && older ? { ...wire, form: 'value' } : undefined
}

function exactEnum(
  description: Description,
  wire: EnumWire,
  { name, hole }: { readonly name: string; readonly hole: number },
): Wire | undefined {
  const wanted = wire.cases.map(nameKey)
  // The oldest descriptions don't name their enum: then its cases do.
  const found = description.enums.find(item => (name === '' || item.name === name) && sameNames(wanted, item.variants))
  if (found === undefined) return undefined
  const values = new Map(found.variants.map(variant => [nameKey(variant.name), variant.value]))
  return { ...wire, numbers: wanted.map(key => values.get(key) ?? 0), none: hole, form: formOf(description) }
}

function sameNames(wanted: readonly string[], variants: readonly { readonly name: string }[]): boolean {
  const there = new Set(variants.map(variant => nameKey(variant.name)))
  return there.size === wanted.length && wanted.every(key => there.has(key))
}

function formOf({ release }: Description): 'i32' | 'f64' {
  return (release ?? 0) >= since.enumAsF64 ? 'f64' : 'i32'
}

function exactTexts(
  description: Description,
  wire: EnumWire,
  { name, variants }: { readonly name: string; readonly variants: number },
): Wire | undefined {
  if (wire.cases.length !== variants) return undefined
  const found = description.texts.find(item => item.name === name)
  const texts = found?.texts.map(nameKey)
  const places = wire.cases.map((one, i) => texts?.indexOf(nameKey(one)) ?? i)
  return places.includes(-1) ? undefined : { ...wire, numbers: places, none: variants + 1, form: 'i32' }
}

function isStruct(wire: Wire, name: string, owned: boolean): boolean {
  return wire.kind === 'struct' && wire.owned === owned && nameKey(wire.name) === nameKey(name)
}
