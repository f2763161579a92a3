/** Runs tasks one after the other, each at once when nothing is before it. */
export type Sequence = (task: () => void | Promise<void>) => void

/** `failed` hears what a task throws; the next one runs all the same. */
export function createSequence(failed: (thrown: unknown) => void): Sequence {
  let unfinished = 0
  let last: Promise<void> = Promise.resolve()
  const finish = (): void => {
    unfinished -= 1
  }
  const run = (task: () => void | Promise<void>): Promise<void> | undefined => {
    try {
      return task()?.catch(failed)
    } catch (thrown) {
      failed(thrown)
      return undefined
    }
  }
  return task => {
    const done = unfinished === 0 ? run(task) : last.then(() => run(task))
    if (done === undefined) return
    unfinished += 1
    last = done.then(finish)
  }
}
