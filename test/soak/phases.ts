import { readFileSync } from 'node:fs'
import { contract, type loadPlugin, type PluginError } from 'hospes'
import wabt from 'wabt'

/** One kind of use, over and over. */
export interface Phase {
  readonly name: string
  /** How often, at full size. */
  readonly count: number
  start(load: typeof loadPlugin): Promise<Running>
}

export interface Running {
  /** Once more. Rejects when something is lost or answers wrongly. */
  step(i: number): Promise<void> | void
  close(): Promise<void>
}

const greeter = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)
const soaked = contract(`
  package soak:guest;
  world guest {
    export next: func(n: u32) -> u32;
    export stop: func();
    export spin: func();
  }
`)

const folder = new URL('../../guests/prebuilt/', import.meta.url)
const greeters = [
  'greeter/c.wasm',
  'greeter/rust-wit-bindgen.wasm',
  'greeter/rust-wasm-bindgen.wasm',
  'component/c.wasm',
]
const files = greeters.map(path => new Uint8Array(readFileSync(new URL(path, folder))))
const imports = { hour: (): number => 9 }
const { parseWat } = await wabt()
const guest = new Uint8Array(
  parseWat('guest.wat', readFileSync(new URL('guest.wat', import.meta.url), 'utf8')).toBinary({}).buffer,
)

function expectSame(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`expected ${String(expected)}, found ${String(found)}`)
}

/** Every call of a batch must come to its end, by a value or by one of the codes. */
async function expectAll(calls: readonly Promise<unknown>[], ...codes: readonly string[]): Promise<void> {
  for (const [at, { status, ...rest }] of (await Promise.allSettled(calls)).entries()) {
    const found = status === 'fulfilled' ? 'a value' : (rest as { reason: PluginError }).reason.code
    if (!codes.includes(found)) throw new Error(`call ${at}: expected ${codes.join(' or ')}, found ${found}`)
  }
}

/** Calls of several dialects, one in a thousand ends in a trap. */
const calls: Phase = {
  name: 'calls',
  count: 1_000_000,
  async start(load) {
    const plugins = await Promise.all(files.map(file => load(file, greeter, { imports })))
    const answers = plugins.map(({ exports }) => exports.greet('Ada'))
    const trapping = await load(guest, soaked, { restarts: 1 })
    return {
      step(i) {
        const at = i % plugins.length
        expectSame(plugins[at]?.exports.greet('Ada'), answers[at])
        if (i % 1000 !== 0) return
        expectSame(
          codeOf(() => trapping.exports.stop()),
          'trap',
        )
        expectSame(trapping.exports.next(i), i + 1)
      },
      close: async () => void (await Promise.all([...plugins, trapping].map(plugin => plugin.close()))),
    }
  },
}

/** Each time another file, as far as the engine can tell. */
const loads: Phase = {
  name: 'loads and closes',
  count: 10_000,
  async start(load) {
    return {
      async step(i) {
        const file = files[i % files.length] as Uint8Array
        const plugin = await load(withNumber(file, i), greeter, { imports })
        if (!plugin.exports.greet('Ada').includes('Ada')) throw new Error('expected a greeting')
        await plugin.close()
        expectSame(
          codeOf(() => plugin.exports.greet('Ada')),
          'closed',
        )
      },
      close: async () => undefined,
    }
  },
}

/** Behind the boundary one never comes back; it is killed, with what waits behind it, and another one answers. */
function kills(isolation: 'worker' | 'process', count: number, deadlineMs: number): Phase {
  return {
    name: `kills of a ${isolation}`,
    count,
    async start(load) {
      const limits = { fuel: 'unlimited', deadlineMs } as const
      const plugin = await load(guest, soaked, { isolation, limits })
      const { next, spin } = plugin.exports
      return {
        async step(i) {
          await expectAll([spin(), next(i), next(i)], 'deadline-exceeded')
          // The start of another one counts against no deadline, but a busy machine may still be late.
          await expectAll([next(i)], 'a value', 'deadline-exceeded')
          expectSame(await plugin.with({ deadlineMs: 60_000 }).next(i), i + 1)
        },
        close: () => plugin.close(),
      }
    },
  }
}

export const phases: readonly Phase[] = [calls, loads, kills('worker', 1000, 20), kills('process', 100, 20)]

function codeOf(call: () => unknown): string {
  try {
    call()
    return 'a value'
  } catch (error) {
    return (error as PluginError).code
  }
}

/** The file with a custom section that holds a number. */
function withNumber(file: Uint8Array, n: number): Uint8Array {
  const section = [0, 6, 1, 0x6e, n & 0xff, (n >> 8) & 0xff, (n >> 16) & 0xff, (n >> 24) & 0xff]
  return Uint8Array.from([...file, ...section])
}
