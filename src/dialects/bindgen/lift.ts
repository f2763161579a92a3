import type { SingleForm } from '../../canonical/codec.ts'
import type { NumberType } from '../../canonical/types/numbers.ts'
import { scalarCodecs } from '../../canonical/types/scalar.ts'
import { PluginError } from '../../errors.ts'
import { checkRange } from '../../memory/bounds.ts'
import { chargeLift } from '../../memory/budget.ts'
import { GuestResource, type ResourceType } from '../../memory/resource.ts'
import { fromValue, textOf } from './convert.ts'
import type { Era } from './era.ts'
import { flattenParam, isValue } from './flatten.ts'
import { jsonText } from './json.ts'
import { defined, noneCase, noneI32, pairOf, singleOf, type Words } from './lower.ts'
import { noneF64, since } from './release.ts'
import type { Running } from './running.ts'
import type { EnumWire, Wire } from './wire.ts'

/**
 * Reads a value from its core values in `words` from `at` on; what the guest may not hand over is an `abi-violation`.
 */
export type Lift = (running: Running, words: Words, at: number) => unknown

/** What an export gives belongs to the host, which frees it; what it passes to an import stays its own. */
export type Ownership = 'given' | 'lent'

export interface LiftOptions {
  readonly era: Era
  readonly ownership: Ownership
  /** Whether a JavaScript value comes by index here though values can be references: beside other words it does. */
  readonly byIndex: boolean
}

/** The way of one type out of the guest: as a result of its exports, as a parameter of its imports. */
export function compileLift(options: LiftOptions, wire: Wire): Lift {
  switch (wire.kind) {
    case 'bool':
    case 'char':
    case 'number':
      return liftSingle(defined(singleOf(wire)))
    case 'string':
      return liftString(options.ownership)
    case 'numbers':
      return liftNumbers(wire.type, options.ownership)
    case 'values':
      return liftValues(wire.item, options.ownership)
    case 'enum': {
      if (!isValue(options.era, wire)) return liftEnum(wire)
      const lift = liftValue(options, options.ownership)
      return (running, words, at) => fromValue(running, wire, lift(running, words, at))
    }
    case 'json': {
      const lift = liftValue(options, options.ownership)
      return (running, words, at) => jsonText(running, lift(running, words, at))
    }
    case 'value':
      return liftValue(options, wire.owned ? 'given' : 'lent')
    case 'struct': {
      const { resource } = wire
      return ({ structs }, words, at) => structs.take(structs.typeOf(resource), (words[at] as number) >>> 0)
    }
    case 'option':
      return liftOption(options, wire.some)
    case 'result':
      throw new TypeError(`no value of kind ${wire.kind} is lifted by itself`)
  }
}

function liftSingle({ lift }: SingleForm): Lift {
  return (_running, words, at) => lift(words[at] as number)
}

function liftString(ownership: Ownership): Lift {
  const { lift } = defined(pairOf({ kind: 'string' }))
  return (running, words, at) => {
    const { guest, allocator, values } = running
    const address = (words[at] as number) >>> 0
    const length = (words[at + 1] as number) >>> 0
    // A string that the guest has cached on our side (crate feature "enable-interning").
    if (address === 0 && length !== 0)
      return textOf(running, ownership === 'given' ? values.take(length) : values.get(length))
    const text = lift(guest, address, length)
    if (ownership === 'given') allocator.free(address, length, 1)
    return text
  }
}

function liftNumbers(type: NumberType, ownership: Ownership): Lift {
  const { lift } = defined(pairOf({ kind: 'numbers', type }))
  const { size } = scalarCodecs[type]
  return ({ guest, allocator }, words, at) => {
    const address = (words[at] as number) >>> 0
    const length = (words[at + 1] as number) >>> 0
    const numbers = lift(guest, address, length)
    if (ownership === 'given') allocator.free(address, length * size, size)
    return numbers
  }
}

