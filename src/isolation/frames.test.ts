import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFrameReader, encodeFrame, readFrame } from './frames.ts'

const messages = [{ type: 'start', bytes: new Uint8Array(1000).fill(7) }, 'x', undefined, [1n, { a: null }]]

test('frames come back, however the pipe cuts them', () => {
  const stream = Buffer.concat(messages.map(encodeFrame))
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), sizes => {
      const received: unknown[] = []
      const push = createFrameReader(message => received.push(message))
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        push(new Uint8Array(stream.subarray(at, at + size)))
        at += size
      }
      expect(received).toEqual(messages)
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('readFrame reads one after the other and tells the end', () => {
  const stream = Buffer.concat(messages.map(encodeFrame))
  let at = 0
  const fill = (bytes: Uint8Array): boolean => {
    if (at + bytes.length > stream.length) return false
    bytes.set(stream.subarray(at, at + bytes.length))
    at += bytes.length
    return true
  }
  const received = Array.from({ length: messages.length }, () => readFrame(fill)?.message)
  expect(received).toEqual(messages)
  expect(readFrame(fill)).toBeUndefined()
})

test('a length beyond any message is refused before it is allocated', () => {
  const header = Uint8Array.from([255, 255, 255, 255])
  const refused = expect.objectContaining({ code: 'crashed' })
  expect(() => createFrameReader(() => undefined)(header)).toThrow(refused)
  const fill = (bytes: Uint8Array): boolean => {
    bytes.set(header)
    return true
  }
  expect(() => readFrame(fill)).toThrow(refused)
})
