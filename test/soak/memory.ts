import { readdirSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What this process holds, after garbage has been collected. Bytes, and how many of a thing. */
export interface Held {
  readonly heap: number
  /** Of array buffers, WebAssembly memories among them. */
  readonly buffers: number
  readonly resident: number
  /** Timers, sockets, pipes, message ports: what keeps a process going. */
  readonly handles: number
  readonly children: number
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

export async function held(): Promise<Held> {
  for (let i = 0; i < 4; i++) {
    collect()
    // What is finalized in a task of its own is gone only after that.
    await new Promise(resolve => setImmediate(resolve))
  }
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  return {
    heap: heapUsed,
    buffers: arrayBuffers,
    resident: rss,
    handles: process.getActiveResourcesInfo().length,
    children: childrenOf(process.pid),
  }
}

/** Linux says; elsewhere none are counted. */
function childrenOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const lists = threads.map(thread => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim())
    return lists.flatMap(list => (list === '' ? [] : list.split(' '))).length
  } catch {
    return 0
  }
}
