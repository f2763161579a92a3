import { camelCase } from '../../wit/names.ts'
import type { Codec } from '../codec.ts'
import type { SequenceLayout } from '../layout.ts'
import { checkObject, inside, kindOf, type Members, Mismatch } from '../mismatch.ts'

/** `record` as an object, its labels in camelCase. */
export function recordCodec(layout: SequenceLayout, labels: readonly string[], fields: readonly Codec[]): Codec {
  const names = labels.map(camelCase)
  return sequenceCodec(layout, fields, {
    keys: names,
    steps: names.map(name => `.${name}`),
    // What every object inherits is not a field of it.
    inherited: names.map(name => Reflect.get(Object.prototype, name)),
    create: () => ({}),
    check: value => checkObject(value, 'object'),
  })
}

/** `tuple` as an array. */
export function tupleCodec(layout: SequenceLayout, fields: readonly Codec[]): Codec {
  const keys = [...fields.keys()]
  return sequenceCodec(layout, fields, {
    keys,
    steps: keys.map(key => `[${key}]`),
    inherited: [],
    create: () => [] as unknown as Record<Key, unknown>,
    check: value => {
      if (!Array.isArray(value)) throw new Mismatch(`array of ${keys.length}`, kindOf(value))
      if (value.length === keys.length) return value as unknown as Members
      throw new Mismatch(`${keys.length} elements`, String(value.length))
    },
  })
}

type Key = string | number

interface SequenceForm {
  readonly keys: readonly Key[]
  /** How paths name the members. */
  readonly steps: readonly string[]
  /** By field: what a value has under this name without having the member. */
  readonly inherited: readonly unknown[]
  create(): Record<Key, unknown>
  /** Throws `Mismatch` when the value cannot have the members. */
  check(value: unknown): Members
}

function sequenceCodec(layout: SequenceLayout, fields: readonly Codec[], form: SequenceForm): Codec {
  const { keys, steps, inherited, create, check } = form
  const { offsets } = layout
  const count = fields.length
  const loads = fields.map(field => field.load)
  const stores = fields.map(field => field.store)
  const liftFlats = fields.map(field => field.liftFlat)
  const lowerFlats = fields.map(field => field.lowerFlat)
  const flatOffsets = startsOf(fields)

  return {
    ...layout,
    allocates: fields.some(field => field.allocates),
    load: (guest, address) => {
      const members = create()
      for (let i = 0; i < count; i++) {
        members[keys[i] as Key] = (loads[i] as Codec['load'])(guest, address + (offsets[i] as number))
      }
      return members
    },
    store: (guest, address, value) => {
      const members = check(value)
      let i = 0
      try {
        for (; i < count; i++) {
          const member = members[keys[i] as Key]
          const own = member === inherited[i] ? undefined : member
          ;(stores[i] as Codec['store'])(guest, address + (offsets[i] as number), own)
        }
      } catch (thrown) {
        throw inside(steps[i] as string, thrown)
      }
    },
    liftFlat: (guest, values, at) => {
      const members = create()
      for (let i = 0; i < count; i++) {
        members[keys[i] as Key] = (liftFlats[i] as Codec['liftFlat'])(guest, values, at + (flatOffsets[i] as number))
      }
      return members
    },
    lowerFlat: (guest, value, values, at) => {
      const members = check(value)
      let i = 0
      try {
        for (; i < count; i++) {
          const member = members[keys[i] as Key]
          const own = member === inherited[i] ? undefined : member
          ;(lowerFlats[i] as Codec['lowerFlat'])(guest, own, values, at + (flatOffsets[i] as number))
        }
      } catch (thrown) {
        throw inside(steps[i] as string, thrown)
      }
    },
  }
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
