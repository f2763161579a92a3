import { expect, test } from 'vitest'
import { WitError } from '../errors.ts'
import { parseWit } from './parse.ts'

/** Enough to show anything that grows with the square of the text. */
const SIZE = 500_000

function repeat(part: string): string {
  return part.repeat(Math.ceil(SIZE / part.length))
}

/** Parts that `make` gives, up to `size`. */
function many(make: (i: number) => string, size = SIZE): string {
  const parts: string[] = []
  for (let length = 0, i = 0; length < size; i++) {
    const part = make(i)
    parts.push(part)
    length += part.length
  }
  return parts.join('')
}

const chain = many(i => `interface x${i + 1} { use x${i}.{t}; }`)
const last = chain.split('interface').length - 1

const refused: Readonly<Record<string, string>> = {
  'open braces': repeat('{'),
  'closed braces': repeat('}'),
  'open comments': repeat('/*'),
  quotes: repeat('"'),
  semicolons: repeat(';'),
  'a long name': `package a:b; interface ${repeat('a-1')} {}`,
  'a long package id': `package a${repeat(':a')};`,
  'a long version': `package a:b@1.0.0-${repeat('1-')}!;`,
  'types in types': `package a:b; interface i { type t = ${repeat('list<')}`,
  'packages in packages': repeat('package a:b {'),
  attributes: `package a:b; ${repeat('@since(version = 1.0.0)')} interface i {}`,
  'many faults': `package a:b; interface i { ${repeat('f func();')} }`,
  'one name many times': `package a:b; interface i { ${repeat('f: func();')} }`,
  'a circle': `package a:b; interface x0 { use x${last}.{t}; } ${chain} world w {}`,
  'records in records': `package a:b; interface i { record r0 {} ${many(i => `record r${i + 1} { a: r${i} }`)} }`,
  'includes of includes': `package a:b; world w0 {} ${many(i => `world w${i + 1} { include w${i}; import fn${i}: func(); }`)}`,
}

test.each(Object.entries(refused))('%s: refused in time', (_, text) => {
  const before = performance.now()
  expect(() => parseWit(text)).toThrow(WitError)
  expect(performance.now() - before).toBeLessThan(10_000)
})

const accepted: Readonly<Record<string, string>> = {
  'a chain of interfaces': `package a:b; interface x0 { type t = u8; } ${chain} world w { import x${last}; }`,
  'a chain of aliases': `package a:b; interface i { type t0 = u8; ${many(i => `type t${i + 1} = t${i};`)} } world w { import i; }`,
  'a chain of packages': `package a:b; world w {} package a:b0 { interface i { type t = u8; } } ${many(i => `package a:b${i + 1} { interface i { use a:b${i}/i.{t}; } }`)}`,
  'many parameters': `package a:b; world w { import f: func(${many(i => `p${i}: u8,`)}); }`,
  'many parts': `package a:b; interface i { type t = tuple<${repeat('u8,')}>; } world w { import i; }`,
  'types that double': `package a:b; interface i { record r0 {} ${many(i => `record r${i + 1} { a: r${i}, b: r${i} }`, 10_000)} } world w { import i; }`,
  'much documentation': `package a:b; ${repeat('/// x\n')} world w {}`,
}

test.each(Object.entries(accepted))('%s: read in time', (_, text) => {
  const before = performance.now()
  expect(parseWit(text).name).toBe('w')
  expect(performance.now() - before).toBeLessThan(10_000)
})
