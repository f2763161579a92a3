import { allocate, checkRange } from '../../memory/bounds.ts'
import { chargeLift } from '../../memory/budget.ts'
import type { Guest } from '../../memory/guest.ts'
import { type Codec, pairCodec } from '../codec.ts'
import { createCode, replacedWhenHot } from '../generate.ts'
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
  readonly jsType: 'number' | 'bigint'
  /** The text of whether `item`, which has that type, is one of these numbers. */
  readonly fits: string
}

const numbers: Readonly<Record<NumberType, Numbers>> = {
  u8: { array: Uint8Array, view: guest => guest.u8, jsType: 'number', fits: '(item & 0xff) === item' },
  s8: { array: Int8Array, view: guest => guest.i8, jsType: 'number', fits: '(item << 24) >> 24 === item' },
  u16: { array: Uint16Array, view: guest => guest.u16, jsType: 'number', fits: '(item & 0xffff) === item' },
  s16: { array: Int16Array, view: guest => guest.i16, jsType: 'number', fits: '(item << 16) >> 16 === item' },
  u32: { array: Uint32Array, view: guest => guest.u32, jsType: 'number', fits: '(item >>> 0) === item' },
  s32: { array: Int32Array, view: guest => guest.i32, jsType: 'number', fits: '(item | 0) === item' },
  u64: {
    array: BigUint64Array,
    view: guest => guest.u64,
    jsType: 'bigint',
    fits: 'BigInt.asUintN(64, item) === item',
  },
  s64: { array: BigInt64Array, view: guest => guest.i64, jsType: 'bigint', fits: 'BigInt.asIntN(64, item) === item' },
  f32: { array: Float32Array, view: guest => guest.f32, jsType: 'number', fits: 'true' },
  f64: { array: Float64Array, view: guest => guest.f64, jsType: 'number', fits: 'true' },
}

export function isNumberType(type: unknown): type is NumberType {
  return typeof type === 'string' && Object.hasOwn(numbers, type)
}

/** `list<T>` of a number type: a typed array of its own comes out; that or a plain array goes in. */
export function numberListCodec(type: NumberType): Codec {
  const { view } = numbers[type]
  const { size, align } = scalarCodecs[type]
  const shift = Math.log2(size)
  const { check } = numberForm(type)
  const write = numberWriter(type)
  return pairCodec({
    check,
    lift: (guest, address, length) => {
      checkLength(length, size)
      checkRange(guest, address, length * size, align)
      chargeLift(guest.budget, length * size, 1)
      const start = address >>> shift
      return view(guest).slice(start, start + length)
    },
    lower: (guest, value) => {
      const items = check(value)
      const length = items.length
      checkCount(length, size)
      const address = allocate(guest, align, length * size)
      if (Array.isArray(items)) write(view(guest), address >>> shift, items, length)
      else view(guest).set(items as ArrayLike<never>, address >>> shift)
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
      if (Array.isArray(value) || isPlainly(value, array) || typedArrayName(value) === array.name)
        return value as ArrayLike<unknown>
      throw new Mismatch(`${array.name} or array`, kindOf(value))
    },
    make: items => array.from(items as never[]),
  }
}

/** What most typed arrays say of themselves: the name of any costs more. */
function isPlainly(value: unknown, array: Numbers['array']): boolean {
  return ArrayBuffer.isView(value) && (value.constructor as unknown) === array
}

type Write = (view: View, start: number, items: readonly unknown[], length: number) => void

/** Checks and writes a plain array: typed arrays' own `set` takes anything, and some engines are slow at it. */
function numberWriter(type: NumberType): Write {
  const { lower } = scalarCodecs[type].single as NonNullable<Codec['single']>
  const plain: Write = (view, start, items, length) => {
    let i = 0
    try {
      for (; i < length; i++) view[start + i] = lower(items[i])
    } catch (thrown) {
      throw inside(`[${i}]`, thrown)
    }
  }
  return replacedWhenHot(plain, () => {
    const code = createCode()
    const { jsType, fits } = numbers[type]
    return code.build(
      'view, start, items, length',
      `for (let i = 0; i < length; i++) {
  const item = items[i]
  if (typeof item !== '${jsType}' || !(${fits})) {
    throw ${code.bind(inside)}('[' + i + ']', ${code.bind(faultOf)}(${code.bind(lower)}, item))
  }
  view[start + i] = item
}`,
    )
  })
}

function faultOf(lower: (value: unknown) => unknown, item: unknown): unknown {
  try {
    return lower(item)
  } catch (thrown) {
    return thrown
  }
}
