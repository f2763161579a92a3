import { describe, expect, it } from 'vitest'
import { indexByName, lookUp, nameKey } from './names.ts'

describe('nameKey', () => {
  it.each([
    ['count-words', 'count_words'],
    ['to-base64-url', 'toBase64Url'],
    ['HTTP-get', 'http_get'],
    ['greet', 'Greet'],
    ['from-decimal-string', 'fromDecimalString'],
  ])('is the same for %s and %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other))
  })

  it.each([
    ['base64', 'base-64'],
    ['greet', 'greets'],
    ['count-words', 'countwords'],
  ])('differs for %s and %s', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other))
  })
})

describe('lookUp', () => {
  const all = ['countWords', 'count_words', 'greet'].map(name => ({ name }))
  const index = indexByName(all)
  const want = (name: string, settled?: string) =>
    lookUp({
      path: ['api', name],
      candidates: index.get(nameKey(name)) ?? [],
      all,
      names: settled === undefined ? {} : { [name]: settled },
    })

  it('finds the one item', () => {
    expect(want('greet')).toEqual({ found: { name: 'greet' } })
  })

  it('lists the candidates when there are two', () => {
    expect(want('count-words')).toEqual({
      issue: {
        code: 'ambiguous-export',
        message:
          'expected one exported function api.count-words, found "countWords", "count_words"; the option "names" can settle it',
        path: ['api', 'count-words'],
        expected: 'api.count-words',
        found: '"countWords", "count_words"',
      },
    })
  })

  it('takes the one that the user settled', () => {
    expect(want('count-words', 'count_words')).toEqual({ found: { name: 'count_words' } })
    expect(want('total', 'greet')).toEqual({ found: { name: 'greet' } })
  })

  it('knows a function by its place, by its name, and as WIT spells it', () => {
    const wanted = { path: ['api', '[method]blob.read'], candidates: [], all }
    for (const key of ['api.blob.read', 'blob.read', '[method]blob.read'])
      expect(lookUp({ ...wanted, names: { [key]: 'greet' } })).toEqual({ found: { name: 'greet' } })
    expect(lookUp({ ...wanted, names: Object.create({ 'blob.read': 'greet' }) })).toMatchObject({
      issue: { message: expect.stringContaining('expected an exported function api.blob.read, found') },
    })
  })

  it('says what is there when the name is missing', () => {
    expect(want('language')).toMatchObject({
      issue: {
        code: 'missing-export',
        message: 'expected an exported function api.language, found "countWords", "count_words", "greet"',
      },
    })
    expect(want('greet', 'hello')).toMatchObject({
      issue: {
        code: 'missing-export',
        message: expect.stringContaining('"hello" for api.greet, as the option "names"'),
      },
    })
  })

  it('escapes names, shortens them and counts what it does not list', () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ name: i === 0 ? `\u001b[2J${'x'.repeat(500)}` : `f${i}` }))
    const result = lookUp({ path: ['f'], candidates: [], all: many, names: {} })
    const message = 'issue' in result ? result.issue.message : ''
    expect(message).toContain('\\u001b')
    expect(message).toContain('and 4 more')
    expect(message.length).toBeLessThan(300)
  })
})
