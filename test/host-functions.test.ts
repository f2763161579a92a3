import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contract, err, loadPlugin, PluginError } from '../src/index.ts'
import { thrownBy } from './thrown.ts'
import { assemble, greeter } from './wat.ts'

const hourly = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)

/** Asks for the hour, swallows whatever it can, and asks again. */
const stubborn = greeter({
  imports: '(import "$root" "hour" (func $hour (result i32))) (tag $any)',
  greet: `(func (export "greet") (param i32 i32) (result i32)
    (loop $again
      (try (do (drop (call $hour))) (catch_all))
      (br $again))
    (i32.const 16))`,
})

describe('a host function that throws', () => {
  // Each throw costs an instance with its memory, so that the larger guests take fewer of them.
  test.each([
    ['c', 100_000],
    ['zig', 10_000],
    ['rust-wit-bindgen', 10_000],
  ])('through %s, %i times', { timeout: 240_000 }, async (name, throws) => {
    const bytes = readFileSync(new URL(`../guests/prebuilt/greeter/${name}.wasm`, import.meta.url))
    const cause = new Error('no clock')
    let broken = false
    const plugin = await loadPlugin(bytes, hourly, {
      imports: {
        hour: () => {
          if (broken) throw cause
          return 9
        },
      },
    })
    const greeting = plugin.exports.greet('Ada')
    broken = true
    for (let call = 0; call < throws; call++) {
      try {
        plugin.exports.greet('Ada')
      } catch (error) {
        if (error instanceof PluginError && error.code === 'host-error' && error.cause === cause) continue
        throw error
      }
      throw new Error('expected the call to fail')
    }
    broken = false
    expect(plugin.exports.greet('Ada')).toBe(greeting)
    expect(plugin.state).toBe('ready')
  })

  test('says which, and is no loss that counts', async () => {
    const bytes = readFileSync(new URL('../guests/prebuilt/greeter/c.wasm', import.meta.url))
    const losses: string[] = []
    const plugin = await loadPlugin(bytes, hourly, {
      imports: {
        hour: () => {
          throw new Error('no clock')
        },
      },
      restarts: 0,
      onRestart: (_, cause) => losses.push(cause.code),
    })
    expect(thrownBy(() => plugin.exports.greet('Ada'))).toMatchObject({
      code: 'host-error',
      function: 'greet',
      message: 'plugin "plugin": greet: the host function hour threw: no clock',
    })
    expect(plugin.exports.language()).toBe('French')
    expect([plugin.state, plugin.restarts, losses]).toEqual(['ready', 1, ['host-error']])
  })

  test('ends a guest that catches everything', async () => {
    const plugin = await loadPlugin(await assemble(stubborn, { exceptions: true }), hourly, {
      imports: {
        hour: () => {
          throw new Error('no clock')
        },
      },
    })
    expect(thrownBy(() => plugin.exports.greet('Ada')).code).toBe('host-error')
  })

  test('a guest that asks for ever meets the limit of host calls', async () => {
    const plugin = await loadPlugin(await assemble(stubborn, { exceptions: true }), hourly, {
      imports: { hour: () => 1 },
      limits: { hostCalls: 1000 },
    })
    expect(thrownBy(() => plugin.exports.greet('Ada')).code).toBe('limit-exceeded')
  })

  test('an answer of the wrong type is the host’s error', async () => {
    const bytes = readFileSync(new URL('../guests/prebuilt/greeter/c.wasm', import.meta.url))
    for (const wrong of ['nine', -1, 1.5, undefined, null, 2 ** 32, err(1)]) {
      // @ts-expect-error: not a number, or no u32
      const plugin = await loadPlugin(bytes, hourly, { imports: { hour: () => wrong as string } })
      expect(thrownBy(() => plugin.exports.greet('Ada')).code).toBe('host-error')
    }
  })
})

describe('re-entrance and restarts', () => {
  test('a call from inside its own import is refused, and the outer call goes on', async () => {
    const bytes = readFileSync(new URL('../guests/prebuilt/greeter/c.wasm', import.meta.url))
    let inner: PluginError | undefined
    const plugin = await loadPlugin(bytes, hourly, {
      imports: {
        hour: () => {
          inner = thrownBy(() => plugin.exports.language())
          return 9
        },
      },
    })
    expect(plugin.exports.greet('Ada')).toBe('Bonjour, Ada !')
    expect(inner).toMatchObject({ code: 'reentrant', function: 'language' })
    expect(plugin.restarts).toBe(0)
  })

  test('a plugin that loses too many instances in a row is poisoned; a good call forgives', async () => {
    const bytes = await assemble(greeter({ greet: '(func (export "greet") (param i32 i32) (result i32) unreachable)' }))
    const plugin = await loadPlugin(bytes, hourly, { imports: { hour: () => 1 }, restarts: 2 })
    const fail = (): string => thrownBy(() => plugin.exports.greet('Ada')).code
    expect([fail(), fail()]).toEqual(['trap', 'trap'])
    expect(plugin.exports.language()).toBe('Test')
    expect([fail(), fail(), fail(), fail()]).toEqual(['trap', 'trap', 'trap', 'poisoned'])
    expect(plugin.state).toBe('poisoned')
    expect(thrownBy(() => plugin.exports.language())).toMatchObject({ code: 'poisoned', cause: { code: 'trap' } })
    await plugin.close()
    expect(thrownBy(() => plugin.exports.language()).code).toBe('closed')
    await plugin.close()
  })

  test('functions taken from a plugin stay valid when its instance is replaced', async () => {
    const once = greeter({
      more: '(global $calls (mut i32) (i32.const 0))',
      greet: `(func (export "greet") (param i32 i32) (result i32)
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (if (i32.gt_u (global.get $calls) (i32.const 1)) (then unreachable))
        (i32.const 16))`,
    })
    const plugin = await loadPlugin(await assemble(once), hourly, { imports: { hour: () => 1 } })
    const { greet } = plugin.exports
    expect(greet('a')).toBe('Test')
    expect(thrownBy(() => greet('a')).code).toBe('trap')
    expect(greet('a')).toBe('Test')
    expect(plugin.restarts).toBe(1)
  })

  test('a signal that is aborted stops calls that begin after it', async () => {
    const plugin = await loadPlugin(await assemble(greeter()), hourly, { imports: { hour: () => 1 } })
    const controller = new AbortController()
    const { language } = plugin.with({ signal: controller.signal })
    expect(language()).toBe('Test')
    controller.abort(new Error('enough'))
    expect(thrownBy(() => language())).toMatchObject({ code: 'aborted', cause: { message: 'enough' } })
    expect(plugin.exports.language()).toBe('Test')
  })
})
