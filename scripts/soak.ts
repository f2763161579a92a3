import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadPlugin } from 'hospes'
import { type Held, held } from '../test/soak/memory.ts'
import { type Phase, phases } from '../test/soak/phases.ts'

// Uses plugins for long, and sees that nothing is lost and nothing is kept. At full size it writes docs/soak.md;
// `--size 0.1` does a tenth of it and only looks.

/** Bytes that may be there more at the end than after the first tenth. */
const allowed = { heap: 4 << 20, buffers: 4 << 20, resident: 64 << 20 }

interface Figures {
  readonly name: string
  readonly count: number
  readonly seconds: number
  /** After a tenth, when all code is warm, and at the end. */
  readonly warm: Held
  readonly end: Held
  /** Before the first plugin of the phase, and after the last is closed. */
  readonly before: Held
  readonly after: Held
}

const { values } = parseArgs({ options: { size: { type: 'string', default: '1' } } })
const size = Number(values.size)
let failures = 0
const figures: Figures[] = []
for (const phase of phases) {
  const found = await run(phase)
  figures.push(found)
  console.log(line(found))
  for (const fault of faultsOf(found)) {
    console.error(`${phase.name}: ${fault}`)
    failures += 1
  }
}
if (failures > 0) process.exit(1)
if (size === 1) writeFileSync(new URL('../docs/soak.md', import.meta.url), page())

async function run({ name, count: full, start }: Phase): Promise<Figures> {
  const count = Math.max(10, Math.round(full * size))
  const before = await held()
  const running = await start(loadPlugin)
  const begin = performance.now()
  let warm = before
  for (let i = 0; i < count; i++) {
    if (i === Math.floor(count / 10)) warm = await held()
    const step = running.step(i)
    if (step !== undefined) await step
  }
  const end = await held()
  const seconds = (performance.now() - begin) / 1000
  await running.close()
  return { name, count, seconds, warm, end, before, after: await held() }
}

function faultsOf({ warm, end, before, after }: Figures): string[] {
  const faults: string[] = []
  for (const what of ['heap', 'buffers', 'resident'] as const) {
    const more = end[what] - warm[what]
    if (more > allowed[what]) faults.push(`expected at most ${mb(allowed[what])} more ${what}, found ${mb(more)}`)
  }
  for (const what of ['handles', 'children'] as const)
    if (after[what] > before[what]) faults.push(`expected ${before[what]} ${what} afterwards, found ${after[what]}`)
  return faults
}

function mb(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`
}

function line({ name, count, seconds, warm, end, before, after }: Figures): string {
  const grown = (['heap', 'buffers', 'resident'] as const).map(what => `${mb(warm[what])} → ${mb(end[what])}`)
  const left = (['handles', 'children'] as const).map(what => `${before[what]} → ${after[what]}`)
  return `| ${[name, count.toLocaleString('en'), `${seconds.toFixed(0)} s`, ...grown, ...left].join(' | ')} |`
}

function page(): string {
  return [
    '# Soak',
    '',
    'What long use leaves behind. `npm run soak` does all of this and writes this page; CI does a tenth of it, to the same bounds.',
    '',
    '* **calls**: of five plugins in the same thread, in four dialects; every thousandth traps, and the instance is replaced.',
    '* **loads and closes**: each time of bytes that the engine has not seen, with a call in between.',
    '* **kills**: a guest that never comes back passes its deadline, with two calls waiting behind it; its thread or process is killed,',
    '  and a fresh one answers.',
    '',
    'Every call must come to its end: with the right value, or with the right code. Memory is what is left after garbage collection,',
    'when a tenth is done and at the end; handles and child processes are those before the first plugin and after the last is closed.',
    `Node ${process.versions.node}.`,
    '',
    '| what | times | took | heap | buffers | resident | handles | children |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...figures.map(line),
    '',
  ].join('\n')
}
