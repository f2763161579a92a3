import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contract, loadPlugin, openPlugins, type Plugin, type PluginError } from 'hospes'
import { afterEach, describe, expect, test } from 'vitest'
import { failureOf } from '../thrown.ts'
import { assemble, greeter } from '../wat.ts'
import { childrenOf } from './children.ts'

// From its loading to its end: what a plugin, the outside or the host's own code can do to it, in every tier.

const speaker = contract(`
  package a:b;
  world speaker {
    import note: func(n: u32);
    export speak: func(times: u32) -> u32;
    export trap: func();
  }
`)

/** `speak` writes a line to standard output and tells the host of it, so many times. */
const bytes = await assemble(`(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "$root" "note" (func $note (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
  (data (i32.const 16) "line 0\\n")
  (func (export "speak") (param $times i32) (result i32) (local $n i32)
    (loop $next
      (if (i32.lt_u (local.get $n) (local.get $times)) (then
        (i32.store8 (i32.const 21) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
        (i32.store (i32.const 4) (i32.const 7))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (call $note (local.get $n))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $next))))
    (local.get $n))
  (func (export "trap") unreachable))`)

const endlessStart = await assemble(greeter({ more: '(func $s (loop $again (br $again))) (start $s)' }))
const greeterContract = contract(`
  package demo:greeter@1.0.0;
  world greeter { export language: func() -> string; export greet: func(name: string) -> string; }
`)

const root = fileURLToPath(new URL('../..', import.meta.url))

const tiers = ['inline', 'worker', 'process'] as const
type Tier = (typeof tiers)[number]
type Options = Partial<NonNullable<Parameters<typeof loadPlugin<typeof speaker, Tier>>[2]>>

const open: Plugin<typeof speaker, Tier>[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(plugin => plugin.close()))
})

async function load(isolation: Tier, options: Options = {}): Promise<Plugin<typeof speaker, Tier>> {
  const plugin = await loadPlugin(bytes, speaker, { imports: { note: () => undefined }, ...options, isolation })
  open.push(plugin)
  return plugin
}

