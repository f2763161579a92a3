import type { PairForm, SingleForm } from '../../canonical/codec.ts'
import { inside, kindOf, Mismatch, quote } from '../../canonical/mismatch.ts'
import { type NumberType, numberListCodec } from '../../canonical/types/numbers.ts'
import { scalarCodecs } from '../../canonical/types/scalar.ts'
import { stringCodecs } from '../../canonical/types/string.ts'
import { allocate } from '../../memory/bounds.ts'
import { parseJson, toValue } from './convert.ts'
import type { Era } from './era.ts'
import { flattenParam, isValue } from './flatten.ts'
import { noneF64, since } from './release.ts'
import type { Running } from './running.ts'
import type { EnumWire, Wire } from './wire.ts'

/** Core values on their way in or out: numbers, bigints, references. */
export type Words = unknown[]

/**
 * Writes the core values of one value into `words` from `at` on. Blocks for it come from the guest's allocator.
 * Throws `Mismatch` when the value is none of its type.
 */
export type Lower = (running: Running, value: unknown, words: Words, at: number) => void

/** Stands for none where a small integer, a bool or a char may be. */
export const noneI32 = 0xffffff

/** Of a type that is one number or the like, whatever the release: the shorter way. */
export function singleOf(wire: Wire): SingleForm | undefined {
  if (wire.kind === 'number') return scalarCodecs[wire.type].single
  return wire.kind === 'bool' || wire.kind === 'char' ? scalarCodecs[wire.kind].single : undefined
}

/** Of a string or a list of numbers: the shorter way. */
export function pairOf(wire: Wire): PairForm | undefined {
  if (wire.kind === 'string') return stringCodecs.utf8.pair
  return wire.kind === 'numbers' ? numberListCodec(wire.type).pair : undefined
}

/** The way of one type into the guest: as a parameter of its exports, as a result of its imports. */
export function compileLower(era: Era, wire: Wire): Lower {
  switch (wire.kind) {
    case 'bool':
    case 'char':
    case 'number':
      return lowerSingle(defined(singleOf(wire)))
    case 'string':
    case 'numbers':
      return lowerPair(defined(pairOf(wire)))
    case 'values':
      return lowerValues(wire.item)
    case 'enum':
      return isValue(era, wire) ? lowerValue(era, wire) : lowerEnum(wire)
    case 'json':
    case 'value':
      return lowerValue(era, wire)
    case 'struct':
      return lowerStruct(wire.resource, wire.owned)
    case 'option':
      return wire.bare === true ? lowerValue(era, wire) : lowerOption(era, wire.some)
    case 'result':
      throw new TypeError(`no value of kind ${wire.kind} is lowered by itself`)
  }
}

function lowerSingle({ lower }: SingleForm): Lower {
  return (_running, value, words, at) => {
    words[at] = lower(value)
  }
}

function lowerPair({ lower }: PairForm): Lower {
  return ({ guest }, value, words, at) => {
    words[at] = lower(guest, value)
    words[at + 1] = guest.length
  }
}

/** A list of indices: every item is kept for the guest, which takes them over with the list. */
function lowerValues(item: Wire): Lower {
  return ({ guest, values, structs }, list, words, at) => {
    if (!Array.isArray(list)) throw new Mismatch('array', kindOf(list))
    let i = 0
    const items: unknown[] = []
    try {
      for (; i < list.length; i++) {
        // A struct in a list stays the host's until the guest asks for what is behind it.
        if (item.kind === 'struct') structs.give(item.resource, list[i])
        items.push(toValue(item, list[i]))
      }
    } catch (thrown) {
      throw inside(`[${i}]`, thrown)
    }
    // First all calls that may move the memory, then the writes.
    const indices = items.map(value => values.add(value))
    const address = allocate(guest, 4, indices.length * 4)
    guest.u32.set(indices, address >>> 2)
    words[at] = address
    words[at + 1] = indices.length
  }
}

function lowerEnum({ cases, numbers }: EnumWire): Lower {
  const known = new Map(cases.map((name, i) => [name, numbers?.[i] ?? i]))
  return (_running, value, words, at) => {
    words[at] = known.get(value as string) ?? known.get(checkCase(cases, value))
  }
}

function checkCase(cases: readonly string[], value: unknown): string {
  if (typeof value === 'string' && cases.includes(value)) return value
  throw new Mismatch(`one of ${cases.join(', ')}`, typeof value === 'string' ? quote(value) : kindOf(value))
}

function lowerValue(era: Era, wire: Wire): Lower {
  const convert = converter(wire)
  if (era.values === 'externref')
    return (_running, value, words, at) => {
      words[at] = convert(value)
    }
  const lent = wire.kind === 'json' ? wire.lent : false
  if (lent === true)
    return ({ values }, value, words, at) => {
      words[at] = values.lend(convert(value))
    }
  if (lent === false)
    return ({ values }, value, words, at) => {
      words[at] = values.add(convert(value))
    }
  return ({ values }, value, words, at) => {
    words[at] = values.pass(convert(value))
  }
}

function lowerStruct(resource: number, owned: boolean): Lower {
  return ({ structs }, value, words, at) => {
    words[at] = owned ? structs.give(resource, value) : structs.lend(resource, value)
  }
}

function lowerOption(era: Era, some: Wire): Lower {
  if (isValue(era, some)) {
    const convert = converter(some)
    return ({ values }, value, words, at) => {
      const converted = value === undefined ? undefined : convert(value)
      // The convention takes both of JavaScript's nothings for none.
      words[at] = converted === undefined || converted === null ? 0 : values.add(converted)
    }
  }
  const lower = compileLower(era, some)
  const none = noneWords(era, some)
  // Where none is a word of its own, it goes before the value.
  const flag = none.length - flattenParam(era, some).length
  return (running, value, words, at) => {
    if (value === undefined) {
      for (let i = 0; i < none.length; i++) words[at + i] = none[i]
      return
    }
    if (flag === 1) words[at] = 1
    lower(running, value, words, at + flag)
  }
}

/** What a JavaScript value is made of. */
function converter(wire: Wire): (value: unknown) => unknown {
  if (wire.kind === 'json') return parseJson
  if (wire.kind === 'option') {
    const convert = converter(wire.some)
    return value => (value === undefined ? undefined : convert(value))
  }
  return wire.kind === 'enum' ? value => checkCase(wire.cases, value) : value => value
}

function noneWords(era: Era, some: Wire): readonly unknown[] {
  switch (some.kind) {
    case 'bool':
    case 'char':
      return [noneI32]
    case 'enum':
      return [noneCase(era, some)]
    case 'number':
      return noneNumber(era, some.type)
    case 'struct':
      return [0]
    default:
      return [0, 0]
  }
}

function noneNumber(era: Era, type: NumberType): readonly unknown[] {
  switch (type) {
    case 'u8':
    case 's8':
    case 'u16':
    case 's16':
      return [noneI32]
    case 'u32':
    case 's32':
    case 'f32':
      return era.release >= since.optionAsF64 ? [noneF64(era.release)] : [0, 0]
    case 'f64':
      return [0, 0]
    case 'u64':
    case 's64':
      return [0, 0n]
  }
}

/**
 * The number that stands for none: the first that no case has, counted from 0. An enum of texts has one more before it,
 * for a text that is none of its own.
 */
export function noneCase(era: Era, { cases, none, form = era.enums }: EnumWire): number {
  return none ?? (form === 'i32' && era.release >= since.enumAsF64 ? cases.length + 1 : cases.length)
}

export function defined<T>(form: T | undefined): T {
  if (form === undefined) throw new TypeError('a codec lacks the form that its type implies')
  return form
}
