import type { RemotePorts } from './channel.ts'

/** Timers that can be ended all at once: what they wait for may never come. */
export interface Timers extends Pick<RemotePorts, 'after'> {
  cancelAll(): void
}

export function createTimers({ after }: Pick<RemotePorts, 'after'>): Timers {
  const running = new Set<() => void>()
  return {
    after(milliseconds, callback) {
      const stop = after(milliseconds, () => {
        running.delete(cancel)
        callback()
      })
      const cancel = (): void => {
        running.delete(cancel)
        stop()
      }
      running.add(cancel)
      return cancel
    },
    cancelAll() {
      for (const cancel of running) cancel()
    },
  }
}
