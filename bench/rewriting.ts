import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Case } from './measure.ts'

/** Modules of a few sizes and toolchains, under `guests/prebuilt`. */
const files = ['greeter/c.wasm', 'greeter/rust-wit-bindgen.wasm', 'core/types.wasm', 'greeter/go.wasm'] as const

export interface Rewriting {
  readonly what: string
  readonly bytes: number
  /** Milliseconds of the first rewriting in a fresh process, once the code is loaded: the least of a few. */
  readonly coldMs: number
  readonly cases: Readonly<Record<'validate' | 'rewrite', Case>>
}

/** `processes`: how many fresh ones to ask. */
export async function rewritings(processes: number): Promise<Rewriting[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hospes-bench-'))
  try {
    const bundle = join(folder, 'rewrite.mjs')
    const entryPoints = [fileURLToPath(new URL('rewrite.ts', import.meta.url))]
    await build({ entryPoints, bundle: true, platform: 'node', format: 'esm', outfile: bundle, logLevel: 'error' })
    const { rewrite }: typeof import('./rewrite.ts') = await import(pathToFileURL(bundle).href)
    return files.map(what => {
      const path = fileURLToPath(new URL(`../guests/prebuilt/${what}`, import.meta.url))
      const bytes = new Uint8Array(readFileSync(path))
      return {
        what,
        bytes: bytes.length,
        coldMs: Math.min(...Array.from({ length: processes }, () => coldMs(bundle, path))),
        cases: {
          validate: repeat(() => (WebAssembly.validate(bytes) ? 1 : 0)),
          rewrite: repeat(() => rewrite(bytes)),
        },
      }
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function coldMs(bundle: string, path: string): number {
  const env = { ...process.env, BENCH_COLD: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, path], { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`a fresh process could not rewrite ${path}: ${stderr}`)
  return Number(stdout)
}

function repeat(call: () => number): Case {
  return rounds => {
    let sum = 0
    for (let i = 0; i < rounds; i++) sum += call()
    return sum
  }
}
