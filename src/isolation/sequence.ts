/** Runs tasks one after the other, each at once when nothing is before it. They must not reject. */
export type Sequence = (task: () => void | Promise<void>) => void

export function createSequence(): Sequence {
  let unfinished = 0
  let last: Promise<void> = Promise.resolve()
  const finish = (): void => {
    unfinished -= 1
  }
  return task => {
    const done = unfinished === 0 ? task() : last.then(task)
    if (done === undefined) return
    unfinished += 1
    last = done.then(finish)
  }
}
