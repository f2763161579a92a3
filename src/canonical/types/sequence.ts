import type { Guest } from '../../memory/guest.ts'
import { camelCase } from '../../wit/names.ts'
import type { Codec, CoreValue } from '../codec.ts'
import { type SequenceLayout, sequenceLayout } from '../layout.ts'
import { checkObject, kindOf, type Members, Mismatch } from '../mismatch.ts'
import { canBeWritten, memberError, type SequenceForm, writtenWhenHot } from './sequence-text.ts'

export interface RecordField {
  readonly name: string
  readonly codec: Codec
  /** An `option`, which may be absent. */
  readonly optional: boolean
}

/** `record` as an object, its labels in camelCase. */
export function recordCodec(fields: readonly RecordField[]): Codec {
  const names = fields.map(({ name }) => camelCase(name))
  const codecs = fields.map(({ codec }) => codec)
  // A member that must be there, and that nothing but an object made for it has: without it lowering fails anyway.
  const tells = fields.some(({ optional }, i) => !optional && others.every(other => !((names[i] as string) in other)))
  return sequenceCodec(sequenceLayout(codecs), codecs, {
    keys: names,
    steps: names.map(name => `.${name}`),
    // What every object inherits is not a field of it.
    inherited: names.map(name => Reflect.get(Object.prototype, name)),
    create: () => ({}),
    literal: members => `{ ${members.map((member, i) => `${names[i]}: ${member}`).join(', ')} }`,
    check: value => checkObject(value, 'object'),
    ...(!tells && {
      refuses: (value, isArray) => `typeof ${value} !== 'object' || ${value} === null || ${isArray}(${value})`,
    }),
  })
}

/** Where what is no record finds the names that it has. */
const others: readonly object[] = [Array, Function, String, Number, BigInt, Boolean, Symbol].map(
  ({ prototype }) => prototype,
)

/** `tuple` as an array. */
export function tupleCodec(fields: readonly Codec[]): Codec {
  const keys = fields.map((_, i) => String(i))
  return sequenceCodec(sequenceLayout(fields), fields, {
    keys,
    steps: keys.map(key => `[${key}]`),
    inherited: keys.map(() => undefined),
    create: () => [] as unknown as Record<string, unknown>,
    literal: members => `[${members.join(', ')}]`,
    check: value => {
      if (!Array.isArray(value)) throw new Mismatch(`array of ${keys.length}`, kindOf(value))
      if (value.length === keys.length) return value as unknown as Members
      throw new Mismatch(`${keys.length} elements`, String(value.length))
    },
    refuses: (value, isArray) => `!${isArray}(${value}) || ${value}.length !== ${keys.length}`,
  })
}

function sequenceCodec(layout: SequenceLayout, fields: readonly Codec[], form: SequenceForm): Codec {
  const { keys, inherited, create, check, refuses } = form
  const { offsets } = layout
  const count = fields.length
  const loads = fields.map(field => field.load)
  const stores = fields.map(field => field.store)
  const liftFlats = fields.map(field => field.liftFlat)
  const lowerFlats = fields.map(field => field.lowerFlat)
  const starts = startsOf(fields)

  function membersOf(value: unknown): Members {
    return refuses === undefined ? (value as Members) : check(value)
  }

  function memberOf(members: Members, i: number): unknown {
    const member = members[keys[i] as string]
    return member === inherited[i] ? undefined : member
  }

  function load(guest: Guest, address: number): unknown {
    const members = create()
    for (let i = 0; i < count; i++) {
      members[keys[i] as string] = (loads[i] as Codec['load'])(guest, address + (offsets[i] as number))
    }
    return members
  }

  function store(guest: Guest, address: number, value: unknown): void {
    const members = membersOf(value)
    let i = 0
    try {
      for (; i < count; i++) {
        ;(stores[i] as Codec['store'])(guest, address + (offsets[i] as number), memberOf(members, i))
      }
    } catch (thrown) {
      throw memberError(form, value, i, thrown)
    }
  }

  function liftFlat(guest: Guest, values: CoreValue[], at: number): unknown {
    const members = create()
    for (let i = 0; i < count; i++) {
      members[keys[i] as string] = (liftFlats[i] as Codec['liftFlat'])(guest, values, at + (starts[i] as number))
    }
    return members
  }

  function lowerFlat(guest: Guest, value: unknown, values: CoreValue[], at: number): void {
    const members = membersOf(value)
    let i = 0
    try {
      for (; i < count; i++) {
        ;(lowerFlats[i] as Codec['lowerFlat'])(guest, memberOf(members, i), values, at + (starts[i] as number))
      }
    } catch (thrown) {
      throw memberError(form, value, i, thrown)
    }
  }

  const allocates = fields.some(field => field.allocates)
  const codec: Codec = { ...layout, allocates, load, store, liftFlat, lowerFlat }
  return canBeWritten(form) ? writtenWhenHot(codec, fields, form, offsets, starts) : codec
}

/** Where the flat values of each field begin. */
export function startsOf(fields: readonly Codec[]): readonly number[] {
  let next = 0
  return fields.map(({ flat }) => {
    const start = next
    next += flat.length
    return start
  })
}
