import { expect, test } from 'vitest'
import { createDeadline } from './deadline.ts'

/** Time that passes when it is told to, and timers that run by it. */
function createClock() {
  let now = 0
  let started = 0
  const timers = new Map<number, () => void>()
  const alarm = (milliseconds: number, callback: () => void): (() => void) => {
    started += 1
    const at = now + milliseconds
    timers.set(at, callback)
    return () => timers.delete(at)
  }
  return {
    ports: { after: alarm, alarm, monotonicClock: () => now },
    timers,
    started: () => started,
    pass(milliseconds: number) {
      for (const end = now + milliseconds; now < end; now++) {
        const due = timers.get(now + 1)
        timers.delete(now + 1)
        if (due === undefined) continue
        now += 1
        due()
        now -= 1
      }
    },
  }
}

test('passes when its time has come, and not before', () => {
  const clock = createClock()
  const passed: number[] = []
  const deadline = createDeadline(clock.ports, ms => passed.push(ms))
  deadline.set(100)
  clock.pass(99)
  expect(passed).toEqual([])
  clock.pass(1)
  expect(passed).toEqual([100])
})

test('one timer serves many calls, each with its whole time', () => {
  const clock = createClock()
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
  const clock = createClock()
  const passed: number[] = []
  const deadline = createDeadline(clock.ports, ms => passed.push(ms))
  deadline.set(1000)
  deadline.set(10)
  clock.pass(10)
  expect(passed).toEqual([10])
  deadline.set(50)
  deadline.end()
  expect(clock.timers.size).toBe(0)
})
