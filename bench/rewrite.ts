import { readFileSync } from 'node:fs'
import { guardModules } from '../src/guard/guard.ts'
import { defaultLimits } from '../src/limits.ts'
import { decodeModule } from '../src/wasm/decode.ts'

// What `rewriting.ts` measures, for a bundle: a compiler that keeps the names of functions makes small ones slow.

/** Everything between the bytes of a file and those that the engine compiles: decoded, validated, limited, metered. */
export function rewrite(bytes: Uint8Array<ArrayBuffer>): number {
  const [guarded] = guardModules([{ module: decodeModule(bytes, defaultLimits), bytes }], defaultLimits, {
    fuel: true,
    ownTank: true,
  })
  return guarded?.bytes.length ?? 0
}

// As a program it tells how long the first rewriting takes.
const [, , file] = process.argv
if (process.env['BENCH_COLD'] !== undefined && file !== undefined) {
  const bytes = new Uint8Array(readFileSync(file))
  const start = performance.now()
  rewrite(bytes)
  console.log(performance.now() - start)
}
