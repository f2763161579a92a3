import { readFileSync } from 'node:fs'
import { guardModules } from '../src/guard/guard.ts'
import { leftExport, refuelExport } from '../src/guard/tank.ts'
import { defaultLimits } from '../src/limits.ts'
import { createOwnTank, type Tank } from '../src/memory/tank.ts'
import { decodeModule } from '../src/wasm/decode.ts'
import type { Case } from './measure.ts'

/** Exports of `guests/kernels`, each with a size that takes about a millisecond. */
const kernels = [
  ['recursion: fib(25)', 'fib', 25],
  ['sieve of 200,000', 'sieve', 200_000],
  ['SHA-256 of 2,000 blocks', 'sha256', 2000],
  ['product of 128 × 128 matrices', 'matmul', 1],
  ['words of 256 KiB of text', 'scan', 4],
  ['quicksort of 20,000', 'quicksort', 20_000],
] as const

export interface Kernel {
  readonly what: string
  readonly cases: Readonly<Record<'plain' | 'metered', Case>>
}

type Exports = Readonly<Record<string, (size: number) => number>>

const warmUp = 200

/** The same code, guarded with fuel and without. */
export function meteringKernels(): Kernel[] {
  const bytes = new Uint8Array(readFileSync(new URL('../guests/prebuilt/core/kernels.wasm', import.meta.url)))
  const tank = createOwnTank()
  tank.refuel(Number.POSITIVE_INFINITY)
  const start = (fuel: boolean): Exports => {
    const [guarded] = guardModules([{ module: decodeModule(bytes), bytes }], defaultLimits, {
      fuel,
      ownTank: true,
    })
    if (guarded === undefined) throw new Error('the guard gave no module')
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(guarded.bytes))
    if (fuel) tank.adopt?.(exports[refuelExport] as Tank['refuel'], exports[leftExport] as Tank['left'])
    return exports as Exports
  }
  const [plain, metered] = [start(false), start(true)]
  return kernels.map(([what, name, size]) => {
    const [call, paid] = [plain[name], metered[name]]
    if (call === undefined || paid === undefined) throw new Error(`the kernels have no ${name}`)
    // The engine takes its time to compile what is hot, in the background.
    for (let i = 0; i < warmUp; i++)
      if (call(size) !== paid(size)) throw new Error(`${name} answers differently when it is metered`)
    return {
      what,
      cases: {
        plain: repeat(() => call(size)),
        metered: repeat(() => {
          tank.refuel(1e12)
          return paid(size)
        }),
      },
    }
  })
}

function repeat(call: () => number): Case {
  return rounds => {
    let sum = 0
    for (let i = 0; i < rounds; i++) sum ^= call()
    return sum
  }
}