async function eventually(what: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!what()) {
    if (performance.now() > end) throw new Error('it has not come to be so in time')
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe.each(tiers)('%s:', isolation => {
  test('loading can be aborted at any time', async () => {
    const before = childrenOf(process.pid).length
    const cause = new Error('enough')
    for (let turns = 0; turns < 8; turns++) {
      const controller = new AbortController()
      const loading = failureOf(() => load(isolation, { signal: controller.signal }))
      for (let turn = 0; turn < turns; turn++) await undefined
      controller.abort(cause)
      expect(await loading).toMatchObject({ code: 'aborted', phase: 'load', cause })
    }
    const aborted = failureOf(() => load(isolation, { signal: AbortSignal.abort(cause) }))
    expect(await aborted).toMatchObject({ code: 'aborted', phase: 'load', cause })
    await eventually(() => childrenOf(process.pid).length === before)
  })

  test('loading many can be aborted', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const opening = openPlugins([bytes, bytes, bytes], speaker, {
      isolation,
      signal,
      imports: { note: () => undefined },
    })
    const failed = failureOf(() => opening)
    controller.abort()
    expect((await failed).code).toBe('aborted')
  })

  test('a signal that comes later does not matter', async () => {
    const controller = new AbortController()
    const plugin = await load(isolation, { signal: controller.signal })
    controller.abort()
    expect(await plugin.exports.speak(1)).toBe(1)
  })

  test('output and host calls come in their order, to the last before the call returns', async () => {
    const seen: unknown[] = []
    const plugin = await load(isolation, {
      log: ({ text }) => seen.push(text),
      imports: { note: n => void seen.push(n) },
    })
    expect(await plugin.exports.speak(200)).toBe(200)
    expect(seen).toEqual(Array.from({ length: 200 }, (_, n) => [`line ${n % 10}`, n]).flat())
  })

  test('a flood of output is cut where the limit says', async () => {
    const lines: string[] = []
    const plugin = await load(isolation, { log: ({ text }) => lines.push(text), limits: { logLines: 100 } })
    expect((await failureOf(() => plugin.exports.speak(1000))).code).toBe('output-too-large')
    expect(lines).toHaveLength(100)
    expect(await plugin.exports.speak(100)).toBe(100)
  })

  test.each(['log', 'stdout'])('what the function for %s throws fails the call, and does not count', async name => {
    const cause = new Error('full')
    const fail = (): never => {
      throw cause
    }
    const options = name === 'log' ? { log: fail } : { wasi: { stdout: fail } }
    const plugin = await load(isolation, { ...options, restarts: 0 })
    expect(await failureOf(() => plugin.exports.speak(1))).toMatchObject({
      code: 'host-error',
      function: 'speak',
      cause,
    })
    expect([await plugin.exports.speak(0), plugin.state]).toEqual([0, 'ready'])
  })

  test('what a host function throws that nobody waits for fails the call, and does not count', async () => {
    const cause = new Error('full')
    const imports = {
      note() {
        throw cause
      },
    }
    const plugin = await load(isolation, { imports, restarts: 0 })
    const error = await failureOf(() => plugin.exports.speak(1))
    expect(error).toMatchObject({ code: 'host-error', message: expect.stringContaining('note threw: full'), cause })
    expect([await plugin.exports.speak(0), plugin.state]).toEqual([0, 'ready'])
  })

  test('what onRestart throws fails one call, and no more', async () => {
    const cause = new Error('no')
    const plugin = await load(isolation, {
      onRestart() {
        throw cause
      },
    })
    expect((await failureOf(() => plugin.exports.trap())).code).toBe('trap')
    expect(await failureOf(() => plugin.exports.speak(1))).toMatchObject({
      code: 'host-error',
      function: 'speak',
      cause,
    })
    expect(await plugin.exports.speak(1)).toBe(1)
  })

  test('closed by many at once, it closes once, and answers nobody any more', async () => {
    const before = childrenOf(process.pid).length
    const plugin = await load(isolation)
    await Promise.all([plugin.close(), plugin.close(), plugin[Symbol.asyncDispose]()])
    plugin[Symbol.dispose]()
    expect(plugin.state).toBe('closed')
    expect((await failureOf(() => plugin.exports.speak(1))).code).toBe('closed')
    expect(childrenOf(process.pid).length).toBe(before)
  })

  test('nothing of it is ever an unhandled rejection', () => {
    const program = `
      import { contract, loadPlugin } from 'hospes'
      const rejections = []
      process.on('unhandledRejection', reason => rejections.push(String(reason)))
      const speaker = contract('package a:b; world w { import note: func(n: u32); export speak: func(n: u32) -> u32; export trap: func(); }')
      const bytes = Uint8Array.from(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'))
      const isolation = '${isolation}'
      const load = options => loadPlugin(bytes, speaker, {
        isolation, imports: { note: () => { throw new Error('no') } }, log: () => { throw new Error('no') }, ...options })
      const turn = () => new Promise(resolve => setImmediate(resolve))
      const forget = call => { try { void call() } catch {} }
      const plugin = await load({ onRestart: () => { throw new Error('no') } })
      const { speak, trap } = plugin.exports
      for (const call of [trap, () => speak(1), () => speak('x'), () => speak(() => 1), trap, trap, trap, trap]) forget(call)
      await turn()
      forget(trap)
      const closing = plugin.close()
      forget(trap)
      await closing
      const aborted = new AbortController()
      const other = await load()
      forget(() => other.with({ signal: aborted.signal }).speak(1))
      aborted.abort()
      forget(() => other.with({ signal: aborted.signal }).speak(1))
      await other.close()
      const early = new AbortController()
      const loading = load({ signal: early.signal }).catch(error => error.code)
      early.abort()
      console.log(await loading)
      for (let turns = 0; turns < 20; turns++) await turn()
      console.log(JSON.stringify(rejections))
    `
    const { stdout, stderr, status } = runProgram(program)
    expect([status, stdout, stderr]).toEqual([0, 'aborted\n[]\n', ''])
  })
})

function runProgram(program: string) {
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  })
}

