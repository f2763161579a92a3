import { beforeEach, describe, expect, test } from 'vitest'
import { HOT } from '../canonical/generate.ts'
import { PluginError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { createGuest, type Guest } from '../memory/guest.ts'
import { GuestResource } from '../memory/resource.ts'
import { createTank } from '../memory/tank.ts'
import type { PluginInstance } from '../plan/instantiate.ts'
import { openInline } from './inline.ts'
import type { Tier } from './tier.ts'

/** Instances made so far; each knows its number. */
let made = 0
let restarts: string[] = []
let tier: Tier

function instantiate(): PluginInstance {
  made += 1
  const number = made
  const guest: Guest = createGuest(defaultLimits, createTank())
  const functions = [
    () => number,
    (a: number) => (a < 0 ? outside(a) : a + number),
    (a: number, b: number) => [a, b, number],
    (a: number, b: number, c: number) => [a, b, c, number],
    () => attempt(1, 1),
    () => guest.tank?.left(),
  ]
  return { guest, functions, memoryBytes: () => number, recover: () => true }
}

/** What a guest may do besides answering. */
function outside(kind: number): unknown {
  if (kind === -1) throw new WebAssembly.RuntimeError('unreachable')
  throw new PluginError('invalid-argument', 'expected something else')
}

function attempt(slot: number, ...args: readonly unknown[]): unknown {
  try {
    return tier.functions[slot]?.(...args)
  } catch (error) {
    return (error as PluginError).code
  }
}

function heat(): void {
  for (let i = 0; i < HOT + 10; i++) for (const slot of [0, 1, 2, 3, 4, 5]) attempt(slot, 1, 2, 3)
}

beforeEach(() => {
  made = 0
  restarts = []
  tier = openInline({
    instantiate,
    fuel: 100,
    arities: [0, 1, 2, 3, 0, 0],
    restarts: 1,
    onRestart: ({ code }) => restarts.push(code),
    locate: error => error,
  })
})

describe.each([
  ['cold', () => undefined],
  ['hot', heat],
])('functions that are %s', (_, warm) => {
  beforeEach(warm)

  test('pass on exactly their parameters', () => {
    expect([attempt(0), attempt(1, 5), attempt(2, 5, 6), attempt(3, 5, 6, 7)]).toEqual([1, 6, [5, 6, 1], [5, 6, 7, 1]])
  })

  test('live on after an argument that is wrong', () => {
    expect([attempt(1, -2), attempt(1, 5), tier.restarts]).toEqual(['invalid-argument', 6, 0])
  })

  test('go to a fresh instance after a trap, each of them', () => {
    const lost = tier.usage
    expect(attempt(1, -1)).toBe('trap')
    expect(tier.usage).toEqual(lost)
    expect([attempt(0), attempt(1, 5), attempt(2, 5, 6), attempt(3, 5, 6, 7)]).toEqual([2, 7, [5, 6, 2], [5, 6, 7, 2]])
    expect(restarts).toEqual(['trap'])
    heat()
    expect([attempt(0), attempt(1, -1), attempt(0), made]).toEqual([2, 'trap', 3, 3])
  })

  test('are poisoned by too many traps in a row, and by no others', () => {
    for (let i = 0; i < 5; i++) expect([attempt(1, -1), attempt(1, 0)]).toEqual(['trap', i + 2])
    expect([attempt(1, -1), attempt(1, -1), attempt(1, 0), tier.state]).toEqual([
      'trap',
      'trap',
      'poisoned',
      'poisoned',
    ])
  })

  test('are not entered from inside', () => {
    expect([attempt(4), attempt(0)]).toEqual(['reentrant', 1])
  })

  test('are closed', async () => {
    await tier.close()
    expect([0, 1, 2, 3].map(slot => attempt(slot))).toEqual(['closed', 'closed', 'closed', 'closed'])
  })

  test('get their fuel, and by bounds another amount', () => {
    expect([attempt(5), tier.bounded({ fuel: 7 })[5]?.(), attempt(5), tier.usage.fuel]).toEqual([100, 7, 100, 0])
  })
})

test('a resource that is given up inside a call is destroyed before the next one', () => {
  const destroyed: string[] = []
  const order: string[] = []
  const guest = createGuest(defaultLimits)
  const type = {
    name: 'thing',
    owner: undefined,
    guest,
    destroy: (): void => void destroyed.push('inside'),
  }
  const things = [1, 2].map(representation => new GuestResource(type, representation, 'owned'))
  const plugin = openInline({
    instantiate: () => ({
      guest,
      functions: [
        () => {
          plugin.drop(things[0])
          order.push(`${destroyed.length} during`)
        },
        () => order.push(`${destroyed.length} before`),
      ],
      memoryBytes: () => 0,
      recover: () => true,
    }),
    fuel: Number.POSITIVE_INFINITY,
    arities: [0, 0],
    restarts: 0,
    onRestart: () => undefined,
    locate: error => error,
  })
  for (let i = 0; i < HOT + 10; i++) plugin.functions[1]?.()
  order.length = 0
  for (const slot of [0, 1]) plugin.functions[slot]?.()
  plugin.drop(things[1])
  plugin.functions[1]?.()
  expect(order).toEqual(['0 during', '1 before', '2 before'])
})
