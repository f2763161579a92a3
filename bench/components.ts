import { readFileSync } from 'node:fs'
import { contract, loadPlugin } from 'hospes'
import { importBundled } from './bundle.ts'
import { duration, ratio } from './figures.ts'
import { firstGreetings } from './first-greeting.ts'
import { texts } from './greet.ts'
import { jcoVersion, loadJco, transpiled } from './jco.ts'
import { loop } from './loop.ts'
import { type MeasureOptions, measure, sunk } from './measure.ts'
import { keepSection } from './page.ts'

// Measures calls into and out of a component, and how long one takes to load, against what jco makes of it.

const isSmoke = process.env['BENCH_SMOKE'] !== undefined
const options: MeasureOptions = isSmoke ? { ms: 0.01, rounds: 1 } : { ms: 1, rounds: 60 }

const jco = await loadJco()
if (jco === undefined) {
  console.log(
    `skipped: jco ${jcoVersion} is not installed; npm run bench -- components --install puts it into the cache`,
  )
  process.exit(0)
}

interface Point {
  readonly x: number
  readonly y: number
}

/** As both give it: the types of parameters and results are the same. */
interface Guest {
  greet(name: string): string
  add(a: number, b: number): number
  echo(bytes: Uint8Array): Uint8Array
  last(points: readonly Point[]): number
  mirror(points: readonly Point[]): readonly Point[]
  ticks(count: number, n: number): number
  logs(count: number): void
}

const guestContract = contract(`
package bench:component;
world guest {
  record point { x: f64, y: f64 }
  import tick: func(n: u32) -> u32;
  import log: func(text: string);
  export greet: func(name: string) -> string;
  export add: func(a: u32, b: u32) -> u32;
  export echo: func(bytes: list<u8>) -> list<u8>;
  export last: func(points: list<point>) -> f64;
  export mirror: func(points: list<point>) -> list<point>;
  export ticks: func(count: u32, n: u32) -> u32;
  export logs: func(count: u32);
}`)

const bytes = new Uint8Array(await jco.parse(readFileSync(new URL('component.wat', import.meta.url), 'utf8')))
/** Letters logged, so that no contestant gets away without. */
const tally = { letters: 0 }
const imports = {
  tick: (n: number): number => n + 1,
  log: (text: string): void => {
    tally.letters += text.length
  },
}
const { exports: plugin } = await loadPlugin(bytes, guestContract, { imports })
const start = await transpiled<Guest>(jco, bytes)
const byInterface = { tick: { default: imports.tick }, log: { default: imports.log } }
const contestants: Readonly<Record<'hospes' | 'jco', Guest>> = { hospes: plugin, jco: start(byInterface) }

const count = 1000
const points = Array.from({ length: count }, (_, at) => ({ x: at + 0.5, y: -at }))
const block = Uint8Array.from({ length: 65536 }, (_, at) => at * 7)
const [short, long] = [texts(10), texts(65536)]
/** Calls of an import within one call. */
const calls = 100

interface Compared {
  readonly what: string
  /** How many times faster it is meant to be. */
  readonly goal: number
  readonly timings: Readonly<Record<'hospes' | 'jco', number>>
}

const instances = await compareInstances()
const rows: readonly Compared[] = [
  compare('greet, 10 B', 12, 'greet(short[i & 7]).length'),
  compare('greet, 64 KiB', 4, 'greet(long[i & 7]).length'),
  compare('add(u32, u32)', 200, 'add(i, 3)'),
  compare('list<u8> of 64 KiB, there and back', 1, 'echo(block)[9]'),
  compare('list of 1,000 records { f64, f64 } in', 10, 'last(points)'),
  compare('list of 1,000 records, there and back', 1, 'mirror(points).length'),
  compare('import tick(u32) → u32', 40, 'ticks(calls, i)', calls),
  compare('import log(10 B)', 40, '(logs(calls), tally.letters)', calls),
  { what: 'another instance', goal: 1, timings: instances },
  { what: 'file to first greeting', goal: 20, timings: firstGreetings(bytes, isSmoke ? 1 : 9) },
]

keepSection(
  {
    title: 'Components, against jco',
    about: [
      `One component (\`bench/component.wat\`, whose own part of a call is as small as it can be), loaded by hospes and transpiled by jco`,
      `${jcoVersion}, called in turn in one process; the least of 60 rounds. **to hospes**: how many times the other takes; **meant**: what`,
      'hospes is built for.',
      '',
      "* **another instance**: of modules that are compiled: what hospes does after a trap, and jco's `instantiate`.",
      '* **file to first greeting**: in a fresh process that has started, the least of 9: the import of the package, reading, all the',
      '  work on the bytes, one call. jco transpiles at run time, as it must for a plugin that nobody knew before.',
    ],
    head: ['call', 'hospes', 'jco', 'to hospes', 'meant'],
    rows: rows.map(({ what, goal, timings: { hospes, jco } }) => [
      what,
      duration(hospes),
      duration(jco),
      ratio(jco / hospes),
      `≥ ${goal} ×`,
    ]),
  },
  isSmoke,
)
if (Number.isNaN(sunk())) throw new Error('a contestant gave no number')

/** Both contestants make instances, of modules that are compiled. */
async function compareInstances(): Promise<Compared['timings']> {
  const { instancesOf } = await importBundled<typeof import('./instances.ts')>('instances.ts')
  const instantiate = await instancesOf(bytes, guestContract.world, [imports.tick, imports.log])
  const { hospes, jco } = measure(
    {
      hospes: loop('instantiate().functions.length', { instantiate }),
      jco: loop('Object.keys(start(byInterface)).length', { start, byInterface }),
    },
    options,
  )
  return { hospes: hospes.least, jco: jco.least }
}

/** Both contestants in one measurement; nanoseconds of one of the `parts` that an operation has. */
function compare(what: string, goal: number, expression: string, parts = 1): Compared {
  const values = { short, long, block, points, calls, tally }
  const cases = {
    hospes: loop(expression, { ...contestants.hospes, ...values }),
    jco: loop(expression, { ...contestants.jco, ...values }),
  }
  const [ours, theirs] = [cases.hospes, cases.jco].map(run => {
    tally.letters = 0
    return run(1)
  })
  if (ours !== theirs) throw new Error(`${what}: one contestant says ${ours}, the other ${theirs}`)
  const timings = measure(cases, options)
  return { what, goal, timings: { hospes: timings.hospes.least / parts, jco: timings.jco.least / parts } }
}
