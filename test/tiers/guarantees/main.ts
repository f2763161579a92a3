import { readFileSync } from 'node:fs'
import type { Isolation } from 'hospes'
import * as hospes from 'hospes'
import { childrenOf } from '../children.ts'
import { hostileCases } from '../hostile.ts'
import { problemsOf } from '../hostile-run.ts'
import { fuelOf, type Surroundings, tryAll } from './guarantees.ts'

// Tries the guarantees of a tier on Node, Deno or Bun, and the hostile cases where they are, and prints what it found as
// JSON: main.ts MODULES TIER

const modules = Object.fromEntries(
  Object.entries(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Record<string, string>).map(
    ([name, base64]) => [name, new Uint8Array(Buffer.from(base64, 'base64'))],
  ),
)

const rejections: string[] = []
process.on('unhandledRejection', reason => rejections.push(String(reason)))

const surroundings: Surroundings = {
  hospes,
  modules,
  process: {
    children: () => childrenOf(process.pid),
    kill: id => void process.kill(id, 'SIGKILL'),
    threads: () => Number(/^Threads:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]),
    cpuMs() {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1000
    },
  },
}

const tier = process.argv[3] as Isolation
const reports = await tryAll(surroundings, tier)
const fuel = await fuelOf(surroundings, tier)

const problems: string[] = []
let cases = 0
for (const form of ['module', 'component'] as const)
  for (const hostile of await hostileCases(form)) {
    cases += 1
    const found = await problemsOf(hospes, hostile, form, tier)
    if (found.length > 0) problems.push(`${hostile.id} ${hostile.variant}, ${form}, ${tier}: ${found.join('; ')}`)
  }
console.log(JSON.stringify({ reports, fuel, rejections, cases, problems }))
