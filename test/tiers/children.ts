import { readdirSync, readFileSync } from 'node:fs'

/** Ids of the processes that this one has started and that are still there. Linux only. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/.test(name)) return []
    try {
      // Behind the name in brackets, which may hold anything: state, id of the parent.
      const [state, of] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      return Number(of) === parent && state !== 'Z' ? [Number(name)] : []
    } catch {
      // It has ended meanwhile.
      return []
    }
  })
}