function liftValues(item: Wire, ownership: Ownership): Lift {
  return (running, words, at) => {
    const { guest, allocator, values, structs } = running
    const address = (words[at] as number) >>> 0
    const length = (words[at + 1] as number) >>> 0
    checkRange(guest, address, length * 4, 4)
    chargeLift(guest.budget, length * 4, length + 1)
    const items: unknown[] = []
    for (let i = 0; i < length; i++) {
      const value = values.get(guest.u32[(address >>> 2) + i] as number)
      items.push(
        item.kind === 'struct' ? structOf(structs.typeOf(item.resource), value) : fromItem(running, item, value),
      )
    }
    if (ownership === 'given') {
      values.dropList(address, length)
      allocator.free(address, length * 4, 4)
    }
    return items
  }
}

function fromItem(running: Running, item: Wire, value: unknown): unknown {
  if (item.kind === 'string' && typeof value !== 'string')
    throw new PluginError('abi-violation', `expected strings in a list of strings, found ${typeof value}`)
  return fromValue(running, item, value)
}

function structOf(type: ResourceType, value: unknown): GuestResource {
  if (value instanceof GuestResource && value.type === type && value.state === 'owned') return value
  throw new PluginError('abi-violation', `expected a ${type.name} in a list of them, found another value`)
}

function liftEnum({ cases, numbers }: EnumWire): Lift {
  const known = new Map(cases.map((name, i) => [numbers?.[i] ?? i, name]))
  return (_running, words, at) => {
    const number = (words[at] as number) >>> 0
    const name = known.get(number)
    if (name === undefined)
      throw new PluginError(
        'abi-violation',
        `expected an enum's number, one of ${[...known.keys()].join(', ')}, found ${number}`,
      )
    return name
  }
}

function liftValue({ era, byIndex }: LiftOptions, ownership: Ownership): Lift {
  if (era.values === 'externref' && !byIndex) return (_running, words, at) => words[at]
  return ownership === 'given'
    ? ({ values }, words, at) => values.take(words[at] as number)
    : ({ values }, words, at) => values.get(words[at] as number)
}

function liftOption(options: LiftOptions, some: Wire): Lift {
  const { era } = options
  const isNone = noneTest(era, some)
  if (isValue(era, some)) {
    const lift = liftValue(options, options.ownership)
    return (running, words, at) => {
      const value = lift(running, words, at)
      return value === undefined || value === null ? undefined : fromValue(running, some, value)
    }
  }
  if (some.kind === 'number' && isF64Option(era, some.type)) {
    const { lift } = defined(singleOf(some))
    return (_running, words, at) => (isNone(words, at) ? undefined : lift(words[at] as number))
  }
  const lift = compileLift(options, some)
  const flag = optionFlag(era, some)
  return (running, words, at) => (isNone(words, at) ? undefined : lift(running, words, at + flag))
}

/** 1 where a word of its own says whether there is a value. */
function optionFlag(era: Era, some: Wire): number {
  return flattenParam(era, { kind: 'option', some }).length - flattenParam(era, some).length
}

function isF64Option(era: Era, type: NumberType): boolean {
  return era.release >= since.optionAsF64 && (type === 'u32' || type === 's32' || type === 'f32')
}

function noneTest(era: Era, some: Wire): (words: Words, at: number) => boolean {
  if (some.kind === 'enum') {
    const none = noneCase(era, some)
    // A text enum has one number more, for a text that is none of its own.
    return (words, at) => words[at] === none || (some.none === undefined && words[at] === none + 1)
  }
  if (some.kind === 'number' && isF64Option(era, some.type)) {
    // Neither number is one of the type's, so it does not matter which release it was.
    return (words, at) => words[at] === noneF64(0) || words[at] === noneF64(since.maxSafeNone)
  }
  if (some.kind === 'string' || some.kind === 'numbers' || some.kind === 'values')
    return (words, at) => words[at] === 0 && words[at + 1] === 0
  if (some.kind === 'struct') return (words, at) => words[at] === 0
  return optionFlag(era, some) === 1 ? (words, at) => words[at] === 0 : (words, at) => words[at] === noneI32
}
