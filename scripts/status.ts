import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fallsBelow, readStatus, type Status, statusFolder, writeStatus } from '../test/conformance/status.ts'

// Runs the conformance suites and records in docs/ what they achieve now. A fall is refused:
// who means it lowers the number in docs/status.json by hand.

if (!existsSync('../shared/conformance')) {
  console.error('The conformance suites are not at ../shared/conformance: nothing to count')
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'hospes-status-'))
try {
  const { status } = spawnSync('vitest', ['run', 'test/conformance', 'test/tiers/hostile'], {
    stdio: 'inherit',
    env: { ...process.env, [statusFolder]: folder },
  })
  if (status !== 0) process.exit(1)
  const before = readStatus()
  const now: Status = Object.assign(
    {},
    ...readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  )
  const falls = Object.entries(now).flatMap(([suite, counts]) => fallsBelow(suite, before[suite] ?? {}, counts))
  for (const fall of falls) console.error(fall)
  if (falls.length > 0) process.exit(1)
  writeStatus({ ...before, ...now })
} finally {
  rmSync(folder, { recursive: true })
}
