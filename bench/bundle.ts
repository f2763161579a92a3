import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** Imports a module of this folder bundled: a compiler that keeps the names of functions makes small ones slow. */
export async function importBundled<Module>(file: string): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), 'hospes-bench-'))
  try {
    const outfile = join(folder, 'bundle.mjs')
    const entryPoints = [fileURLToPath(new URL(file, import.meta.url))]
    await build({ entryPoints, bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
