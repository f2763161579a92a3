import type { Guest } from '../memory/guest.ts'
import type { Code, CodecText, View } from './generate.ts'
import { type Layout, primitiveLayout } from './layout.ts'

/** A value of core WebAssembly as JavaScript sees it. */
export type CoreValue = number | bigint

/**
 * Moves the values of one type over the boundary, in both directions and both forms. It holds no state of an
 * instance: all instances of a plugin share it.
 *
 * Lowering throws `Mismatch` for a value that does not fit. Lifting throws PluginError `abi-violation` for what the
 * guest may not hand over, `output-too-large` when the budget is spent. The callers have checked that `address` is
 * aligned and `size` bytes from it lie within memory, and have refreshed the views.
 */
export interface Codec extends Layout {
  load(guest: Guest, address: number): unknown
  store(guest: Guest, address: number, value: unknown): void
  /** Reads `flat.length` core values of the given ones, from `at` on; may change them while it does. */
  liftFlat(guest: Guest, values: CoreValue[], at: number): unknown
  /** Writes `flat.length` core values into the given ones, from `at` on. */
  lowerFlat(guest: Guest, value: unknown, values: CoreValue[], at: number): void
  /** Of a type that is one core value: the shorter way. */
  readonly single?: SingleForm
  /** Of a string, a list or a map: the shorter way. */
  readonly pair?: PairForm
  /** Of what is written out where code is generated. */
  readonly text?: CodecText
  /** Whether lowering asks the guest's allocator for memory. */
  readonly allocates: boolean
}

export interface SingleForm {
  lift(core: CoreValue): unknown
  /** Throws `Mismatch`, and does nothing else: it never allocates. */
  lower(value: unknown): CoreValue
}

export interface PairForm {
  /** Throws `Mismatch` for what can be told without reading a property of the value; lowering does it again. */
  check(value: unknown): void
  lift(guest: Guest, address: number, length: number): unknown
  /** Returns the address; the length is in `guest.length`. */
  lower(guest: Guest, value: unknown): number
}

export interface SingleParts extends SingleForm {
  readonly layout: Layout
  /** Through which its memory form is the lifted value, and the lowered one. */
  readonly view?: View
  load(guest: Guest, address: number): unknown
  store(guest: Guest, address: number, value: unknown): void
}

/** The codec of a type that is one core value. */
export function singleCodec({ layout, view, load, store, lift, lower }: SingleParts): Codec {
  const text = view && textOf(view, layout.size, lower)
  return {
    ...(text && { text }),
    ...layout,
    load,
    store,
    liftFlat: (_guest, values, at) => lift(values[at] as CoreValue),
    lowerFlat: (_guest, value, values, at) => {
      values[at] = lower(value)
    },
    single: { lift, lower },
    allocates: false,
  }
}

function textOf(view: View, size: number, lower: SingleForm['lower']): CodecText {
  const shift = Math.log2(size)
  const place = (code: Code, address: string): string =>
    `${code.view(view)}[${shift === 0 ? address : `(${address}) >>> ${shift}`}]`
  return {
    load: place,
    store: (code, address, value) => `${place(code, address)} = ${code.bind(lower)}(${value})`,
  }
}

/** The codec of a type that is an address and a length. */
export function pairCodec(pair: PairForm): Codec {
  const { lift, lower } = pair
  return {
    ...primitiveLayout('string'),
    load: (guest, address) => {
      const at = address >>> 2
      return lift(guest, guest.u32[at] as number, guest.u32[at + 1] as number)
    },
    store: (guest, address, value) => {
      const block = lower(guest, value)
      const at = address >>> 2
      guest.u32[at] = block
      guest.u32[at + 1] = guest.length
    },
    liftFlat: (guest, values, at) => lift(guest, (values[at] as number) >>> 0, (values[at + 1] as number) >>> 0),
    lowerFlat: (guest, value, values, at) => {
      values[at] = lower(guest, value)
      values[at + 1] = guest.length
    },
    pair,
    allocates: true,
  }
}
