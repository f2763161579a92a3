import { readdirSync, readFileSync } from 'node:fs'
import * as hospes from 'hospes'
import { fuelOf, type Surroundings, tryAll } from './guarantees.ts'

// Tries all guarantees on Node, Deno or Bun, and prints what it found as JSON: main.ts MODULES

const modules = Object.fromEntries(
  Object.entries(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Record<string, string>).map(
    ([name, base64]) => [name, new Uint8Array(Buffer.from(base64, 'base64'))],
  ),
)

const rejections: string[] = []
process.on('unhandledRejection', reason => rejections.push(String(reason)))

/** Fields of a file of Linux about a process. */
const about = (file: string): string => readFileSync(`/proc/${file}`, 'utf8')

function children(): number[] {
  return readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/.test(name)) return []
    try {
      const [state, parent] = about(`${name}/stat`)
        .replace(/^.*\) /, '')
        .split(' ')
      return Number(parent) === process.pid && state !== 'Z' ? [Number(name)] : []
    } catch {
      // It has ended meanwhile.
      return []
    }
  })
}

const surroundings: Surroundings = {
  hospes,
  modules,
  process: {
    children,
    kill: id => void process.kill(id, 'SIGKILL'),
    threads: () => Number(/^Threads:\s*(\d+)/m.exec(about('self/status'))?.[1]),
    cpuMs() {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1000
    },
  },
}

const tiers = ['inline', 'worker', 'process'] as const
const reports = await tryAll(surroundings, tiers)
const fuel = []
for (const tier of tiers) fuel.push(await fuelOf(surroundings, tier))
console.log(JSON.stringify({ reports, fuel, rejections }))
