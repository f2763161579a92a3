import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fallsBelow, readStatus, record, statusPage } from './conformance/status.ts'

test('a count that falls or is missing is named, one that rises is fine', () => {
  expect(fallsBelow('suite', { read: 3, lifted: 5, gone: 1 }, { read: 4, lifted: 4 })).toEqual([
    'suite, lifted: expected at least 5, found 4',
    'suite, gone: expected at least 1, found no count',
  ])
})

test('a suite must be recorded', () => {
  expect(() => record('no such suite', {})).toThrow('no such suite is not in docs/status.json')
})

test('the page is that of the recorded counts', () => {
  expect(readFileSync('docs/status.md', 'utf8')).toBe(statusPage(readStatus()))
})
