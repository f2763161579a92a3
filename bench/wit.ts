import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importBundled } from './bundle.ts'
import { duration } from './figures.ts'
import { type Case, type MeasureOptions, measure, sunk } from './measure.ts'
import { keepSection } from './page.ts'
import type { WitFolder } from './wit-texts.ts'

// Measures how fast WIT is read at run time, on the packages of WASI as published.

const isSmoke = process.env['BENCH_SMOKE'] !== undefined
const options: MeasureOptions = isSmoke ? { ms: 0.01, rounds: 1 } : { ms: 30, rounds: 15 }

const folder = fileURLToPath(new URL('../../shared/conformance/wit/wasi', import.meta.url))
if (!existsSync(folder)) {
  console.log('skipped: the packages of WASI are not at ../shared/conformance/wit/wasi')
  process.exit(0)
}

const { parseTexts, resolveTexts } = await importBundled<typeof import('./wit-texts.ts')>('wit-texts.ts')
const rows = readdirSync(folder).map(version => {
  const root = join(folder, version)
  const packages = foldersIn(root).map((name): WitFolder => {
    const dependencies = join(root, name, 'deps')
    return [filesIn(join(root, name)), ...foldersIn(dependencies).map(each => filesIn(join(dependencies, each)))]
  })
  const bytes = packages.flat(2).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  const { parse, resolve } = measure(
    { parse: repeat(() => parseTexts(packages)), resolve: repeat(() => resolveTexts(packages)) },
    options,
  )
  const speed = (ns: number): string => `${((bytes / ns) * 1000).toFixed(1)} MB/s`
  return [
    `WASI ${version}`,
    bytes.toLocaleString('en'),
    speed(parse.least),
    speed(resolve.least),
    duration(resolve.least),
    '≥ 10 MB/s',
  ]
})

keepSection(
  {
    title: 'Reading WIT',
    about: [
      'All packages of a version of WASI, each with those that it needs.',
      '',
      '* **parsed**: from text to syntax tree. **resolved**: from text to packages whose names all mean something, checks included.',
      '  **meant** is for parsing.',
    ],
    head: ['packages', 'bytes', 'parsed', 'resolved', 'all of it', 'meant'],
    rows,
  },
  isSmoke,
)
if (Number.isNaN(sunk())) throw new Error('a contestant gave no number')

function foldersIn(path: string): string[] {
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []))
}

function filesIn(path: string): WitFolder[number] {
  return readdirSync(path)
    .filter(name => name.endsWith('.wit'))
    .map(name => ({ name, text: readFileSync(join(path, name), 'utf8') }))
}

function repeat(run: () => number): Case {
  return rounds => {
    let sum = 0
    for (let i = 0; i < rounds; i++) sum += run()
    return sum
  }
}
