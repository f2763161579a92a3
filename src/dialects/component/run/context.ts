import type { CoreFunction } from '../../../canonical/invoke.ts'
import type { Program } from '../link/program.ts'

/**
 * What the threads of component instances keep for themselves (Canonical ABI: thread-local storage). Each call of a
 * component function and of an allocator is a thread of its own, that begins with zeros.
 */
export interface ContextStorage {
  get(instance: number, slot: number): number
  set(instance: number, slot: number, value: number): void
  /** The function, each call of it a new thread of the instance; itself, where the instance never looks. */
  thread<F extends CoreFunction>(call: F, instance: number): F
}

export function createContextStorage({ instances, coreFunctions }: Program): ContextStorage {
  const isUsed = instances.map(() => false)
  for (const { kind, instance } of coreFunctions)
    if (kind === 'context.get' || kind === 'context.set') isUsed[instance] = true
  const storage: [number, number][] = instances.map(() => [0, 0])
  const current = (instance: number): [number, number] => storage[instance] ?? [0, 0]

  return {
    get: (instance, slot) => current(instance)[slot] ?? 0,
    set: (instance, slot, value) => {
      current(instance)[slot] = value
    },
    thread: (call, instance) => {
      if (!isUsed[instance]) return call
      const thread: CoreFunction = (...args) => {
        const outer = current(instance)
        storage[instance] = [0, 0]
        try {
          return call(...args)
        } finally {
          storage[instance] = outer
        }
      }
      return thread as typeof call
    },
  }
}
