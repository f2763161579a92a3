import type { RemotePorts } from './channel.ts'

/** The point in time by which the running call must have ended. */
export interface Deadline {
  /** So many milliseconds from now; `undefined`: no deadline. */
  set(milliseconds: number | undefined): void
  /** There will be no other. */
  end(): void
}

/**
 * `passed` is told the milliseconds that were given. A call mostly ends long before its deadline, and starting and
 * stopping a timer costs as much as a small call: so a timer that would be too early goes on, and is set anew when it
 * has run out.
 */
export function createDeadline(ports: RemotePorts, passed: (milliseconds: number) => void): Deadline {
  /** Of the deadline that was set last. */
  let given = 0
  let dueAt: number | undefined
  let timer: { readonly endsAt: number; readonly cancel: () => void } | undefined

  function start(milliseconds: number): void {
    const cancel = ports.alarm(milliseconds, ring)
    timer = { endsAt: ports.monotonicClock() + milliseconds, cancel }
  }

  function ring(): void {
    timer = undefined
    if (dueAt === undefined) return
    const left = dueAt - ports.monotonicClock()
    if (left > 0) start(left)
    else passed(given)
  }

  return {
    set(milliseconds) {
      if (milliseconds === undefined) {
        dueAt = undefined
        return
      }
      given = milliseconds
      dueAt = ports.monotonicClock() + milliseconds
      if (timer !== undefined && timer.endsAt <= dueAt) return
      timer?.cancel()
      start(milliseconds)
    },
    end() {
      dueAt = undefined
      timer?.cancel()
    },
  }
}
