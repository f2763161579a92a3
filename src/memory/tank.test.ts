import { expect, test } from 'vitest'
import { createTank } from './tank.ts'
import { createTrap } from './trap.ts'

test('trap traps', () => {
  expect(createTrap()).toThrow(WebAssembly.RuntimeError)
})

test.each([
  [0, 0, 0n],
  [1e9, 1e9, 1_000_000_000n],
  [2 ** 53, 2 ** 53, 2n ** 53n],
  [-1, -1, -1n],
  [Number.POSITIVE_INFINITY, 2 ** 63, 2n ** 63n - 1n],
])('a tank refuelled to %d holds as much', (units, left, fuel) => {
  const tank = createTank()
  tank.refuel(units)
  expect(tank.left()).toBe(left)
  expect(tank.fuel.value).toBe(fuel)
})

test('tanks are apart from each other, and a guest can burn from its own', () => {
  const [first, second] = [createTank(), createTank()]
  first.refuel(10)
  first.fuel.value -= 11n
  expect([first.left(), second.left()]).toEqual([-1, 0])
})
