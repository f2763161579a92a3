import type { Guest } from '../../memory/guest.ts'
import { camelCase } from '../../wit/names.ts'
import type { Codec, CoreValue } from '../codec.ts'
import type { SequenceLayout } from '../layout.ts'
import { checkObject, inside, kindOf, type Members, Mismatch } from '../mismatch.ts'
import { canBeWritten, type SequenceForm, writtenWhenHot } from './sequence-text.ts'

/** `record` as an object, its labels in camelCase. */
export function recordCodec(layout: SequenceLayout, labels: readonly string[], fields: readonly Codec[]): Codec {
  const names = labels.map(camelCase)
  return sequenceCodec(layout, fields, {
    keys: names,
    steps: names.map(name => `.${name}`),
    // What every object inherits is not a field of it.
    inherited: names.map(name => Reflect.get(Object.prototype, name)),
    create: () => ({}),
    literal: members => `{ ${members.map((member, i) => `${names[i]}: ${member}`).join(', ')} }`,
    check: value => checkObject(value, 'object'),
    refuses: (value, isArray) => `typeof ${value} !== 'object' || ${value} === null || ${isArray}(${value})`,
  })
}

/** `tuple` as an array. */
export function tupleCodec(layout: SequenceLayout, fields: readonly Codec[]): Codec {
  const keys = fields.map((_, i) => String(i))
  return sequenceCodec(layout, fields, {
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
  const { keys, steps, inherited, create, check } = form
  const { offsets } = layout
  const count = fields.length
  const loads = fields.map(field => field.load)
  const stores = fields.map(field => field.store)
  const liftFlats = fields.map(field => field.liftFlat)
  const lowerFlats = fields.map(field => field.lowerFlat)
  const starts = startsOf(fields)

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
    const members = check(value)
    let i = 0
    try {
      for (; i < count; i++) {
        ;(stores[i] as Codec['store'])(guest, address + (offsets[i] as number), memberOf(members, i))
      }
    } catch (thrown) {
      throw inside(steps[i] as string, thrown)
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
    const members = check(value)
    let i = 0
    try {
      for (; i < count; i++) {
        ;(lowerFlats[i] as Codec['lowerFlat'])(guest, memberOf(members, i), values, at + (starts[i] as number))
      }
    } catch (thrown) {
      throw inside(steps[i] as string, thrown)
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
