import type { contract, Isolation, loadPlugin, PluginError } from 'hospes'

// What each tier promises, as functions that fail when it does not hold. They run on every runtime and in browsers, so
// they know no test framework, no file and no module of a platform.

/** What a runtime puts in. */
export interface Surroundings {
  readonly hospes: {
    readonly contract: typeof contract
    readonly loadPlugin: typeof loadPlugin
    readonly PluginError: typeof PluginError
  }
  /** WebAssembly by the names of `modules.ts`. */
  readonly modules: Readonly<Record<string, Uint8Array>>
  /** What a browser's page cannot see of itself. */
  readonly process?: {
    /** Ids of the processes that this one has started and that are still there. */
    children(): number[]
    kill(id: number): void
    threads(): number
    /** Milliseconds of processor time that this process has used. */
    cpuMs(): number
  }
}

/** `–`: it cannot be seen here. */
export type Outcome = 'yes' | 'no' | 'refused' | '–'

export interface Report {
  readonly tier: Isolation
  readonly guarantee: string
  readonly outcome: Outcome
  /** Why not. */
  readonly detail: string | undefined
}

type Guarantee = (tools: Tools) => Promise<Outcome | undefined>

type Call = (...args: number[]) => Promise<number>
interface Loaded {
  readonly exports: Readonly<Record<string, Call>>
  readonly state: string
  readonly usage: { readonly fuel: number | undefined }
  with(bounds: { readonly signal?: AbortSignal; readonly deadlineMs?: number }): Readonly<Record<string, Call>>
  close(): Promise<void>
}

class Tools {
  readonly #surroundings: Surroundings
  readonly #tier: Isolation
  readonly #open: Loaded[] = []

  constructor(surroundings: Surroundings, tier: Isolation) {
    this.#surroundings = surroundings
    this.#tier = tier
  }

  get process(): Surroundings['process'] {
    return this.#surroundings.process
  }

  /** A plugin; with `host` it imports that function. */
  async load(options: {
    readonly host?: (n: number) => unknown
    readonly module?: string
    readonly limits?: Readonly<Record<string, number | 'unlimited'>>
    readonly signal?: AbortSignal
    /** What stands in the world, and before it. */
    readonly wit?: string
    readonly interfaces?: string
  }): Promise<Loaded> {
    const { host, limits = {}, signal, interfaces = '' } = options
    const { hospes, modules } = this.#surroundings
    const bytes = modules[options.module ?? (host === undefined ? 'lonely' : 'probe')]
    if (bytes === undefined) throw new Error(`no module ${options.module}`)
    const wit = options.wit ?? (host === undefined ? alone : `${alone} import host: func(n: u32) -> u32;`)
    const contract = hospes.contract(`package t:guarantees; ${interfaces} world w { ${wit} }`)
    const loaded: unknown = await hospes.loadPlugin(bytes, contract, {
      isolation: this.#tier,
      limits,
      ...(signal === undefined ? {} : { signal }),
      ...(host === undefined ? {} : { imports: { host } }),
    })
    this.#open.push(loaded as Loaded)
    return loaded as Loaded
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#open.splice(0).map(plugin => plugin.close()))
  }

