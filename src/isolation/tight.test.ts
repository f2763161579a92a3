import { expect, test } from 'vitest'
import { tight } from './tight.ts'

const bufferOf = (value: unknown): ArrayBufferLike => (value as Uint8Array).buffer

test('views of more than they show become copies of that', () => {
  const all = Uint8Array.from({ length: 100 }, (_, at) => at)
  const part = tight(all.subarray(10, 14)) as Uint8Array
  expect([part, part.buffer.byteLength]).toEqual([Uint8Array.of(10, 11, 12, 13), 4])
  const small = tight(Buffer.from('secret')) as Uint8Array
  expect([Buffer.from(small).toString(), small.buffer.byteLength]).toEqual(['secret', 6])
  const numbers = tight(new Float64Array(all.buffer, 8, 2)) as Float64Array
  expect(numbers).toBeInstanceOf(Float64Array)
  expect([numbers.length, numbers.buffer.byteLength]).toEqual([2, 16])
})

test('shared memory becomes a copy, which nobody can change on the way', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4))
  const copy = tight(shared)
  shared[0] = 7
  expect(copy).toEqual(new Uint8Array(4))
  expect(bufferOf(copy)).toBeInstanceOf(ArrayBuffer)
})

test('wherever they are in a value', () => {
  const view = new Uint8Array(100).subarray(1, 2)
  const value = { a: [{ tag: 'x', val: view }], b: 1 }
  expect(tight(value)).toEqual(value)
  expect(bufferOf((tight(value) as { a: { val: unknown }[] }).a[0]?.val).byteLength).toBe(1)
})

test('all else stays what it is', () => {
  const whole = new Uint8Array(4)
  for (const value of [whole, [1, 'x', undefined], { a: 1 }, null, undefined, 'x', 1n, () => 1])
    expect(tight(value)).toBe(value)
  const circle: { self?: unknown } = {}
  circle.self = circle
  expect(() => tight(circle)).not.toThrow()
})
