import { describe, expect, test } from 'vitest'
import { defaultLimits, parseLimits } from './limits.ts'

describe('parseLimits', () => {
  test('keeps the defaults of what is not said', () => {
    expect(parseLimits(undefined)).toEqual(defaultLimits)
    expect(parseLimits({ memoryPages: 16, tables: undefined })).toEqual({ ...defaultLimits, memoryPages: 16 })
  })

  test('never grants more pages than an engine has', () => {
    expect(parseLimits({ memoryPages: 10 ** 9 }).memoryPages).toBe(65_536)
  })

  test.each([
    [{ memroyPages: 1 }, 'invalid-option', 'limits.memroyPages is not a limit; expected one of moduleBytes, '],
    [{ memoryPages: -1 }, 'invalid-option', 'limits.memoryPages: expected a whole number from 0 up, found -1'],
    [{ memoryPages: 1.5 }, 'invalid-option', 'found 1.5'],
    [{ memoryPages: '16' }, 'invalid-option', 'found "16"'],
    [{ memoryPages: Number.NaN }, 'invalid-option', 'found NaN'],
    [7, 'invalid-option', 'limits: expected an object, found 7'],
    [null, 'invalid-option', 'limits: expected an object, found null'],
    [{ __proto__: null, toString: 1 }, 'invalid-option', 'limits.toString is not a limit'],
  ])('refuses %o', (input, code, words) => {
    expect(() => parseLimits(input)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }))
  })

  test.each([['deadlineMs'], ['startDeadlineMs'], ['hostCallMs']])('refuses %s where nothing enforces it', name => {
    expect(() => parseLimits({ [name]: 100 })).toThrow(expect.objectContaining({ code: 'unsupported' }))
    expect(parseLimits({ [name]: 100 }, 'worker')).toMatchObject({ [name]: 100 })
  })
})
