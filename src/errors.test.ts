import { expect, test } from 'vitest'
import { invalidOption, messageOf } from './errors.ts'

test.each<[unknown, string]>([
  ['"3"', '"\\"3\\""'],
  [-1, '-1'],
  [null, 'null'],
  [undefined, 'undefined'],
  [[1], 'an array'],
  [{}, 'an object'],
  [Symbol('a'), 'a symbol'],
])('an invalid option shows what was found: %o', (found, shown) => {
  expect(invalidOption('restarts', 'a number', found)).toMatchObject({
    code: 'invalid-option',
    message: `restarts: expected a number, found ${shown}`,
  })
})

test.each<[string, unknown, string]>([
  ['an error', new RangeError('too far'), 'too far'],
  ['a text', 'no', 'no'],
  ['what cannot become a text', Object.create(null), 'a value of type object'],
])('the message of %s', (_, thrown, message) => {
  expect(messageOf(thrown)).toBe(message)
})
