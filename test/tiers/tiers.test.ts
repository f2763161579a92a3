import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contract, loadPlugin, type Plugin, type PluginError } from 'hospes'
import { afterEach, describe, expect, test } from 'vitest'
import { failureOf } from '../thrown.ts'
import { assemble, greeter } from '../wat.ts'

const hourly = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)

const c = readFileSync(new URL('../../guests/prebuilt/greeter/c.wasm', import.meta.url))
const go = readFileSync(new URL('../../guests/prebuilt/greeter/go.wasm', import.meta.url))
const trapping = greeter({ greet: '(func (export "greet") (param i32 i32) (result i32) unreachable)' })
const endless = greeter({
  greet: '(func (export "greet") (param i32 i32) (result i32) (loop $again (br $again)) unreachable)',
})

let open: Plugin<typeof hourly, 'inline' | 'worker' | 'process'>[] = []
afterEach(async () => {
  await Promise.all(open.map(plugin => plugin.close()))
  open = []
})

describe.each(['inline', 'worker', 'process'] as const)('in every tier: %s', isolation => {
  type Options = Parameters<typeof loadPlugin<typeof hourly, typeof isolation>>[2]
  async function load(source: Uint8Array | string, options: Partial<NonNullable<Options>> = {}) {
    const bytes = typeof source === 'string' ? await assemble(source, { exceptions: true }) : source
    const plugin = await loadPlugin(bytes, hourly, { imports: { hour: () => 9 }, ...options, isolation })
    open.push(plugin)
    return plugin
  }

  test('greets, and asks the host', async () => {
    const hours: number[] = []
    const plugin = await load(c, {
      imports: {
        hour: () => {
          hours.push(21)
          return 21
        },
      },
    })
    expect(await plugin.exports.language()).toBe('French')
    expect(await plugin.exports.greet('JP Moresmau')).toBe('Bonsoir, JP Moresmau !')
    expect(hours).toEqual([21])
    expect(plugin.usage.memoryBytes).toBeGreaterThan(0)
  })

  test('carries any string, a mebibyte too', async () => {
    const plugin = await load(greeter())
    for (const text of ['', '😀', 'a\0b', '\ufeffx', 'x'.repeat(1 << 20), 'aé€😀'.repeat(1 << 16)])
      expect((await plugin.exports.greet(text)) === text).toBe(true)
    expect(await plugin.exports.greet('a\ud800b')).toBe('a\ufffdb')
  })

  test('runs a plugin of standard Go', async () => {
    const plugin = await load(go)
    expect(await plugin.exports.greet('Ada')).toBe('¡Buenos días, Ada!')
  })

  test('a trap is a typed error, and the next call has a fresh instance', async () => {
    const restarts: string[] = []
    const plugin = await load(trapping, { onRestart: (info, cause) => restarts.push(`${info.name} ${cause.code}`) })
    expect(await failureOf(() => plugin.exports.greet('Ada'))).toMatchObject({
      code: 'trap',
      phase: 'call',
      plugin: 'plugin',
      function: 'greet',
    })
    expect(await plugin.exports.language()).toBe('Test')
    expect([plugin.state, plugin.restarts, restarts]).toEqual(['ready', 1, ['plugin trap']])
  })

  test('too many losses in a row poison it', async () => {
    const plugin = await load(trapping, { restarts: 1 })
    const codes = []
    for (let call = 0; call < 3; call++) codes.push((await failureOf(() => plugin.exports.greet('x'))).code)
    expect(codes).toEqual(['trap', 'trap', 'poisoned'])
    expect(plugin.state).toBe('poisoned')
  })

  test('what a host function throws is the cause of the error, and does not count', async () => {
    const cause = new Error('no clock')
    const plugin = await load(c, {
      restarts: 0,
      imports: {
        hour: () => {
          throw cause
        },
      },
    })
    const error = await failureOf(() => plugin.exports.greet('Ada'))
    expect(error).toMatchObject({ code: 'host-error', message: expect.stringContaining('no clock') })
    expect(error.cause).toBe(cause)
    expect(await plugin.exports.language()).toBe('French')
  })

  test('an argument of the wrong type never reaches the guest', async () => {
    const plugin = await load(greeter(), { restarts: 0 })
    // @ts-expect-error: not a string
    expect((await failureOf(() => plugin.exports.greet(7))).code).toBe('invalid-argument')
    // @ts-expect-error: not a string, and nothing that can be sent
    expect((await failureOf(() => plugin.exports.greet(() => 1))).code).toBe('invalid-argument')
    expect(await plugin.exports.greet('Ada')).toBe('Ada')
  })

  test('a module that traps at its start fails to load', async () => {
    expect((await failureOf(() => load(greeter({ more: '(func $s unreachable) (start $s)' })))).code).toBe('trap')
  })

  test('an endless loop runs out of fuel, and the next call has a fresh instance', async () => {
    const plugin = await load(endless, { limits: { fuel: 1_000_000 } })
    const error = await failureOf(() => plugin.exports.greet('Ada'))
    expect(error).toMatchObject({ code: 'fuel-exhausted', function: 'greet' })
    expect(plugin.usage.fuel).toBeGreaterThan(1_000_000)
    expect(await plugin.exports.language()).toBe('Test')
    expect([plugin.state, plugin.restarts]).toEqual(['ready', 1])
  })

  test('an endless start runs out of its own fuel', async () => {
    const source = greeter({ more: '(func $s (loop $again (br $again))) (start $s)' })
    expect(await failureOf(() => load(source, { limits: { startFuel: 1_000_000 } }))).toMatchObject({
      code: 'fuel-exhausted',
      message: expect.stringContaining('limits.startFuel'),
    })
  })

  test('the same call burns the same fuel, and a longer name more', async () => {
    const plugin = await load(c)
    const burnt = async (name: string): Promise<number> => {
      await plugin.exports.greet(name)
      return plugin.usage.fuel ?? Number.NaN
    }
    const [first, second, longer] = [await burnt('Ada'), await burnt('Ada'), await burnt('Ada'.repeat(1000))]
    expect(first).toBeGreaterThan(0)
    expect(second).toBe(first)
    expect(longer).toBeGreaterThan(first)
  })

  test('a call can be given less fuel than the others', async () => {
    const plugin = await load(c)
    const sparing = plugin.with({ fuel: 10 })
    expect((await failureOf(() => sparing.greet('Ada'))).code).toBe('fuel-exhausted')
    expect(await plugin.exports.greet('Ada')).toBe('Bonjour, Ada !')
  })

  test('unlimited fuel is not counted', async () => {
    const plugin = await load(c, { limits: { fuel: 'unlimited', startFuel: 'unlimited' } })
    await plugin.exports.greet('Ada')
    expect(plugin.usage.fuel).toBeUndefined()
    expect((await failureOf(() => plugin.with({ fuel: 10 }).greet('Ada'))).code).toBe('unsupported')
  })

  test('is closed once and for all', async () => {
    const plugin = await load(c)
    await plugin.close()
    await plugin.close()
    expect(plugin.state).toBe('closed')
    expect((await failureOf(() => plugin.exports.language())).code).toBe('closed')
  })
})

