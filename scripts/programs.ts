import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'esbuild'

// Takes the programs out of Markdown pages, so that they can be run: programs.ts FOLDER PAGE...
// A program is a `ts` block that imports hospes; a `text` block right behind it is what it prints.
// Each becomes N.ts, N.mjs for runtimes that read neither types nor `using`, and N.txt where the output is given.

const [folder = '', ...pages] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const program = /```ts\n(?<code>(?:(?!```).)*from 'hospes'.*?)```\n(?:\n```text\n(?<output>.*?)```\n)?/gs
let number = 0
for (const page of pages)
  for (const { groups } of readFileSync(page, 'utf8').matchAll(program)) {
    const file = join(folder, String(++number))
    const code = groups?.['code'] ?? ''
    writeFileSync(`${file}.ts`, code)
    writeFileSync(`${file}.mjs`, (await transform(code, { loader: 'ts', target: 'es2022' })).code)
    if (groups?.['output'] !== undefined) writeFileSync(`${file}.txt`, groups['output'])
  }
if (number === 0) throw new Error(`no program in ${pages.join(', ')}`)
