import { expect, test } from 'vitest'
import { PluginError, WitError } from '../errors.ts'
import { failedBy, failureLines } from './failure.ts'

test('a failure names file, fault and code, once each and escaped', () => {
  const malformed = failedBy('a.wasm', new PluginError('malformed', 'expected 4 bytes,\x1b found 2', { offset: 8 }))
  expect(malformed).toEqual({
    file: 'a.wasm',
    error: { code: 'malformed', message: 'expected 4 bytes,\x1b found 2', offset: 8 },
  })
  expect(failureLines(malformed)).toEqual(['a.wasm: expected 4 bytes,\\u{1b} found 2 (malformed)'])
  const missing = failedBy('a.wasm', new PluginError('not-found', 'expected a file at a.wasm, found nothing there'))
  expect(failureLines(missing)).toEqual(['expected a file at a.wasm, found nothing there (not-found)'])
})

test('the lines that show a place in a text stay lines', () => {
  const wrong = failedBy('a.wit', new WitError('no such type; at 1:5\n  strin\n  ^', 1, 5, []))
  expect(failureLines(wrong)).toEqual(['a.wit: no such type; at 1:5 (wit-invalid)', '  strin', '  ^'])
})

test('what is no error of hospes is no fault of the file', () => {
  expect(() => failedBy('a.wasm', new TypeError('ours'))).toThrow(TypeError)
})
