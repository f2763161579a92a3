import { expect, test } from 'vitest'
import { createDeadline } from './deadline.ts'
import { createTestClock } from './testing/clock.ts'

test('passes when its time has come, and not before', () => {
  const clock = createTestClock()
  const passed: number[] = []
  const deadline = createDeadline(clock.ports, ms => passed.push(ms))
  deadline.set(100)
  clock.pass(99)
  expect(passed).toEqual([])
  clock.pass(1)
  expect(passed).toEqual([100])
})

test('one timer serves many calls, each with its whole time', () => {
  const clock = createTestClock()
  const passed: number[] = []
  const deadline = createDeadline(clock.ports, ms => passed.push(ms))
  for (let call = 0; call < 90; call++) {
    deadline.set(100)
    clock.pass(1)
    deadline.set(undefined)
  }
  deadline.set(100)
  clock.pass(99)
  expect([passed, clock.started()]).toEqual([[], 2])
  clock.pass(1)
  expect(passed).toEqual([100])
})

test('a shorter one comes first, and after the end there is none', () => {
  const clock = createTestClock()
  const passed: number[] = []
  const deadline = createDeadline(clock.ports, ms => passed.push(ms))
  deadline.set(1000)
  deadline.set(10)
  clock.pass(10)
  expect(passed).toEqual([10])
  deadline.set(50)
  deadline.end()
  expect(clock.pending()).toEqual([])
})
