import { contract, loadPlugin } from 'hospes'
import { download, moduleOf, type Published, readSuite } from '../test/conformance/bindgen-packages.ts'
import { type Glue, loadGlue, zooGlue } from './bindgen-glue.ts'
import { duration, ratio } from './figures.ts'
import { texts } from './greet.ts'
import { loop } from './loop.ts'
import { type Case, type MeasureOptions, measure, sunk } from './measure.ts'
import { keepSection } from './page.ts'

// Measures wasm-bindgen modules as hospes calls them against the glue that wasm-bindgen has generated for them.

const isSmoke = process.env['BENCH_SMOKE'] !== undefined
const options: MeasureOptions = isSmoke ? { ms: 0.01, rounds: 1 } : { ms: 1, rounds: 60 }

/** A function under the name that each of the two gives it. */
type Call = (...args: readonly unknown[]) => unknown
type Exports = Readonly<Record<string, Call>>

/** Two ways to call one function, for arguments that may be one of eight. */
interface Row {
  readonly what: string
  readonly hospes: Call
  readonly unmetered: Call
  readonly glue: Call
  readonly args: readonly (readonly unknown[])[]
}

const zoo = `
package bench:zoo;
world zoo {
  import hour: func() -> u32;
  export echo-string: func(value: string) -> string;
  export echo-option-string: func(value: option<string>) -> option<string>;
  export try-string: func(why: string, value: string) -> result<string, string>;
  export echo-u32: func(value: u32) -> u32;
  export echo-f64: func(value: f64) -> f64;
  export echo-list-u8: func(value: list<u8>) -> list<u8>;
  export echo-list-f64: func(value: list<f64>) -> list<f64>;
}`

const sizes = [
  ['10 B', texts(10)],
  ['100 B', texts(100)],
  ['1 KiB', texts(1024)],
  ['64 KiB', texts(65536)],
  ['100 B, not ASCII', texts(50).map(text => `${text.slice(0, 26)}äößé€😀漢字かな`)],
] as const
const bytes = texts(8).map((_, at) => Uint8Array.from({ length: 1024 }, (_, i) => i + at))
const doubles = texts(8).map((_, at) => Float64Array.from({ length: 1000 }, (_, i) => i + at))

async function zooRows(era: string): Promise<Row[]> {
  const found = zooGlue(era)
  if (found === undefined) {
    console.log(`skipped: the zoo of wasm-bindgen ${era}, whose tool is not installed`)
    return []
  }
  const pair = await load(found.module, zoo, { hour: () => 9 })
  const row = (what: string, name: string, args: Row['args']): Row => ({
    what: `${era}: ${what}`,
    ...callsOf(pair, found.glue, name),
    args,
  })
  return [
    ...sizes.map(([size, items]) => row(`string, ${size}`, 'echo-string', only(items))),
    row('option<string>, 10 B', 'echo-option-string', only(sizes[0][1])),
    row(
      'result<string, string>, 10 B',
      'try-string',
      sizes[0][1].map(text => ['', text]),
    ),
    row('list<u8>, 1 KiB', 'echo-list-u8', only(bytes)),
    row('list<f64>, 1,000', 'echo-list-f64', only(doubles)),
    row('u32', 'echo-u32', only([1, 2, 3, 4, 5, 6, 7, 4294967295])),
    row('f64', 'echo-f64', only([1, 2.5, 3, 4, 5, 6, 7, -1e300])),
  ]
}

interface PublishedSuite extends Published {
  readonly sha256: string
  readonly wit: string
}

/** Packages that carry glue for Node, and what is called of them. */
const published: readonly (readonly [name: string, glue: string, call: string, args: Row['args']])[] = [
  ['wasm-flate', 'wasm_flate.js', 'zlib-encode', only(sizes[1][1])],
  [
    'jieba-wasm',
    'pkg/nodejs/jieba_rs_wasm.js',
    'cut',
    texts(8).map(text => [`中华人民共和国武汉市${text}长江大桥`, true]),
  ],
  [
    'simplecc-wasm',
    'pkg/nodejs/simplecc_wasm.js',
    'simplecc',
    only(
      texts(8).map(text => `鼠标里面的${text}硅二极管`),
      's2t',
    ),
  ],
  [
    'json-strip-comments',
    'json_strip_comments_wasm.js',
    'strip',
    only(
      texts(80).map(text => `{ "${text}": 1 } // x`),
      undefined,
    ),
  ],
  [
    'json-strip-comments',
    'json_strip_comments_wasm.js',
    'strip',
    only(
      texts(900).map(text => `{ "${text}": 1 } // x`),
      undefined,
    ),
  ],
  ['@prisma/prisma-fmt-wasm', 'src/prisma_fmt_build.js', 'preview-features', only([undefined])],
  [
    '@prisma/prisma-fmt-wasm',
    'src/prisma_fmt_build.js',
    'format',
    only(texts(8).map(text => `model ${text} {\n id Int @id\n}\n`)),
  ],
]

