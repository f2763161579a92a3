import { readFileSync } from 'node:fs'
import { contract, loadPlugin } from 'hospes'
import wabt from 'wabt'
import { refuelExport } from '../src/guard/tank.ts'
import { defaultLimits } from '../src/limits.ts'
import { makePlan } from '../src/plan/make.ts'

const guestContract = contract(`
package bench:guest;
world guest {
  export greet: func(name: string) -> string;
  export next: func(n: u32) -> u32;
  export first: func(numbers: list<u32>) -> u32;
}`)

/** The guest as the host loads it, and the same guarded module as nothing but core exports. */
export async function loadGuest() {
  const { parseWat } = await wabt()
  const text = readFileSync(new URL('guest.wat', import.meta.url), 'utf8')
  const bytes = new Uint8Array(parseWat('guest.wat', text, { bulk_memory: true }).toBinary({}).buffer)
  const plugin = await loadPlugin(bytes, guestContract, { limits: { liftedBytes: 1 << 30 } })
  const { modules } = makePlan(bytes, {
    world: guestContract.world,
    names: {},
    dialect: undefined,
    limits: defaultLimits,
  })
  const [guarded] = modules
  if (guarded === undefined) throw new Error('the plan holds no module')
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(guarded))
  const refuel = exports[refuelExport] as (units: number) => void
  refuel(Number.POSITIVE_INFINITY)
  return { plugin, core: exports as unknown as CoreGuest }
}

/** The exports of `guest.wat`. */
export interface CoreGuest {
  readonly memory: WebAssembly.Memory
  readonly cabi_realloc: (old: number, oldSize: number, align: number, size: number) => number
  readonly greet: (name: number, length: number) => number
  readonly cabi_post_greet: (result: number) => void
  readonly next: (n: number) => number
  readonly first: (numbers: number, count: number) => number
  readonly cabi_post_first: (result: number) => void
}
