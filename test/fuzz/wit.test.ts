import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WitError } from '../../src/errors.ts'
import { createRandom } from '../../src/wasm/testing/mutants.ts'
import { parseWit } from '../../src/wit/parse.ts'
import { printWorld } from '../../src/wit/printer.ts'
import { mutants, timeout } from './size.ts'

const folder = new URL('../../guests/wit/', import.meta.url)
const texts = readdirSync(folder).map(name => readFileSync(new URL(name, folder), 'utf8'))

/** Words, spaces and single signs: put together they are the text. */
const tokensOf = (text: string): string[] => text.match(/[A-Za-z0-9_-]+|\s+|[\s\S]/g) ?? []
const originals = texts.map(tokensOf)
const vocabulary = [
  ...new Set(originals.flat()),
  ...[
    'static',
    'async',
    'include',
    'resource',
    'borrow',
    'stream',
    'future',
    'map',
    '@unstable(feature = a)',
    '%',
    '/*',
  ],
]

/** A text with some tokens dropped, doubled, moved, or put in from others. */
function mutate(tokens: readonly string[], random: (limit: number) => number): string {
  const mutant = [...tokens]
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(mutant.length + 1)
    const length = random(6)
    switch (random(4)) {
      case 0:
        mutant.splice(at, length)
        break
      case 1:
        mutant.splice(random(mutant.length + 1), 0, ...mutant.slice(at, at + length * 4))
        break
      case 2:
        mutant.splice(random(mutant.length + 1), 0, ...mutant.splice(at, length))
        break
      default:
        mutant.splice(at, random(2), vocabulary[random(vocabulary.length)] ?? '')
    }
  }
  return mutant.join('')
}

test('mutants of WIT texts are worlds that print and parse back equal, or say what is wrong', { timeout }, () => {
  const random = createRandom(0x5eed)
  let accepted = 0
  let slowest = 0
  for (let rest = mutants(4); rest > 0; rest--) {
    const text = mutate(originals[random(originals.length)] ?? [], random)
    const start = performance.now()
    try {
      const world = parseWit(text, { features: 'all' })
      accepted += 1
      expect(parseWit(printWorld(world), { features: 'all' }), text).toEqual(world)
    } catch (error) {
      if (!(error instanceof WitError)) throw new Error(text, { cause: error })
      expect(error.issues?.length).toBeGreaterThan(0)
    }
    slowest = Math.max(slowest, performance.now() - start)
  }
  expect(accepted).toBeGreaterThan(mutants(4) / 20)
  expect(slowest).toBeLessThan(5000)
})
