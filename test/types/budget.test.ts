import { afterAll, describe, expect, test } from 'vitest'
import { openWorkshop } from './compiler.ts'
import { largeContract } from './large-contract.ts'

const workshop = openWorkshop()
afterAll(workshop.close)

/** A program that loads a plugin by a contract and calls three of its functions, the last one among them. */
function program(count: number, form: 'flat' | 'interfaces'): string {
  const calls = [0, count >> 1, count - 1].map(at => {
    const owner = form === 'flat' ? 'exports' : `exports.part${Math.floor(at / 20)}`
    return `export const call${at}: (...args: never) => unknown = ${owner}.thing${at}\n`
  })
  return `import { contract, type Exports } from 'hospes'
const large = contract(\`${largeContract(count, form)}\`)
declare const exports: Exports<typeof large>
${calls.join('')}`
}

// Measured with TypeScript 7.0.2, and some room: a change that costs a tenth more should be a decision.
describe('what the compiler pays for a contract of so many functions', () => {
  test.each([
    [10, 'flat', 26_000],
    [50, 'flat', 48_000],
    [200, 'flat', 118_000],
    [500, 'flat', 245_000],
    [10, 'interfaces', 25_000],
    [50, 'interfaces', 53_000],
    [200, 'interfaces', 134_000],
    [500, 'interfaces', 305_000],
  ] as const)('%i, %s', (count, form, budget) => {
    const { complaints, instantiations } = workshop.compile({ 'program.ts': program(count, form) })
    expect(complaints).toEqual([])
    expect(instantiations).toBeLessThan(budget)
    expect(instantiations).toBeGreaterThan(budget * 0.8)
  })
})

test('a type that no function finds costs no more, and a handful of messages', () => {
  const text = largeContract(500, 'flat').replace('item, mode', 'mode')
  const files = { 'program.ts': `import { contract } from 'hospes'\ncontract(\`${text}\`)` }
  const { complaints, instantiations } = workshop.compile(files)
  expect(complaints.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Argument of type .*"WIT error \(line \d+\): unknown type \\"item\\""/),
  ])
  expect(instantiations).toBeLessThan(500_000)
})
