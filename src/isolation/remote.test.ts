import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { PluginError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { parseWit } from '../wit/parse.ts'
import { openRemote, type RemoteOptions } from './remote.ts'
import { createTestClock, type TestClock } from './testing/clock.ts'
import { createTestThreads, type TestThread } from './testing/threads.ts'
import type { Tier } from './tier.ts'

const world = parseWit(`
  package a:b;
  world w {
    import log: func(line: string);
    import ask: func() -> u32;
    export f: func(n: u32) -> u32;
    export api: interface { resource thing { constructor(n: u32); n: func() -> u32; } }
  }
`)
/** By slot. */
const [f, construct, n] = [0, 1, 2]

let clock: TestClock
let restarts: string[]
beforeEach(() => {
  clock = createTestClock()
  restarts = []
})

async function open(options: Partial<RemoteOptions> = {}, refuse?: Parameters<typeof createTestThreads>[0]) {
  const { open, threads } = createTestThreads(refuse)
  const opened = openRemote({
    open,
    ports: clock.ports,
    plan: { world, limits: defaultLimits } as RemoteOptions['plan'],
    wasi: {} as RemoteOptions['wasi'],
    hostFunctions: [() => undefined, () => 1],
    importNames: ['log', 'ask'],
    outputs: {},
    clock: undefined,
    hostCallMs: 100,
    deadlineMs: 1000,
    startDeadlineMs: 5000,
    signal: undefined,
    restarts: 3,
    onRestart: cause => restarts.push(cause.code),
    locate: error => error,
    ...options,
  })
  threads[0]?.start()
  return { tier: await opened, threads }
}

const call = (tier: Tier, slot: number, ...args: unknown[]): Promise<unknown> =>
  tier.functions[slot]?.(...args) as Promise<unknown>

/** Turns of the microtask queue enough for anything that waits for nothing else. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await undefined
}

async function failure(promise: unknown): Promise<PluginError> {
  try {
    await promise
  } catch (error) {
    return error as PluginError
  }
  throw new Error('expected it to fail')
}

/** A signal that knows how many listen to it. */
function countedSignal() {
  const controller = new AbortController()
  const { signal } = controller
  let count = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: unknown[]) => {
    count += 1
    Reflect.apply(addEventListener, signal, args)
  }
  signal.removeEventListener = (...args: unknown[]) => {
    count -= 1
    Reflect.apply(removeEventListener, signal, args)
  }
  return { signal, listeners: () => count, abort: () => controller.abort() }
}

/** The thread that was opened last. */
const last = (threads: readonly TestThread[]): TestThread => threads.at(-1) as TestThread

