import { expect, test } from 'vitest'
import { createOwnTank, createTank } from './tank.ts'
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

test('a tank within a module keeps its fuel until the module is there', () => {
  const tank = createOwnTank()
  tank.refuel(7)
  expect(tank.left()).toBe(7)
  const { refuel, left } = createTank()
  tank.adopt?.(refuel, left)
  expect([tank.left(), left()]).toEqual([7, 7])
  tank.refuel(-1)
  expect(left()).toBe(-1)
})
