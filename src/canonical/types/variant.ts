import { Failure } from '../../contract/err.ts'
import { PluginError } from '../../errors.ts'
import type { Codec, CoreValue } from '../codec.ts'
import { coercionsOf } from '../coerce.ts'
import { loadDiscriminant, storeDiscriminant } from '../discriminant.ts'
import type { VariantLayout } from '../layout.ts'
import { checkObject, inside, kindOf, type Members, Mismatch, quote } from '../mismatch.ts'

export interface VariantCase {
  readonly name: string
  /** `null` for a case without payload. */
  readonly payload: Codec | null
}

/** `variant`, and what is one in memory, as `{ tag }` or `{ tag, val }`. */
export function variantCodec(layout: VariantLayout, cases: readonly VariantCase[]): Codec {
  const names = cases.map(({ name }) => name)
  const hasPayload = cases.map(({ payload }) => payload !== null)
  const indexByName = new Map(names.map((name, index) => [name, index]))
  return casesCodec(layout, cases, {
    indexOf: value => {
      const { tag } = checkObject(value, 'object with a tag')
      const index = indexByName.get(tag as string)
      if (index !== undefined) return index
      throw inside('.tag', unknownName(names, tag))
    },
    payloadOf: value => (value as Members)['val'],
    make: (index, val) => (hasPayload[index] ? { tag: names[index], val } : { tag: names[index] }),
    step: '.val',
  })
}

/** `option` as the value or `undefined`; not for options of options. */
export function optionCodec(layout: VariantLayout, some: Codec): Codec {
  const cases = [
    { name: 'none', payload: null },
    { name: 'some', payload: some },
  ]
  return casesCodec(layout, cases, {
    indexOf: value => (value === undefined ? 0 : 1),
    payloadOf: value => value,
    make: (_index, payload) => payload,
    step: '',
  })
}

/**
 * `result` as the whole result of a function: the ok value, or `Failure` with the err value. A guest's answer comes
 * out so, a host function's answer is taken so.
 */
export function answerCodec(layout: VariantLayout, ok: Codec | null, err: Codec | null): Codec {
  const cases = [
    { name: 'ok', payload: ok },
    { name: 'err', payload: err },
  ]
  return casesCodec(layout, cases, {
    indexOf: value => (value instanceof Failure ? 1 : 0),
    payloadOf: value => (value instanceof Failure ? value.payload : value),
    make: (index, payload) => (index === 0 ? payload : new Failure(payload)),
    step: '',
  })
}

/** What the tag of an enum or variant may be, for a message. */
export function unknownName(names: readonly string[], found: unknown): Mismatch {
  const listed = names.slice(0, MAX_LISTED).map(quote).join(', ')
  const more = names.length > MAX_LISTED ? ` or ${names.length - MAX_LISTED} more` : ''
  return new Mismatch(`one of ${listed}${more}`, typeof found === 'string' ? quote(found) : kindOf(found))
}

const MAX_LISTED = 8

/** What cases are in JavaScript. */
interface CaseForm {
  /** Throws `Mismatch` when the value is none of the cases. */
  indexOf(value: unknown): number
  payloadOf(value: unknown): unknown
  make(index: number, payload: unknown): unknown
  /** How paths name the payload. */
  readonly step: string
}

function casesCodec(layout: VariantLayout, cases: readonly VariantCase[], form: CaseForm): Codec {
  const { indexOf, payloadOf, make, step } = form
  const { discriminant, payloadOffset, flat } = layout
  const width = flat.length
  const count = cases.length
  const payloads = cases.map(({ payload }) => payload)
  const coercions = payloads.map(payload => (payload === null ? undefined : coercionsOf(payload.flat, flat.slice(1))))
  const zeros: readonly CoreValue[] = flat.map(type => (type === 'i64' ? 0n : 0))

  function checkIndex(index: number): number {
    if (index < count) return index
    throw new PluginError('abi-violation', `expected a discriminant below ${count}, found ${index}`)
  }

  return {
    ...layout,
    allocates: payloads.some(payload => payload?.allocates),
    load: (guest, address) => {
      const index = checkIndex(loadDiscriminant(guest, address, discriminant))
      const payload = payloads[index]
      return make(index, payload ? payload.load(guest, address + payloadOffset) : undefined)
    },
    store: (guest, address, value) => {
      const index = indexOf(value)
      storeDiscriminant(guest, address, discriminant, index)
      const payload = payloads[index]
      if (!payload) return
      try {
        payload.store(guest, address + payloadOffset, payloadOf(value))
      } catch (thrown) {
        throw inside(step, thrown)
      }
    },
    liftFlat: (guest, values, at) => {
      const index = checkIndex((values[at] as number) >>> 0)
      const payload = payloads[index]
      if (!payload) return make(index, undefined)
      coercions[index]?.narrow(values, at + 1)
      return make(index, payload.liftFlat(guest, values, at + 1))
    },
    lowerFlat: (guest, value, values, at) => {
      const index = indexOf(value)
      const payload = payloads[index]
      for (let i = 1; i < width; i++) values[at + i] = zeros[i] as CoreValue
      values[at] = index
      if (!payload) return
      try {
        payload.lowerFlat(guest, payloadOf(value), values, at + 1)
      } catch (thrown) {
        throw inside(step, thrown)
      }
      coercions[index]?.widen(values, at + 1)
    },
  }
}