describe('calls', () => {
  test('of a microtask travel together, and answer in order', async () => {
    const { tier, threads } = await open()
    const results = [call(tier, f, 1), call(tier, f, 2)]
    expect(threads[0]?.calls).toEqual([])
    await settle()
    expect(threads[0]?.calls).toMatchObject([
      { id: 1, slot: f, args: [1] },
      { id: 2, slot: f, args: [2] },
    ])
    threads[0]?.answer({ id: 1, value: 10 }, { id: 2, value: 20 })
    expect(await Promise.all(results)).toEqual([10, 20])
    expect(tier.usage.fuel).toBe(7)
  })

  test('hold the host’s process only while they go on', async () => {
    const { tier, threads } = await open()
    expect(last(threads).isHeld).toBe(false)
    const result = call(tier, f, 1)
    await settle()
    expect(last(threads).isHeld).toBe(true)
    last(threads).answer({ id: 1, value: 1 })
    await result
    expect(last(threads).isHeld).toBe(false)
  })

  test('each have the deadline for themselves', async () => {
    const { tier, threads } = await open()
    const results = [call(tier, f, 1), call(tier, f, 2)]
    await settle()
    clock.pass(999)
    last(threads).answer({ id: 1, value: 1 })
    clock.pass(999)
    expect(last(threads).isTerminated).toBe(false)
    clock.pass(1)
    expect(await results[0]).toBe(1)
    expect(await failure(results[1])).toMatchObject({ code: 'deadline-exceeded' })
    expect(last(threads).isTerminated).toBe(true)
  })

  test('one that cannot be sent fails alone', async () => {
    const { tier, threads } = await open({}, message => Array.isArray(message) && message.includes('wrong'))
    const results = [call(tier, f, 1), call(tier, f, 'wrong'), call(tier, f, 3)]
    expect(await failure(results[1])).toMatchObject({ code: 'invalid-argument', cause: expect.any(Error) })
    last(threads).answer({ id: 1, value: 1 }, { id: 3, value: 3 })
    expect([await results[0], await results[2]]).toEqual([1, 3])
  })

  test('answered out of their order end the thread', async () => {
    const { tier, threads } = await open()
    const results = [call(tier, f, 1), call(tier, f, 2)]
    await settle()
    last(threads).answer({ id: 2, value: 2 })
    expect(await failure(results[0])).toMatchObject({ code: 'crashed' })
    expect(await failure(results[1])).toMatchObject({ code: 'crashed' })
    expect(last(threads).isTerminated).toBe(true)
  })

  test('are not harmed by messages without sense, wherever they come', async () => {
    const senseless: fc.Arbitrary<unknown> = fc.oneof(
      fc.anything(),
      fc.record({ type: fc.constantFrom('started', 'not-started', 'told', 'request', 'restarted') }),
      fc.record({ type: fc.constantFrom('told', 'request', 'restarted'), told: fc.anything(), request: fc.anything() }),
      fc.array(fc.anything(), { minLength: 4 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(senseless, { minLength: 1, maxLength: 4 }), async messages => {
        const { tier, threads } = await open({ hostFunctions: [async () => undefined, () => 1] })
        const result = call(tier, f, 1)
        await settle()
        for (const message of messages) last(threads).say(message as never)
        await settle()
        last(threads).die('its end')
        expect(await failure(result)).toHaveProperty('code')
        last(threads).end()
        await tier.close()
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  test('aborted before they are sent are taken out; nobody else is touched', async () => {
    const { tier, threads } = await open()
    const controller = new AbortController()
    const aborted = tier.bounded({ signal: controller.signal })[f]?.(1)
    const other = call(tier, f, 2)
    controller.abort('enough')
    expect(await failure(aborted)).toMatchObject({ code: 'aborted', cause: 'enough' })
    expect(last(threads).calls).toMatchObject([{ id: 2 }])
    last(threads).answer({ id: 2, value: 2 })
    expect(await other).toBe(2)
  })

  test('of one signal are ended by one listener, which goes with the last of them', async () => {
    const { tier, threads } = await open()
    const { signal, listeners, abort } = countedSignal()
    const bounded = tier.bounded({ signal })
    const results = [bounded[f]?.(1), bounded[f]?.(2), bounded[f]?.(3)]
    expect(listeners()).toBe(1)
    await settle()
    last(threads).answer({ id: 1, value: 1 }, { id: 2, value: 2 }, { id: 3, value: 3 })
    await Promise.all(results)
    expect(listeners()).toBe(0)
    const more = [bounded[f]?.(4), bounded[f]?.(5)]
    await settle()
    abort()
    for (const result of more) expect(await failure(result)).toMatchObject({ code: 'aborted' })
    expect(listeners()).toBe(0)
    expect(await failure(bounded[f]?.(6))).toMatchObject({ code: 'aborted' })
  })

  test('aborted by the caller as often as one likes do not poison', async () => {
    const { tier, threads } = await open({ restarts: 0 })
    for (let turn = 0; turn < 3; turn++) {
      const controller = new AbortController()
      const aborted = tier.bounded({ signal: controller.signal })[f]?.(1)
      await settle()
      controller.abort()
      expect(await failure(aborted)).toMatchObject({ code: 'aborted' })
      const next = call(tier, f, 2)
      last(threads).end()
      await settle()
      last(threads).start()
      await settle()
      last(threads).answer({ id: (last(threads).calls[0]?.id ?? 0) as number, value: 2 })
      expect(await next).toBe(2)
    }
    expect([tier.state, restarts]).toEqual(['ready', ['aborted', 'aborted', 'aborted']])
  })
})

describe('a lost thread', () => {
  test('fails what ran in it; what waits goes to a fresh one, when the old one is gone', async () => {
    const { tier, threads } = await open()
    const running = call(tier, f, 1)
    await settle()
    last(threads).die('its end')
    expect((await failure(running)).message).toBe('expected the plugin to live, found its end')
    const next = call(tier, f, 2)
    await settle()
    expect(threads).toHaveLength(1)
    threads[0]?.end()
    await settle()
    expect(threads).toHaveLength(2)
    last(threads).start()
    await settle()
    last(threads).answer({ id: 2, value: 2 })
    expect([await next, tier.restarts, restarts]).toEqual([2, 1, ['crashed']])
    threads[0]?.die('again')
    threads[0]?.answer({ id: 2, value: 3 })
    expect(last(threads).isTerminated).toBe(false)
  })

  test('is replaced after a pause that doubles with each loss in a row, up to a bound', async () => {
    const { tier, threads } = await open({ restarts: 20 })
    const pauses: number[] = []
    for (let loss = 0; loss < 10; loss++) {
      const lost = call(tier, f, 1)
      await settle()
      if (loss > 0) {
        const isPaused = last(threads).isTerminated
        const [pause = 0] = isPaused ? clock.pending() : []
        pauses.push(pause)
        clock.pass(pause)
        last(threads).start()
        await settle()
      }
      last(threads).die('its end')
      last(threads).end()
      await failure(lost)
    }
    expect(pauses).toEqual([0, 20, 40, 80, 160, 320, 640, 1280, 2000])
  })

  test('too many in a row poison the plugin, a good call between begins anew', async () => {
    const { tier, threads } = await open({ restarts: 1 })
    const codes: string[] = []
    for (const isGood of [false, true, false, false]) {
      const result = call(tier, f, 1)
      await settle()
      if (threads.length > 1 || codes.length > 0) {
        clock.pass(100)
        await settle()
        if (!last(threads).isTerminated) last(threads).start()
        await settle()
      }
      if (isGood) last(threads).answer({ id: last(threads).calls.at(-1)?.id ?? 0, value: 1 })
      else last(threads).die('its end')
      last(threads).end()
      codes.push(isGood ? String(await result) : (await failure(result)).code)
    }
    expect([codes, tier.state]).toEqual([['crashed', '1', 'crashed', 'crashed'], 'poisoned'])
    expect(await failure(call(tier, f, 1))).toMatchObject({ code: 'poisoned', cause: { code: 'crashed' } })
  })

  test('one that does not come up again fails what waits for it', async () => {
    const { tier, threads } = await open()
    last(threads).die('its end')
    last(threads).end()
    const waiting = call(tier, f, 1)
    await settle()
    last(threads).say({ type: 'not-started', error: { code: 'trap', message: 'no' } })
    expect(await failure(waiting)).toMatchObject({ code: 'trap' })
    expect(last(threads).isTerminated).toBe(true)
  })

  test('a callback that throws fails the call that needed the fresh one, and no other', async () => {
    const cause = new Error('no')
    const { tier, threads } = await open({
      onRestart() {
        throw cause
      },
    })
    last(threads).die('its end')
    last(threads).end()
    const [first, second] = [call(tier, f, 1), call(tier, f, 2)]
    await settle()
    last(threads).start()
    expect(await failure(first)).toMatchObject({ code: 'host-error', message: 'onRestart threw: no', cause })
    await settle()
    last(threads).answer({ id: 2, value: 2 })
    expect(await second).toBe(2)
    const third = call(tier, f, 3)
    await settle()
    last(threads).say({ type: 'restarted', cause: { code: 'trap', message: 'no' } })
    last(threads).answer({ id: 3, value: 3 })
    expect(await failure(third)).toMatchObject({ code: 'host-error', cause })
  })
})

describe('starting', () => {
  test('ends by its deadline, and leaves no timer', async () => {
    const { open: openChannel, threads } = createTestThreads()
    const opened = open({ open: openChannel })
    await settle()
    clock.pass(5000)
    expect(await failure(opened)).toMatchObject({ code: 'deadline-exceeded' })
    expect([last(threads).isTerminated, clock.pending()]).toEqual([true, []])
  })

  test('can be aborted', async () => {
    const { open: openChannel, threads } = createTestThreads()
    const controller = new AbortController()
    const opened = open({ open: openChannel, signal: controller.signal })
    await settle()
    controller.abort('enough')
    expect(await failure(opened)).toMatchObject({ code: 'aborted', phase: 'load', cause: 'enough' })
    expect([last(threads).isTerminated, clock.pending()]).toEqual([true, []])
  })

  test('what cannot be started at all has crashed', async () => {
    const opened = open({
      open() {
        throw new Error('no more threads')
      },
    })
    expect(await failure(opened)).toMatchObject({
      code: 'crashed',
      message: expect.stringContaining('no more threads'),
    })
  })
})

describe('closing', () => {
  test('fails what runs and waits, once and for all, and settles when nothing is left', async () => {
    const { tier, threads } = await open()
    const running = call(tier, f, 1)
    await settle()
    const waiting = call(tier, f, 2)
    let closed = 0
    const closes = [tier.close(), tier.close()].map(close => close.then(() => (closed += 1)))
    expect([(await failure(running)).code, (await failure(waiting)).code]).toEqual(['closed', 'closed'])
    expect([tier.state, last(threads).isTerminated, closed]).toEqual(['closed', true, 0])
    last(threads).end()
    await Promise.all(closes)
    await tier.close()
    expect((await failure(call(tier, f, 3))).code).toBe('closed')
    expect(clock.pending()).toEqual([])
  })

  test('while a host function runs leaves no timer, whatever becomes of that', async () => {
    const { tier, threads } = await open({ hostFunctions: [() => undefined, () => new Promise(() => undefined)] })
    const running = call(tier, f, 1)
    await settle()
    last(threads).say({ type: 'request', request: { kind: 'import', slot: 1, args: [] } })
    expect(clock.pending()).toHaveLength(2)
    last(threads).end()
    await tier.close()
    expect([(await failure(running)).code, clock.pending()]).toEqual(['closed', []])
  })

  test('in the pause before a restart ends the pause', async () => {
    const { tier, threads } = await open()
    for (let loss = 0; loss < 2; loss++) {
      last(threads).die('its end')
      last(threads).end()
      const lost = call(tier, f, 1)
      await settle()
      if (loss === 0) {
        last(threads).start()
        await settle()
        last(threads).die('its end')
        last(threads).end()
        await failure(lost)
      } else {
        expect(clock.pending()).toEqual([20])
        await tier.close()
        expect((await failure(lost)).code).toBe('closed')
      }
    }
    expect([clock.pending(), threads.length]).toEqual([[], 2])
  })
})

describe('what the guest tells', () => {
  const told = (line: string) => ({ type: 'told', told: { kind: 'import', slot: 0, args: [line] } }) as const

  test('is done in order, one after the other, and before what is asked later', async () => {
    const done: string[] = []
    const hostFunctions = [
      async (line: string) => {
        done.push(`${line}…`)
        await undefined
        done.push(line)
      },
      () => done.push('asked'),
    ]
    const { tier, threads } = await open({ hostFunctions, outputs: { info: chunk => done.push(`log ${chunk}`) } })
    const result = call(tier, f, 1)
    await settle()
    last(threads).say(told('a'))
    last(threads).say({ type: 'told', told: { kind: 'output', output: 'info', chunk: Uint8Array.of(1) } })
    last(threads).say(told('b'))
    last(threads).say({ type: 'request', request: { kind: 'import', slot: 1, args: [] } })
    await settle()
    expect(done).toEqual(['a…', 'a', 'log 1', 'b…', 'b', 'asked'])
    expect(last(threads).answers).toEqual([{ value: 6 }])
    last(threads).answer({ id: 1, value: 1 })
    expect(await result).toBe(1)
  })

  test('a failure stops the rest, and is the answer to what is asked next', async () => {
    const done: string[] = []
    const hostFunctions = [
      (line: string) => {
        done.push(line)
        throw new Error('full')
      },
      () => 1,
    ]
    const { tier, threads } = await open({ hostFunctions })
    const result = call(tier, f, 1)
    await settle()
    last(threads).say(told('a'))
    last(threads).say(told('b'))
    last(threads).say({ type: 'request', request: { kind: 'settle' } })
    await settle()
    const error = { code: 'host-error', message: 'the host function log threw: full' } as const
    expect(done).toEqual(['a'])
    expect(last(threads).answers).toMatchObject([{ error }])
    last(threads).answer({ id: 1, error })
    expect(await failure(result)).toMatchObject({ ...error, cause: { message: 'full' } })
  })

  test('a failure of which a guest that cannot wait never hears fails the call', async () => {
    const outputs = {
      info: () => {
        throw new Error('full')
      },
    }
    const { tier, threads } = await open({ outputs })
    const result = call(tier, f, 1)
    await settle()
    last(threads).say({ type: 'told', told: { kind: 'output', output: 'info', chunk: new Uint8Array() } })
    last(threads).answer({ id: 1, value: 1 })
    expect(await failure(result)).toMatchObject({ code: 'host-error', cause: { message: 'full' } })
  })

  test('a host function that is late fails by hostCallMs', async () => {
    const { tier, threads } = await open({ hostFunctions: [() => undefined, () => new Promise(() => undefined)] })
    void call(tier, f, 1)
    await settle()
    last(threads).say({ type: 'request', request: { kind: 'import', slot: 1, args: [] } })
    clock.pass(100)
    await settle()
    const message = 'the host function ask did not answer within 100 ms (limits.hostCallMs)'
    expect(last(threads).answers).toMatchObject([{ error: { code: 'host-error', message } }])
  })

  test('a thread that asks for what is not in the contract gets nothing', async () => {
    const { threads } = await open()
    last(threads).say({ type: 'request', request: { kind: 'import', slot: 9, args: [] } })
    await settle()
    expect(last(threads).answers).toMatchObject([{ error: { code: 'crashed' } }])
  })
})

describe('resources', () => {
  test('are made at once, and used by the number of the call that makes them', async () => {
    const { tier, threads } = await open()
    const thing = tier.functions[construct]?.(5)
    const used = call(tier, n, thing)
    await settle()
    expect(last(threads).calls).toMatchObject([
      { id: 1, slot: construct, args: [5] },
      { id: 2, slot: n, args: [-1] },
    ])
    last(threads).answer({ id: 1, value: undefined }, { id: 2, value: 5 })
    expect(await used).toBe(5)
    const dropped = [tier.drop(thing), tier.drop(thing)]
    await settle()
    expect(last(threads).calls.slice(2)).toEqual([{ id: 3, drop: -1 }])
    last(threads).answer({ id: 3, value: undefined })
    await Promise.all(dropped)
  })

  test('of a lost thread need no other to be dropped', async () => {
    const { tier, threads } = await open()
    const thing = tier.functions[construct]?.(5)
    await settle()
    last(threads).answer({ id: 1, value: undefined })
    last(threads).die('its end')
    last(threads).end()
    await tier.drop(thing)
    expect(threads).toHaveLength(1)
    const used = call(tier, n, thing)
    await settle()
    last(threads).start()
    expect(await failure(used)).toMatchObject({ code: 'stale-handle' })
  })
})
