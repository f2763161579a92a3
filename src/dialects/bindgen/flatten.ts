import type { NumberType } from '../../canonical/types/numbers.ts'
import type { CoreSignature, CoreType } from '../core-function.ts'
import type { Era } from './era.ts'
import { since } from './release.ts'
import { describeWire, type EnumForm, type EnumWire, type Wire } from './wire.ts'

/** How the words of a result come back. */
export type Returns =
  /** No word or one, as the core result. */
  | 'direct'
  /** Several core results. */
  | 'multi'
  /** In memory, at the address that is passed as the first parameter. */
  | 'area'

const coreTypes: Readonly<Record<NumberType, CoreType>> = {
  u8: 'i32',
  s8: 'i32',
  u16: 'i32',
  s16: 'i32',
  u32: 'i32',
  s32: 'i32',
  u64: 'i64',
  s64: 'i64',
  f32: 'f32',
  f64: 'f64',
}

/** The core values that one parameter of a guest's function takes. */
export function flattenParam(era: Era, wire: Wire): readonly CoreType[] {
  if (isValue(era, wire)) return [era.values === 'externref' ? 'externref' : 'i32']
  // An optional JavaScript value is an index even where others are references, so that 0 can stand for none.
  if (wire.kind === 'option' && isValue(era, wire.some)) return ['i32']
  return flattenWords(era, wire)
}

/** Whether a type travels as a JavaScript value. */
export function isValue(era: Era, wire: Wire): boolean {
  if (wire.kind === 'option') return wire.bare === true
  return wire.kind === 'json' || wire.kind === 'value' || (wire.kind === 'enum' && enumForm(era, wire) === 'value')
}

function enumForm(era: Era, { form }: EnumWire): EnumForm {
  return form ?? era.enums
}

/** The words of a whole result; they are the core results, or lie in memory. */
export function flattenResult(era: Era, wire: Wire | null): readonly CoreType[] {
  if (wire === null) return []
  if (wire.kind === 'result') {
    const ok = flattenWords(era, wire.ok)
    // A value that is not alone is an index into the table.
    return era.release >= since.resultWords ? [...ok, 'i32', 'i32'] : flattenResult(era, wire.ok)
  }
  const value = wire.kind === 'option' ? wire.some : wire
  if (isValue(era, value)) return [era.values === 'externref' ? 'externref' : 'i32']
  return flattenWords(era, wire)
}

function flattenWords(era: Era, wire: Wire | null): readonly CoreType[] {
  switch (wire?.kind) {
    case undefined:
    case 'result':
      return []
    case 'number':
      return flattenNumber(era, wire.type)
    case 'string':
    case 'numbers':
    case 'values':
      return ['i32', 'i32']
    case 'option':
      return flattenOption(era, wire.some)
    case 'enum':
      return [enumForm(era, wire) === 'f64' ? 'f64' : 'i32']
    default:
      return ['i32']
  }
}

function flattenNumber(era: Era, type: NumberType): readonly CoreType[] {
  const core = coreTypes[type]
  return core === 'i64' && era.release < since.nativeInt64 ? ['i32', 'i32'] : [core]
}

function flattenOption(era: Era, some: Wire): readonly CoreType[] {
  if (some.kind !== 'number') return flattenWords(era, some)
  switch (some.type) {
    case 'u8':
    case 's8':
    case 'u16':
    case 's16':
      return ['i32']
    case 'u32':
    case 's32':
    case 'f32':
      return era.release >= since.optionAsF64 ? ['f64'] : ['i32', coreTypes[some.type]]
    default:
      return ['i32', ...flattenNumber(era, some.type)]
  }
}

/** How a function of these parts returns, by its own core type; `undefined` when it is another function. */
export function fitSignature(
  signature: CoreSignature,
  params: readonly CoreType[],
  words: readonly CoreType[],
): Returns | undefined {
  if (words.length <= 1) return same(signature.params, params) && same(signature.results, words) ? 'direct' : undefined
  if (same(signature.params, params) && same(signature.results, words)) return 'multi'
  return same(signature.params, ['i32', ...params]) && signature.results.length === 0 ? 'area' : undefined
}

function same(one: readonly CoreType[], other: readonly CoreType[]): boolean {
  return one.length === other.length && one.every((type, i) => type === other[i])
}

/** What a release cannot carry though WIT can, as a phrase; `undefined` when it carries it. */
export function unsupportedWire(era: Era, wire: Wire | null): string | undefined {
  const release = wire === null ? 0 : carriedSince(wire)
  if (wire === null || era.release >= release) return undefined
  return `${describeWire(wire)}, which wasm-bindgen passes only from 0.2.${release} on`
}

function carriedSince(wire: Wire): number {
  switch (wire.kind) {
    case 'option':
      return carriedSince(wire.some)
    case 'result':
      return wire.ok === null ? 0 : carriedSince(wire.ok)
    case 'number':
      return coreTypes[wire.type] === 'i64' ? since.nativeInt64 : 0
    case 'values':
      return wire.item.kind === 'json' ? 0 : since.listsOfValues
    default:
      return 0
  }
}
