import { expect, test } from 'vitest'
import { PluginError } from '../errors.ts'
import { failedBy, failureLine } from './failure.ts'

test('a failure names file, fault and code, once each and escaped', () => {
  const malformed = failedBy('a.wasm', new PluginError('malformed', 'expected 4 bytes,\x1b found 2', { offset: 8 }))
  expect(malformed).toEqual({
    file: 'a.wasm',
    error: { code: 'malformed', message: 'expected 4 bytes,\x1b found 2', offset: 8 },
  })
  expect(failureLine(malformed)).toBe('a.wasm: expected 4 bytes,\\u{1b} found 2 (malformed)')
  const missing = failedBy('a.wasm', new PluginError('not-found', 'expected a file at a.wasm, found nothing there'))
  expect(failureLine(missing)).toBe('expected a file at a.wasm, found nothing there (not-found)')
})

test('what is no error of hospes is no fault of the file', () => {
  expect(() => failedBy('a.wasm', new TypeError('ours'))).toThrow(TypeError)
})