describe.each(['worker', 'process'] as const)('behind a boundary: %s:', isolation => {
  test('an endless start can be aborted, without fuel too', async () => {
    const controller = new AbortController()
    const limits = { startFuel: 'unlimited', fuel: 'unlimited' } as const
    const loading = failureOf(() =>
      loadPlugin(endlessStart, greeterContract, { isolation, limits, signal: controller.signal }),
    )
    setTimeout(() => controller.abort(), 200)
    expect(await loading).toMatchObject({ code: 'aborted', phase: 'load' })
  })

  test('what is far too long to wait for is waited for', async () => {
    const limits = { deadlineMs: Number.MAX_SAFE_INTEGER, startDeadlineMs: Number.MAX_SAFE_INTEGER }
    const plugin = await load(isolation, { limits })
    expect(await plugin.exports.speak(3)).toBe(3)
  })
})

const isLinux = process.platform === 'linux'
describe.skipIf(!isLinux)(`a plugin's process${isLinux ? '' : ' (skipped: it is found by /proc)'}`, () => {
  async function loadWithChild(options: Options = {}) {
    const others = childrenOf(process.pid)
    const plugin = await load('process', options)
    const [child] = childrenOf(process.pid).filter(id => !others.includes(id))
    if (child === undefined) throw new Error('expected a process of its own')
    return { plugin, child, others }
  }

  test('that is killed from outside during a call is `crashed`', async () => {
    let inside = (): void => undefined
    const isInside = new Promise<void>(resolve => {
      inside = resolve
    })
    const note = (): Promise<void> => {
      inside()
      return new Promise(() => undefined)
    }
    const { plugin, child } = await loadWithChild({ imports: { note } as never })
    const call = failureOf(() => plugin.exports.speak(1))
    await isInside
    process.kill(child, 'SIGKILL')
    expect(await call).toMatchObject({ code: 'crashed', message: expect.stringContaining('SIGKILL') })
  })

  test('that is killed while nothing runs is replaced by the next call', async () => {
    const causes: string[] = []
    const { plugin, child, others } = await loadWithChild({ onRestart: (_, { code }) => causes.push(code) })
    process.kill(child, 'SIGKILL')
    await eventually(() => childrenOf(process.pid).length === others.length)
    // Whether the host has heard of it by now is a matter of luck.
    const first = await Promise.resolve(plugin.exports.speak(2)).catch(({ code }: PluginError) => code)
    expect([2, 'crashed']).toContain(first)
    expect([await plugin.exports.speak(2), plugin.restarts, causes]).toEqual([2, 1, ['crashed']])
  })

  test('that is killed over and over poisons the plugin', async () => {
    const { plugin, others } = await loadWithChild({ restarts: 2 })
    const codes: string[] = []
    while (plugin.state === 'ready') {
      const call = failureOf(() => plugin.exports.trap())
      for (const id of childrenOf(process.pid)) if (!others.includes(id)) process.kill(id, 'SIGKILL')
      codes.push((await call).code)
    }
    expect(codes.length).toBeGreaterThanOrEqual(3)
    expect((await failureOf(() => plugin.exports.speak(1))).code).toBe('poisoned')
  })

  test('ends by itself when the host is killed', async () => {
    const program = `
      import { loadPlugin, contract } from 'hospes'
      const speaker = contract('package a:b; world w { import note: func(n: u32); export trap: func(); }')
      const bytes = Uint8Array.from(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'))
      await loadPlugin(bytes, speaker, { isolation: 'process', imports: { note: () => undefined } })
      console.log('loaded')
      setInterval(() => undefined, 1000)
    `
    const host = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(host.stdout, 'data')
    const [child] = childrenOf(host.pid ?? 0)
    host.kill('SIGKILL')
    await once(host, 'close')
    await eventually(() => child !== undefined && !existsSync(`/proc/${child}`))
  })

  test('has no environment', async () => {
    const { child } = await loadWithChild()
    const { stdout } = spawnSync('cat', [`/proc/${child}/environ`], { encoding: 'utf8' })
    expect(stdout).toBe('')
  })
})
