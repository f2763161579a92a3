import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jcoModule } from './jco.ts'

/** Nanoseconds from a file to the first greeting in a fresh process, the least of so many for each contestant. */
export function firstGreetings(bytes: Uint8Array, processes: number): Readonly<Record<'hospes' | 'jco', number>> {
  const folder = mkdtempSync(join(tmpdir(), 'hospes-bench-'))
  try {
    const file = join(folder, 'component.wasm')
    writeFileSync(file, bytes)
    const least = { hospes: Number.POSITIVE_INFINITY, jco: Number.POSITIVE_INFINITY }
    for (let i = 0; i < processes; i++)
      for (const name of ['hospes', 'jco'] as const) least[name] = Math.min(least[name], firstGreeting(name, file))
    return least
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function firstGreeting(name: 'hospes' | 'jco', file: string): number {
  const program = fileURLToPath(new URL(`first-greeting/${name}.mjs`, import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, [program, file, jcoModule], { encoding: 'utf8' })
  if (!stdout.includes('Hello, Ada!')) throw new Error(`${name} could not greet in a fresh process: ${stderr}`)
  return (JSON.parse(stdout) as { readonly ms: number }).ms * 1e6
}
