import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// Runs the benchmarks, those named or all, each in a process of its own so that none wears out the code of another:
// tsx bench/run.ts [--install] [NAME...]. With `--install`, what they compare with is downloaded into a cache.

const all = ['main', 'startup', 'components', 'bindgen', 'tiers', 'wit']
const options = process.argv.slice(2).filter(argument => argument.startsWith('--'))
const named = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const compiler = createRequire(import.meta.url).resolve('tsx/cli')

for (const name of named.length > 0 ? named : all) {
  const program = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  if (!all.includes(name) || !existsSync(program)) {
    console.error(`no benchmark ${name}; there are: ${all.join(', ')}`)
    process.exit(2)
  }
  console.log(`── ${name}`)
  const { status } = spawnSync(process.execPath, [compiler, program, ...options], { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
