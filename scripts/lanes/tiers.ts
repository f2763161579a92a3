import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../test/tiers/guarantees/guarantees.ts'
import { assembleModules, bundleProgram, differences, fuel } from './guarantees.ts'

// Tries what the tiers guarantee on one runtime, and the hostile cases where they are: tiers.ts PLACE COMMAND...
// PLACE is what the columns of docs/security.md call it.

const [place = '', command = '', ...args] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'hospes-tiers-'))
try {
  const problems = await run()
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function run(): Promise<string[]> {
  const modules = join(folder, 'modules.json')
  const program = join(folder, 'guarantees.mjs')
  cpSync('dist', join(folder, 'dist'), { recursive: true })
  writeFileSync(modules, JSON.stringify(await assembleModules()))
  await bundleProgram('test/tiers/guarantees/main.ts', program, './dist/index.js')
  return ['inline', 'worker', 'process'].flatMap(tier => runTier(tier, [program, modules, tier]))
}

/** A process of its own for each tier: threads that go on would be taken for those of another. */
function runTier(tier: string, program: readonly string[]): string[] {
  // It has to end by itself: nothing of its plugins may keep it alive.
  const { status, stdout, stderr, signal } = spawnSync(command, [...args, ...program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
    maxBuffer: 1 << 26,
  })
  if (status !== 0) return [`${tier}, ${place} ended by ${signal ?? `code ${status}`}: ${stderr}`]
  const found: Found = JSON.parse(stdout)
  for (const { outcome, guarantee } of found.reports) console.log(tier.padEnd(8), outcome.padEnd(8), guarantee)
  console.log(`${tier}: ${found.cases} hostile cases, ${found.problems.length} not as they must be`)
  const fuels = found.fuel === fuel ? [] : [`${tier}, ${place}: expected ${fuel} units, found ${found.fuel}`]
  const rejections = found.rejections.map(reason => `${tier}, ${place}: an unhandled rejection: ${reason}`)
  const complaints = stderr === '' ? [] : [`${tier}, ${place}: expected nothing on standard error, found ${stderr}`]
  return [...differences(found.reports, place), ...found.problems, ...fuels, ...rejections, ...complaints]
}

interface Found {
  readonly reports: readonly Report[]
  readonly fuel: number | null
  readonly rejections: readonly string[]
  readonly cases: number
  readonly problems: readonly string[]
}