  /** The code of the PluginError that a call fails with. */
  async code(call: () => unknown): Promise<string> {
    try {
      await call()
    } catch (error) {
      if (error instanceof this.#surroundings.hospes.PluginError) return error.code
      throw error
    }
    return 'none'
  }
}

const alone = `
  export ask: func(n: u32) -> u32;
  export trap: func();
  export dive: func(n: u32) -> u32;
  export spin: func(turns: u32) -> u32;
  export forever: func();
  export grow: func(pages: u32) -> s32;
  export grow-table: func(elements: u32) -> s32;`

function equal(found: unknown, expected: unknown): void {
  if (!Object.is(found, expected)) throw new Error(`expected ${String(expected)}, found ${String(found)}`)
}

/** Waits until something is so, and fails when it is not in time. */
async function eventually(what: () => boolean): Promise<void> {
  const end = performance.now() + 5000
  while (!what()) {
    if (performance.now() > end) throw new Error('it has not come to be so within 5 s')
    await pause(20)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

const unmetered = { fuel: 'unlimited', startFuel: 'unlimited' } as const

/** The rows of the table in docs/security.md, in its words. */
const guarantees: Readonly<Record<string, Guarantee>> = {
  async 'plugins without imports answer'(tools) {
    const { exports } = await tools.load({})
    equal(await exports['ask']?.(5), 5)
    return undefined
  },

  async 'plugins can call the host'(tools) {
    const { exports } = await tools.load({ host: n => n + 1 })
    equal(await exports['ask']?.(5), 6)
    return undefined
  },

  async 'host functions may be `async`'(tools) {
    const { exports } = await tools.load({ host: async n => pause(1).then(() => n + 1) })
    equal(await exports['ask']?.(5), 6)
    return undefined
  },

  async 'resources of the guest'(tools) {
    const api = 'interface api { resource thing { constructor(n: u32); n: func() -> u32; } }'
    const { exports } = await tools.load({ module: 'things', interfaces: api, wit: 'export api;' })
    const { Thing } = exports['api'] as unknown as { Thing: new (n: number) => { n: Call } & Disposable }
    const thing = new Thing(5)
    equal(await thing.n(), 5)
    thing[Symbol.dispose]()
    equal(await tools.code(() => thing.n()), 'stale-handle')
    return undefined
  },

  async 'a trap costs the instance, not the plugin'(tools) {
    const plugin = await tools.load({})
    equal(await tools.code(() => plugin.exports['trap']?.()), 'trap')
    equal(await plugin.exports['ask']?.(5), 5)
    equal(await tools.code(() => plugin.exports['dive']?.(1)), 'stack-exhausted')
    equal(await plugin.exports['ask']?.(5), 5)
    return undefined
  },

  async 'memory and tables grow to their limits only'(tools) {
    const { exports } = await tools.load({ limits: { memoryPages: 8, tableElements: 100 } })
    equal(await exports['grow']?.(100), -1)
    equal(await exports['grow']?.(7), 1)
    equal(await exports['growTable']?.(1000), -1)
    return undefined
  },

  async 'nothing leads to the host’s objects'(tools) {
    const shape = (): string => JSON.stringify([Object.prototype, Function.prototype].map(Object.getOwnPropertyNames))
    const before = shape()
    equal(
      await tools.code(() => tools.load({ module: 'intruder', wit: 'export ask: func(n: u32) -> u32;' })),
      'unknown-import',
    )
    equal(shape(), before)
    equal(Object.isFrozen(Object.prototype), false)
    return undefined
  },

  async 'a failed host function ends the guest, which cannot catch it'(tools) {
    let calls = 0
    const host = (): never => {
      calls += 1
      throw new Error('no')
    }
    const wit = 'export ask: func(n: u32) -> u32; import host: func(n: u32) -> u32;'
    const { exports } = await tools.load({ module: 'swallower', host, wit })
    equal(await tools.code(() => exports['ask']?.(1)), 'host-error')
    equal(calls, 1)
    return undefined
  },

  async 'an endless loop ends, by fuel'(tools) {
    const plugin = await tools.load({ limits: { fuel: 1_000_000 } })
    equal(await tools.code(() => plugin.exports['forever']?.()), 'fuel-exhausted')
    equal(await plugin.exports['ask']?.(5), 5)
    return undefined
  },

  async 'so does an endless start'(tools) {
    const limits = { startFuel: 1_000_000 }
    equal(await tools.code(() => tools.load({ module: 'endless start', limits })), 'fuel-exhausted')
    return undefined
  },

  async 'an endless loop ends by a deadline'(tools) {
    const plugin = await tools.load({ limits: { deadlineMs: 100, fuel: 5_000_000_000 } })
    equal(await tools.code(() => plugin.exports['forever']?.()), 'deadline-exceeded')
    equal(await plugin.exports['ask']?.(5), 5)
    return undefined
  },

  async 'also without fuel'(tools) {
    const plugin = await tools.load({ limits: { deadlineMs: 100, ...unmetered } })
    equal(await tools.code(() => plugin.exports['forever']?.()), 'deadline-exceeded')
    equal(await plugin.exports['ask']?.(5), 5)
    const limits = { startDeadlineMs: 200, ...unmetered }
    equal(await tools.code(() => tools.load({ module: 'endless start', limits })), 'deadline-exceeded')
    return undefined
  },

  async 'and takes no processor time from then on'(tools) {
    if (tools.process === undefined) return '–'
    const { cpuMs, children } = tools.process
    const others = children().length
    // Enough for many seconds.
    const plugin = await tools.load({ limits: { deadlineMs: 100, fuel: 30_000_000_000 } })
    equal(await tools.code(() => plugin.exports['forever']?.()), 'deadline-exceeded')
    await eventually(() => children().length <= others)
    // What ends it has some time to do so.
    await pause(200)
    const before = cpuMs()
    await pause(1000)
    const used = cpuMs() - before
    if (used > 80) throw new Error(`its thread has used ${used.toFixed()} of 1000 ms`)
    return undefined
  },

  async 'a signal aborts calls, and loading'(tools) {
    const plugin = await tools.load({ limits: { fuel: 5_000_000_000 } })
    const call = new AbortController()
    const aborted = tools.code(() => plugin.with({ signal: call.signal })['forever']?.())
    setTimeout(() => call.abort(), 50)
    equal(await aborted, 'aborted')
    equal(await plugin.exports['ask']?.(5), 5)
    const start = new AbortController()
    setTimeout(() => start.abort(), 50)
    const limits = { startFuel: 5_000_000_000 }
    equal(await tools.code(() => tools.load({ module: 'endless start', limits, signal: start.signal })), 'aborted')
    return undefined
  },

  async 'the host’s own thread stays free'(tools) {
    const { exports } = await tools.load({})
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 5)
    // Some tenths of a second.
    await exports['spin']?.(200_000_000)
    clearInterval(timer)
    if (ticks < 5) throw new Error(`its timer ran ${ticks} times`)
    return undefined
  },

  async 'a host function that takes too long fails the call'(tools) {
    const plugin = await tools.load({ host: () => new Promise(() => undefined), limits: { hostCallMs: 50 } })
    equal(await tools.code(() => plugin.exports['ask']?.(5)), 'host-error')
    equal(plugin.state, 'ready')
    return undefined
  },

  async 'a call from inside the plugin’s own host function is `reentrant`'(tools) {
    let inner: Promise<string> | undefined
    const plugin = await tools.load({
      limits: {},
      host(n) {
        inner = tools.code(() => plugin.exports['ask']?.(n))
        return n
      },
    })
    equal(await plugin.exports['ask']?.(5), 5)
    equal(await inner, 'reentrant')
    return undefined
  },

  async 'the plugin’s process may die, the host goes on'(tools) {
    if (tools.process === undefined) return '–'
    const { children, kill } = tools.process
    const others = children()
    const plugin = await tools.load({})
    const [own] = children().filter(id => !others.includes(id))
    if (own === undefined) throw new Error('it is the host’s own')
    const call = tools.code(() => plugin.exports['forever']?.())
    kill(own)
    equal(await call, 'crashed')
    equal(await plugin.exports['ask']?.(5), 5)
    return undefined
  },

  async 'nothing is left of a closed plugin'(tools) {
    if (tools.process === undefined) return '–'
    const { children, threads } = tools.process
    // Whatever the runtime starts for the first plugin may stay.
    await (await tools.load({})).close()
    await pause(100)
    const before = [children().length, threads()] as const
    const plugins = await Promise.all([tools.load({}), tools.load({}), tools.load({})])
    for (const plugin of plugins) equal(await plugin.exports['ask']?.(5), 5)
    await tools.closeAll()
    await eventually(() => children().length <= before[0] && threads() <= before[1])
    return undefined
  },
}

/** What a call burns: the same number everywhere. */
export async function fuelOf(surroundings: Surroundings, tier: Isolation): Promise<number | undefined> {
  const tools = new Tools(surroundings, tier)
  const plugin = await tools.load({})
  await plugin.exports['spin']?.(1000)
  const { fuel } = plugin.usage
  await tools.closeAll()
  return fuel
}

export async function tryAll(surroundings: Surroundings, tier: Isolation): Promise<Report[]> {
  const reports: Report[] = []
  for (const [guarantee, hold] of Object.entries(guarantees))
    reports.push({ tier, guarantee, ...(await judge(new Tools(surroundings, tier), hold)) })
  return reports
}

async function judge(tools: Tools, hold: Guarantee): Promise<Pick<Report, 'outcome' | 'detail'>> {
  try {
    return { outcome: (await hold(tools)) ?? 'yes', detail: undefined }
  } catch (error) {
    const isRefused = (error as { code?: unknown }).code === 'unsupported'
    return { outcome: isRefused ? 'refused' : 'no', detail: error instanceof Error ? error.message : String(error) }
  } finally {
    await tools.closeAll()
  }
}
