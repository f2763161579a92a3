import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { contract, loadPlugin } from 'hospes'
import wabt from 'wabt'
import { duration, ratio } from './figures.ts'
import { keepSection } from './page.ts'

// Measures calls into a worker and into a process, one after the other and many at once, against what a bare message there
// and back costs.

const isSmoke = process.env['BENCH_SMOKE'] !== undefined
const rounds = isSmoke ? 1 : 15
/** Calls that are on their way together. */
const together = 1000

const { parseWat } = await wabt()
const text = readFileSync(new URL('guest.wat', import.meta.url), 'utf8')
const bytes = new Uint8Array(parseWat('guest.wat', text, { bulk_memory: true }).toBinary({}).buffer)
const guest = contract(`
package bench:guest;
world guest {
  export greet: func(name: string) -> string;
  export next: func(n: u32) -> u32;
}`)

const workerPlugin = await loadPlugin(bytes, guest, { isolation: 'worker' })
const processPlugin = await loadPlugin(bytes, guest, { isolation: 'process' })
const worker = new Worker(
  'const { parentPort } = require("node:worker_threads"); parentPort.on("message", n => parentPort.postMessage(n + 1))',
  { eval: true },
)
const child = spawn(process.execPath, ['-e', 'process.stdin.on("data", chunk => process.stdout.write(chunk))'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})

/** Does so many operations, one after the other. */
type AsyncCase = (count: number) => Promise<void>

const sequential = (call: (n: number) => Promise<unknown>): AsyncCase => {
  return async count => {
    for (let i = 0; i < count; i++) await call(i)
  }
}
const coalesced = (call: (n: number) => Promise<unknown>): AsyncCase => {
  return async count => {
    for (let done = 0; done < count; done += together)
      await Promise.all(Array.from({ length: together }, (_, i) => call(i)))
  }
}

const bareWorker = (n: number): Promise<unknown> => {
  const answer = new Promise(resolve => worker.once('message', resolve))
  worker.postMessage(n)
  return answer
}
const bareProcess = (n: number): Promise<unknown> => {
  const answer = new Promise(resolve => child.stdout.once('data', resolve))
  child.stdin.write(`${n}\n`)
  return answer
}

const name = 'Augusta Ada'
const timings = await measureAsync(
  {
    bareWorker: sequential(bareWorker),
    worker: sequential(n => workerPlugin.exports.next(n)),
    workerGreets: sequential(() => workerPlugin.exports.greet(name)),
    bareProcess: sequential(bareProcess),
    process: sequential(n => processPlugin.exports.next(n)),
    processGreets: sequential(() => processPlugin.exports.greet(name)),
  },
  isSmoke ? 1 : 200,
)
const many = await measureAsync(
  {
    worker: coalesced(n => workerPlugin.exports.next(n)),
    workerGreets: coalesced(() => workerPlugin.exports.greet(name)),
    process: coalesced(n => processPlugin.exports.next(n)),
    processGreets: coalesced(() => processPlugin.exports.greet(name)),
  },
  isSmoke ? together : 5 * together,
)
await Promise.all([workerPlugin.close(), processPlugin.close(), worker.terminate(), ended(child)])

const row = (what: string, ns: number, bare: number | undefined, meant: string): readonly string[] => [
  what,
  duration(ns),
  Math.round(1e9 / ns).toLocaleString('en'),
  bare === undefined ? '' : ratio(ns / bare),
  meant,
]
keepSection(
  {
    title: 'Tiers',
    about: [
      'Calls into another thread and another process; the least of 15 rounds, contestants in turn.',
      '',
      '* **bare**: a number there and one back, by `postMessage` and by the pipes of a child, with nothing around it.',
      `* **together**: ${together.toLocaleString('en')} calls of one microtask, awaited together. **to bare**: to the bare message above it.`,
    ],
    head: ['call', 'time of one', 'calls a second', 'to bare', 'meant'],
    rows: [
      row('worker: bare', timings.bareWorker, undefined, ''),
      row('worker: u32 → u32, one after the other', timings.worker, timings.bareWorker, '≤ 1.3 ×'),
      row('worker: greet, 11 B', timings.workerGreets, timings.bareWorker, ''),
      row('worker: u32 → u32, together', many.worker, undefined, '≥ 500,000/s'),
      row('worker: greet, 11 B, together', many.workerGreets, undefined, ''),
      row('process: bare', timings.bareProcess, undefined, ''),
      row('process: u32 → u32, one after the other', timings.process, timings.bareProcess, ''),
      row('process: greet, 11 B', timings.processGreets, timings.bareProcess, ''),
      row('process: u32 → u32, together', many.process, undefined, ''),
      row('process: greet, 11 B, together', many.processGreets, undefined, ''),
    ],
  },
  isSmoke,
)

/** Nanoseconds of one operation, the least of all rounds, the cases in turn. */
async function measureAsync<Name extends string>(
  cases: Readonly<Record<Name, AsyncCase>>,
  count: number,
): Promise<Readonly<Record<Name, number>>> {
  const entries = Object.entries(cases) as [Name, AsyncCase][]
  const least = new Map<Name, number>()
  for (let round = -2; round < rounds; round++)
    for (const [name, run] of entries) {
      const start = performance.now()
      await run(count)
      const ns = ((performance.now() - start) * 1e6) / count
      // The first rounds are for warming up.
      if (round >= 0 || isSmoke) least.set(name, Math.min(ns, least.get(name) ?? Number.POSITIVE_INFINITY))
    }
  return Object.fromEntries(least) as Record<Name, number>
}

function ended(child: ChildProcess): Promise<unknown> {
  const exit = new Promise(resolve => child.once('exit', resolve))
  child.kill()
  return exit
}