describe.each(['worker', 'process'] as const)('behind a boundary: %s', isolation => {
  type Options = Parameters<typeof loadPlugin<typeof hourly, typeof isolation>>[2]
  async function load(source: Uint8Array | string, options: Partial<NonNullable<Options>> = {}) {
    const bytes = typeof source === 'string' ? await assemble(source) : source
    const plugin = await loadPlugin(bytes, hourly, { imports: { hour: () => 9 }, ...options, isolation })
    open.push(plugin)
    return plugin
  }

  test('host functions may be async, and calls answer in order', async () => {
    let asked = 0
    const plugin = await load(c, {
      imports: {
        hour: async () => {
          asked += 1
          await new Promise(resolve => setImmediate(resolve))
          return asked % 2 === 0 ? 9 : 21
        },
      },
    })
    const greetings = await Promise.all(['a', 'b', 'c', 'd'].map(name => plugin.exports.greet(name)))
    expect(greetings).toEqual(['Bonsoir, a !', 'Bonjour, b !', 'Bonsoir, c !', 'Bonjour, d !'])
  })

  test('an endless loop ends by the deadline, with all calls behind it; the next call has a fresh start', async () => {
    const plugin = await load(endless, { limits: { deadlineMs: 100 } })
    const [looping, behind] = await Promise.all([
      failureOf(() => plugin.exports.greet('Ada')),
      failureOf(() => plugin.exports.language()),
    ])
    expect([looping.code, behind.code]).toEqual(['deadline-exceeded', 'deadline-exceeded'])
    expect(looping.message).toBe('plugin "plugin": greet: expected an answer within 100 ms (deadlineMs)')
    expect(await plugin.exports.language()).toBe('Test')
    expect([plugin.state, plugin.restarts]).toEqual(['ready', 1])
  })

  test('an endless start ends by its deadline', async () => {
    const source = greeter({ more: '(func $s (loop $again (br $again))) (start $s)' })
    expect(await failureOf(() => load(source, { limits: { startDeadlineMs: 200 } }))).toMatchObject({
      code: 'deadline-exceeded',
      message: expect.stringContaining('startDeadlineMs'),
    })
  })

  test('a call can have its own deadline and be aborted', async () => {
    const plugin = await load(endless)
    expect((await failureOf(() => plugin.with({ deadlineMs: 50 }).greet('x'))).code).toBe('deadline-exceeded')
    const controller = new AbortController()
    const call = failureOf(() => plugin.with({ signal: controller.signal }).greet('x'))
    await Promise.resolve()
    controller.abort(new Error('enough'))
    expect(await call).toMatchObject({ code: 'aborted', cause: { message: 'enough' } })
    expect(await plugin.exports.language()).toBe('Test')
  })

  test('a host function that is too slow fails the call', async () => {
    const plugin = await load(c, {
      limits: { hostCallMs: 50 },
      imports: { hour: () => new Promise<number>(() => undefined) },
    })
    expect(await failureOf(() => plugin.exports.greet('x'))).toMatchObject({
      message: expect.stringContaining('hostCallMs'),
    })
    expect(await plugin.exports.language()).toBe('French')
  })

  test('a call from inside its own host function is refused, also behind an await', async () => {
    let inner: PluginError | undefined
    const plugin: Plugin<typeof hourly, typeof isolation> = await load(c, {
      imports: {
        hour: async () => {
          await new Promise(resolve => setImmediate(resolve))
          inner = await failureOf(() => plugin.exports.language())
          return 9
        },
      },
    })
    expect(await plugin.exports.greet('Ada')).toBe('Bonjour, Ada !')
    expect(inner?.code).toBe('reentrant')
  })

  test('calls that are pending when it closes are closed with it', async () => {
    const plugin = await load(endless)
    const call = failureOf(() => plugin.exports.greet('x'))
    await Promise.resolve()
    await plugin.close()
    expect((await call).code).toBe('closed')
  })

  test('nothing of the host reaches it: no environment, and no file in its errors', async () => {
    const plugin = await load(trapping)
    const error = await failureOf(() => plugin.exports.greet('x'))
    expect(`${error.message} ${String(error.cause)}`).not.toMatch(/node:|\/|\\|file:/)
  })

  test('leaves nothing behind: a program that forgot to close even one still ends by itself', async () => {
    const program = `
      import { contract, loadPlugin } from 'hospes'
      const greeter = contract('package a:b; world w { import hour: func() -> u32; export greet: func(name: string) -> string; }')
      const load = () => loadPlugin('guests/prebuilt/greeter/c.wasm', greeter, {
        isolation: '${isolation}', limits: { deadlineMs: 60000 }, imports: { hour: () => 9 } })
      const count = () => process.getActiveResourcesInfo().filter(name => /Message|Process|Pipe|Timeout/.test(name)).length
      const turn = () => new Promise(resolve => setImmediate(resolve))
      console.log('begin')
      // Its pipe is opened when it is first asked for.
      void process.stderr
      await turn()
      const before = count()
      const closed = await load()
      console.log(await closed.exports.greet('Ada'))
      await closed.close()
      for (let turns = 0; turns < 1000 && count() > before; turns++) await turn()
      const left = count() - before
      const forgotten = await load()
      console.log(await forgotten.exports.greet('Eve'), left)
    `
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 20_000,
    })
    expect([status, stdout, stderr]).toEqual([0, 'begin\nBonjour, Ada !\nBonjour, Eve ! 0\n', ''])
  })
})
