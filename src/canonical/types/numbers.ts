import { allocate, checkRange } from '../../memory/bounds.ts'
import { chargeLift } from '../../memory/budget.ts'
import type { Guest } from '../../memory/guest.ts'
import { type Codec, pairCodec } from '../codec.ts'
import type { Layout } from '../layout.ts'
import { inside, kindOf, Mismatch, typedArrayName } from '../mismatch.ts'
import { checkCount, checkLength, fixedListCodec, type ListForm } from './list.ts'
import { type Scalar, scalarCodecs } from './scalar.ts'

/** The types whose lists are typed arrays. */
export type NumberType = Exclude<Scalar, 'bool' | 'char'>

/** What all typed arrays share, as far as lists need it. */
interface View {
  [index: number]: unknown
  set(source: ArrayLike<never>, at: number): void
  slice(start: number, end: number): unknown
}

interface Numbers {
  readonly array: { readonly name: string; from(items: ArrayLike<never>): unknown }
  readonly view: (guest: Guest) => View
}

const numbers: Readonly<Record<NumberType, Numbers>> = {
  u8: { array: Uint8Array, view: guest => guest.u8 },
  s8: { array: Int8Array, view: guest => guest.i8 },
  u16: { array: Uint16Array, view: guest => guest.u16 },
  s16: { array: Int16Array, view: guest => guest.i16 },
  u32: { array: Uint32Array, view: guest => guest.u32 },
  s32: { array: Int32Array, view: guest => guest.i32 },
  u64: { array: BigUint64Array, view: guest => guest.u64 },
  s64: { array: BigInt64Array, view: guest => guest.i64 },
  f32: { array: Float32Array, view: guest => guest.f32 },
  f64: { array: Float64Array, view: guest => guest.f64 },
}

export function isNumberType(type: unknown): type is NumberType {
  return typeof type === 'string' && Object.hasOwn(numbers, type)
}

/** `list<T>` of a number type: a typed array of its own comes out; that or a plain array goes in. */
export function numberListCodec(type: NumberType): Codec {
  const { view } = numbers[type]
  const { size, align } = scalarCodecs[type]
  const { check } = numberForm(type)
  const write = numberWriter(type)
  return pairCodec({
    check,
    lift: (guest, address, length) => {
      checkLength(length, size)
      checkRange(guest, address, length * size, align)
      chargeLift(guest.budget, length * size, 1)
      const start = address / size
      return view(guest).slice(start, start + length)
    },
    lower: (guest, value) => {
      const items = check(value)
      const length = items.length
      checkCount(length, size)
      const address = allocate(guest, align, length * size)
      if (Array.isArray(items)) write(view(guest), address / size, items, length)
      else view(guest).set(items as ArrayLike<never>, address / size)
      guest.length = length
      return address
    },
  })
}

/** `list<T, N>` of a number type. */
export function fixedNumberListCodec(layout: Layout, type: NumberType, length: number): Codec {
  return fixedListCodec(layout, scalarCodecs[type], length, numberForm(type))
}

function numberForm(type: NumberType): ListForm {
  const { array } = numbers[type]
  return {
    check: value => {
      if (Array.isArray(value) || typedArrayName(value) === array.name) return value as ArrayLike<unknown>
      throw new Mismatch(`${array.name} or array`, kindOf(value))
    },
    make: items => array.from(items as never[]),
  }
}

type Write = (view: View, start: number, items: readonly unknown[], length: number) => void

/**
 * Checks and writes a plain array, in one loop: typed arrays' own `set` takes anything, and some engines are slow at it.
 * What an integer view gives back is the same number only if it was one of its own.
 */
function numberWriter(type: NumberType): Write {
  const { lower } = scalarCodecs[type].single as NonNullable<Codec['single']>
  switch (type) {
    case 'u64':
    case 's64':
      return (view, start, items, length) => {
        for (let i = 0; i < length; i++) {
          const item = items[i]
          if (typeof item === 'bigint') view[start + i] = item
          if (view[start + i] !== item) throw inside(`[${i}]`, faultOf(lower, item))
        }
      }
    case 'f32':
    case 'f64':
      return (view, start, items, length) => {
        for (let i = 0; i < length; i++) {
          const item = items[i]
          if (typeof item !== 'number') throw inside(`[${i}]`, faultOf(lower, item))
          view[start + i] = item
        }
      }
    default:
      return (view, start, items, length) => {
        for (let i = 0; i < length; i++) {
          const item = items[i]
          if (typeof item === 'number') view[start + i] = item
          if (view[start + i] !== item) throw inside(`[${i}]`, faultOf(lower, item))
        }
      }
  }
}

function faultOf(lower: (value: unknown) => unknown, item: unknown): unknown {
  try {
    return lower(item)
  } catch (thrown) {
    return thrown
  }
}
