import type { RemotePorts } from '../channel.ts'

/** Time that passes when it is told to, and timers that run by it. */
export interface TestClock {
  readonly ports: RemotePorts
  /** Milliseconds until each timer that is set, in order. */
  pending(): number[]
  /** How many timers were set so far. */
  started(): number
  pass(milliseconds: number): void
}

export function createTestClock(): TestClock {
  let now = 0
  let started = 0
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()
  const next = () => [...timers].sort((a, b) => a.at - b.at)
  const after = (milliseconds: number, callback: () => void): (() => void) => {
    started += 1
    const timer = { at: now + milliseconds, callback }
    timers.add(timer)
    return () => timers.delete(timer)
  }
  return {
    ports: { after, alarm: after, monotonicClock: () => now },
    pending: () => next().map(({ at }) => at - now),
    started: () => started,
    pass(milliseconds) {
      const end = now + milliseconds
      for (let [first] = next(); first !== undefined && first.at <= end; [first] = next()) {
        now = first.at
        timers.delete(first)
        first.callback()
      }
      now = end
    },
  }
}