async function publishedRows(): Promise<Row[]> {
  const suite = readSuite<PublishedSuite>() ?? []
  const rows: Row[] = []
  for (const [name, path, call, args] of published) {
    const found = suite.find(each => each.package === name)
    if (found !== undefined && process.argv.includes('--install')) download(found)
    const module = found && moduleOf(found)
    if (found === undefined || module === undefined) {
      console.log(`skipped: ${name}, which is not downloaded; npm run bench -- bindgen --install does that`)
      continue
    }
    const glue = loadGlue(found, path)
    const length = String(args[0]?.[0] ?? '').length
    const what = `${name}: ${call}${length > 0 ? `, ${length} letters` : ''}`
    rows.push({ what, ...callsOf(await load(module, found.wit, {}), glue, call), args })
  }
  return rows
}

/** One plugin with fuel and one without. */
async function load(
  module: Uint8Array<ArrayBuffer>,
  wit: string,
  imports: object,
): Promise<readonly [Exports, Exports]> {
  const expected = contract(wit)
  const metered = await loadPlugin(module, expected, { imports: imports as never })
  const limits = { fuel: 'unlimited', startFuel: 'unlimited' } as const
  const unmetered = await loadPlugin(module, expected, { imports: imports as never, limits })
  return [metered.exports as Exports, unmetered.exports as Exports]
}

function callsOf([metered, unmetered]: readonly [Exports, Exports], glue: Glue, name: string) {
  const camel = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  const snake = name.replaceAll('-', '_')
  const [hospes, plain, theirs] = [metered[camel], unmetered[camel], glue[snake] ?? glue[camel]]
  if (hospes === undefined || plain === undefined || theirs === undefined) throw new Error(`no function ${name}`)
  return { hospes, unmetered: plain, glue: theirs as Call }
}

function only(items: readonly unknown[], ...more: readonly unknown[]): Row['args'] {
  return items.map(item => [item, ...more])
}

const rows = [
  ...(await zooRows('0.2.89')),
  ...(await zooRows('0.2.108')),
  ...(await zooRows('0.2.130')),
  ...(await publishedRows()),
]
const section = rows.map(row => {
  const cases = {
    hospes: caseOf(row.hospes, row.args),
    unmetered: caseOf(row.unmetered, row.args),
    glue: caseOf(row.glue, row.args),
  }
  const answers = [row.hospes, row.unmetered, row.glue].map(call => JSON.stringify(call(...(row.args[0] ?? []))))
  if (new Set(answers).size > 1)
    throw new Error(`${row.what}: the contestants answer differently: ${answers.join(' | ').slice(0, 400)}`)
  const { hospes, unmetered, glue } = measure(cases, options)
  return [
    row.what,
    duration(hospes.least),
    duration(unmetered.least),
    duration(glue.least),
    ratio(glue.least / hospes.least),
    ratio(glue.least / unmetered.least),
  ]
})

if (rows.length > 0)
  keepSection(
    {
      title: 'wasm-bindgen modules, against their own glue',
      about: [
        'Modules of several ages, called by hospes and by the glue that wasm-bindgen generated, in turn in one process; the least of 60',
        'rounds. First the zoo of `guests/`, whose functions give back what they get, then published packages.',
        '',
        '* **hospes**: as it is by default, metered. **no fuel**: with `fuel: "unlimited"`, the code as the glue runs it.',
        '* **to hospes**, **to no fuel**: how many times the glue takes.',
      ],
      head: ['call', 'hospes', 'no fuel', 'glue', 'to hospes', 'to no fuel'],
      rows: section,
    },
    isSmoke,
  )
if (Number.isNaN(sunk())) throw new Error('a contestant gave no number')

/** Calls of few arguments are written out: spreading would cost more than the call. */
function caseOf(call: Call, args: Row['args']): Case {
  const [first = []] = args
  const [as, bs] = [args.map(([a]) => a), args.map(([, b]) => b)]
  const expression = first.length < 2 ? 'sizeOf(call(as[i & 7]))' : 'sizeOf(call(as[i & 7], bs[i & 7]))'
  return loop(expression, { sizeOf, call, as, bs })
}

function sizeOf(value: unknown): number {
  return typeof value === 'string' ? value.length : typeof value === 'number' ? value : 1
}
