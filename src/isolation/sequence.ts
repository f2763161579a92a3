type Task = () => void | Promise<void>

export interface Sequence {
  /** Runs tasks one after the other, each at once when nothing is before it. */
  run(task: Task): void
  /** Whether a task is going on, or waits for one that is. */
  readonly isBusy: boolean
}

/** `failed` hears what a task throws; the next one runs all the same. */
export function createSequence(failed: (thrown: unknown) => void): Sequence {
  let unfinished = 0
  let last: Promise<void> = Promise.resolve()
  const finish = (): void => {
    unfinished -= 1
  }
  const begin = (task: Task): Promise<void> | undefined => {
    try {
      return task()?.catch(failed)
    } catch (thrown) {
      failed(thrown)
      return undefined
    }
  }
  return {
    run(task) {
      // What it calls while it begins is inside it already.
      unfinished += 1
      const done = unfinished === 1 ? begin(task) : last.then(() => begin(task))
      if (done === undefined) finish()
      else last = done.then(finish)
    },
    get isBusy() {
      return unfinished > 0
    },
  }
}
