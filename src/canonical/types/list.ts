import { PluginError } from '../../errors.ts'
import { allocate, checkRange, MAX_BYTES } from '../../memory/bounds.ts'
import { chargeLift } from '../../memory/budget.ts'
import type { Guest } from '../../memory/guest.ts'
import { type Codec, pairCodec } from '../codec.ts'
import { createCode, replacedWhenHot } from '../generate.ts'
import type { Layout } from '../layout.ts'
import { inside, kindOf, Mismatch } from '../mismatch.ts'

/** `list<T>` as an array. Lists of numbers have a codec of their own. */
export function listCodec(element: Codec): Codec {
  const { size, align } = element
  const loadItems = itemLoader(element)
  const storeItems = itemStorer(element)
  return pairCodec({
    check: checkArray,
    lift: (guest, address, length) => {
      checkLength(length, size)
      checkRange(guest, address, length * size, align)
      chargeLift(guest.budget, length * size, length + 1)
      return loadItems(guest, address, address + length * size)
    },
    lower: (guest, value) => {
      const items = checkArray(value)
      const length = items.length
      checkCount(length, size)
      const address = allocate(guest, align, length * size)
      storeItems(guest, address, items, length)
      guest.length = length
      return address
    },
  })
}

type LoadItems = (guest: Guest, address: number, end: number) => unknown[]

function itemLoader(element: Codec): LoadItems {
  const { size, load } = element
  const plain: LoadItems = (guest, address, end) => {
    const items: unknown[] = []
    for (let at = address; at < end; at += size) items.push(load(guest, at))
    return items
  }
  if (!element.text) return plain
  return replacedWhenHot(plain, () => {
    const code = createCode('still')
    return code.build(
      'guest, address, end',
      `const items = []
for (let at = address; at < end; at += ${size}) items.push(${code.load(element, 'at')})
return items`,
    )
  })
}

type StoreItems = (guest: Guest, address: number, items: readonly unknown[], length: number) => void

function itemStorer(element: Codec): StoreItems {
  const { size, store } = element
  const plain: StoreItems = (guest, address, items, length) => {
    let i = 0
    try {
      for (let at = address; i < length; i++, at += size) store(guest, at, items[i])
    } catch (thrown) {
      throw inside(`[${i}]`, thrown)
    }
  }
  if (!element.text) return plain
  return replacedWhenHot(plain, () => {
    const code = createCode(element.allocates ? 'moving' : 'still')
    return code.build(
      'guest, address, items, length',
      `let i = 0
try {
  for (let at = address; i < length; i++, at += ${size}) {
    ${code.store(element, 'at', 'items[i]')}
  }
} catch (thrown) {
  throw ${code.bind(inside)}('[' + i + ']', thrown)
}`,
    )
  })
}

/** What lists of one element type are in JavaScript. */
export interface ListForm {
  /** Throws `Mismatch` when the value is no such list; says nothing about its elements. */
  check(value: unknown): ArrayLike<unknown>
  make(items: unknown[]): unknown
}

const arrayForm: ListForm = { check: checkArray, make: items => items }

/** `list<T, N>` as a list of N elements. */
export function fixedListCodec(layout: Layout, element: Codec, length: number, form: ListForm = arrayForm): Codec {
  const { size, load, store, liftFlat, lowerFlat } = element
  const width = element.flat.length

  function checkFixed(value: unknown): ArrayLike<unknown> {
    const items = form.check(value)
    if (items.length === length) return items
    throw new Mismatch(`${length} elements`, String(items.length))
  }

  return {
    ...layout,
    allocates: element.allocates,
    load: (guest, address) => {
      const items: unknown[] = []
      for (let i = 0; i < length; i++) items.push(load(guest, address + i * size))
      return form.make(items)
    },
    store: (guest, address, value) => {
      const items = checkFixed(value)
      let i = 0
      try {
        for (; i < length; i++) store(guest, address + i * size, items[i])
      } catch (thrown) {
        throw inside(`[${i}]`, thrown)
      }
    },
    liftFlat: (guest, values, at) => {
      const items: unknown[] = []
      for (let i = 0; i < length; i++) items.push(liftFlat(guest, values, at + i * width))
      return form.make(items)
    },
    lowerFlat: (guest, value, values, at) => {
      const items = checkFixed(value)
      let i = 0
      try {
        for (; i < length; i++) lowerFlat(guest, items[i], values, at + i * width)
      } catch (thrown) {
        throw inside(`[${i}]`, thrown)
      }
    },
  }
}

function checkArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Mismatch('array', kindOf(value))
}

/** Of a list that the guest hands over. */
export function checkLength(length: number, size: number): void {
  if (length * size <= MAX_BYTES) return
  throw new PluginError(
    'abi-violation',
    `expected a list of at most ${MAX_BYTES} bytes, found ${length} elements of ${size} bytes`,
  )
}

/** Of a list that the host hands over. */
export function checkCount(length: number, size: number): void {
  if (length * size <= MAX_BYTES) return
  throw new Mismatch(`at most ${Math.floor(MAX_BYTES / size)} elements`, String(length))
}
