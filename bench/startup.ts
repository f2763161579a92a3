import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ratio } from './figures.ts'
import { keepSection } from './page.ts'

// Measures how long a program takes from its first line to the first greeting of a plugin, each time in a fresh process.

const isSmoke = process.env['BENCH_SMOKE'] !== undefined
const processes = isSmoke ? 1 : 40

const files = [
  'greeter/c.wasm',
  'greeter/zig.wasm',
  'greeter/rust-wit-bindgen.wasm',
  'greeter/rust-wasm-bindgen.wasm',
  'component/c.wasm',
  'greeter/go.wasm',
] as const

/** Milliseconds, the least of all processes. */
interface Run {
  /** Of a whole process, from outside. */
  readonly process: number
  /** From inside: the import, the contract, loading, the call, and all of them. */
  readonly steps: readonly number[]
}

const program = fileURLToPath(new URL('startup/greet.mjs', import.meta.url))

/** In turn, so that what disturbs one disturbs all. */
function measureAll(): { readonly bare: number; readonly runs: ReadonlyMap<string, Run> } {
  let bare = Number.POSITIVE_INFINITY
  const runs = new Map<string, Run>()
  for (let i = 0; i < processes; i++) {
    bare = Math.min(bare, run(['-e', '0']).process)
    for (const file of files) runs.set(file, least(runs.get(file), run([program, pathOf(file)])))
  }
  return { bare, runs }
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(`../guests/prebuilt/${file}`, import.meta.url))
}

function run(args: readonly string[]): Run {
  const start = performance.now()
  // Without the settings of whoever measures: some make a runtime start twice as slowly.
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: {} })
  const elapsed = performance.now() - start
  if (status !== 0) throw new Error(`a fresh process failed: ${stderr}`)
  const { steps } = JSON.parse(stdout || '{ "steps": [] }') as { readonly steps: readonly number[] }
  return { process: elapsed, steps }
}

function least(one: Run | undefined, other: Run): Run {
  if (one === undefined) return other
  return {
    process: Math.min(one.process, other.process),
    steps: one.steps.map((step, at) => Math.min(step, other.steps[at] ?? step)),
  }
}

const { bare, runs } = measureAll()
const rows = Array.from(runs, ([file, { process: whole, steps }]) => [
  file,
  statSync(pathOf(file)).size.toLocaleString('en'),
  ...steps.map(milliseconds),
  milliseconds(whole),
  ratio(whole / bare),
])

keepSection(
  {
    title: 'Start-up',
    about: [
      `From a program's first line to the first greeting of a plugin, in fresh processes: the least of ${processes} for each step.`,
      '',
      '* **import** of the package, **contract** from its text, **load** of a file with all the work on its bytes, the first **call**;',
      '  **together**: all of them, for which a small plugin is meant to take 15 ms.',
      `* **process**: the whole of it, from outside. **to bare**: to a process that does nothing, \`node -e 0\`.`,
    ],
    head: ['file', 'bytes', 'import', 'contract', 'load', 'call', 'together', 'process', 'to bare'],
    rows: [['bare', '', '', '', '', '', '', milliseconds(bare), ratio(1)], ...rows],
  },
  isSmoke,
)

function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
}
