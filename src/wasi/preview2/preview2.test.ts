import { describe, expect, test } from 'vitest'
import { Failure } from '../../contract/err.ts'
import { defaultLimits } from '../../limits.ts'
import { createGuest, type Guest } from '../../memory/guest.ts'
import { slots } from '../../wit/slots.ts'
import { parseWasi } from '../grants.ts'
import type { WasiPorts } from '../ports.ts'
import type { LineSink } from '../streams.ts'
import { createWasi } from '../wasi.ts'
import { preview2 } from './preview2.ts'
import { preview2World } from './world.ts'

const ports: WasiPorts = {
  random: bytes => void bytes.fill(7),
  wallClock: () => 1_700_000_000_123.9,
  monotonicClock: () => 5,
}

function start(
  options: object = {},
  log?: LineSink,
): { guest: Guest; call: (id: string, name: string, ...args: unknown[]) => unknown } {
  const guest = createGuest(defaultLimits)
  const find = preview2(guest, () => createWasi(guest, { ...parseWasi(options), ports, log }))
  return {
    guest,
    call: (id, name, ...args) => {
      const found = find([`wasi:${id}@0.2.6`, name])
      if (found === undefined) throw new Error(`expected ${id} ${name}, found nothing`)
      return found(...args)
    },
  }
}

/** What a call stops the guest with. */
function stopOf(act: (plugin: ReturnType<typeof start>) => void, options?: object): unknown {
  const plugin = start(options)
  expect(() => act(plugin)).toThrow(WebAssembly.RuntimeError)
  return plugin.guest.violation
}

const closed = new Failure({ tag: 'closed' })

test('gives all that its interface says', () => {
  const find = preview2(start().guest, () => createWasi(start().guest, { ...parseWasi({}), ports, log: undefined }))
  const world = preview2World()
  for (const { path, function: func } of slots(world.imports, world)) {
    expect(path[0]).toMatch(/@0\.2\.12$/)
    expect(find(path), path.join(' ')).toBeTypeOf('function')
    expect(find(path)?.length).toBeLessThanOrEqual(func.params.length)
  }
})

test.each([
  ['wasi:cli/exit@0.2.0', 'exit', true],
  ['wasi:cli/exit@0.2.99', 'exit', true],
  ['wasi:cli/exit@0.3.0', 'exit', false],
  ['wasi:cli/exit@1.0.0', 'exit', false],
  ['wasi:cli/exit', 'exit', false],
  ['wasi:cli/exit@0.2.0', 'constructor', false],
  ['wasi:cli/exit@0.2.0', '__proto__', false],
  ['wasi:filesystem/types@0.2.0', '[method]descriptor.read', false],
  ['exit', '', false],
])('%s %s: %s', (id, name, isGiven) => {
  const { guest } = start()
  const found = preview2(guest, () => createWasi(guest, { ...parseWasi({}), ports, log: undefined }))([id, name])
  expect(found !== undefined).toBe(isGiven)
})

describe('cli', () => {
  test('shows nothing that is not granted', () => {
    const { call } = start()
    expect(call('cli/environment', 'get-environment')).toEqual([])
    expect(call('cli/environment', 'get-arguments')).toEqual([])
    expect(call('cli/environment', 'initial-cwd')).toBeUndefined()
    expect(call('cli/terminal-stdout', 'get-terminal-stdout')).toBeUndefined()
  })

  test('shows what is granted', () => {
    const { call } = start({ env: { LANG: 'fr', EQUATION: 'a=b', EMPTY: '' }, args: ['run', 'é'] })
    expect(call('cli/environment', 'get-environment')).toEqual([
      ['LANG', 'fr'],
      ['EQUATION', 'a=b'],
      ['EMPTY', ''],
    ])
    expect(call('cli/environment', 'get-arguments')).toEqual(['run', 'é'])
  })

  test.each([
    ['exit', { tag: 'ok' }, 0],
    ['exit', { tag: 'err' }, 1],
    ['exit-with-code', 42, 42],
  ])('%s %j ends the instance, not the process', (name, status, code) => {
    expect(stopOf(({ call }) => call('cli/exit', name, status))).toMatchObject({ code: 'exited', payload: code })
  })
})

describe('streams', () => {
  test('input is what is granted, then closed', () => {
    const { call } = start({ stdin: 'hello' })
    const stream = call('cli/stdin', 'get-stdin')
    const read = (length: bigint): unknown => call('io/streams', '[method]input-stream.blocking-read', stream, length)
    expect(read(0n)).toEqual(new Uint8Array())
    expect(read(2n)).toEqual(new TextEncoder().encode('he'))
    expect(call('io/streams', '[method]input-stream.skip', stream, 1n)).toBe(1n)
    expect(read(2n ** 64n - 1n)).toEqual(new TextEncoder().encode('lo'))
    expect(read(1n)).toEqual(closed)
    expect(call('io/streams', '[method]input-stream.skip', stream, 1n)).toEqual(closed)
  })

  test('output goes to whom it is granted', () => {
    const chunks: string[] = []
    const sink = (kind: string) => (chunk: Uint8Array) => chunks.push(`${kind} ${new TextDecoder().decode(chunk)}`)
    const { call } = start({ stdin: 'in', stdout: sink('out'), stderr: sink('err') })
    const out = call('cli/stdout', 'get-stdout')
    expect(call('io/streams', '[method]output-stream.check-write', out)).toBe(65536n)
    call('io/streams', '[method]output-stream.write', out, Uint8Array.of(104, 105))
    call('io/streams', '[method]output-stream.blocking-flush', out)
    call('io/streams', '[method]output-stream.write-zeroes', call('cli/stderr', 'get-stderr'), 1n)
    expect(call('io/streams', '[method]output-stream.splice', out, call('cli/stdin', 'get-stdin'), 9n)).toBe(2n)
    expect(chunks).toEqual(['out hi', 'err \0', 'out in'])
  })

  test('output that nobody has granted goes to the log, or nowhere', () => {
    const lines: string[] = []
    const { call } = start({}, (fd, line) => lines.push(`${fd} ${line}`))
    call(
      'io/streams',
      '[method]output-stream.write',
      call('cli/stdout', 'get-stdout'),
      new TextEncoder().encode('a\nb'),
    )
    expect(lines).toEqual(['1 a'])
    const { call: callSilent } = start()
    const silent = callSilent('cli/stdout', 'get-stdout')
    expect(callSilent('io/streams', '[method]output-stream.write', silent, Uint8Array.of(1))).toBeUndefined()
  })

  test('are always ready', () => {
    const { call } = start()
    const pollable = call('io/streams', '[method]output-stream.subscribe', call('cli/stdout', 'get-stdout'))
    expect(call('io/poll', '[method]pollable.ready', pollable)).toBe(true)
    expect(call('io/poll', 'poll', [pollable, pollable])).toEqual(Uint32Array.of(0, 1))
    expect(stopOf(({ call }) => call('io/poll', 'poll', []))).toMatchObject({ code: 'abi-violation' })
  })

  test('more zeroes than allowed are refused before they are made', () => {
    const zeroes = '[method]output-stream.blocking-write-zeroes-and-flush'
    expect(stopOf(({ call }) => call('io/streams', zeroes, call('cli/stdout', 'get-stdout'), 2n ** 63n))).toMatchObject(
      { code: 'abi-violation' },
    )
  })

  test.each(['[method]output-stream.write', '[method]input-stream.read'])('%s refuses an object of others', name => {
    expect(stopOf(({ call }) => call('io/streams', name, { fd: 1 }, Uint8Array.of(1)))).toMatchObject({
      code: 'host-error',
    })
  })
})

describe('clocks', () => {
  test('are coarse', () => {
    const { call } = start()
    const datetime = { seconds: 1_700_000_000n, nanoseconds: 123_000_000 }
    expect(call('clocks/wall-clock', 'now')).toEqual(datetime)
    expect(call('clocks/wall-clock', 'resolution')).toEqual({ seconds: 0n, nanoseconds: 1_000_000 })
    expect(call('clocks/monotonic-clock', 'now')).toBe(5_000_000n)
    expect(call('clocks/timezone', 'utc-offset', datetime)).toBe(0)
    const timer = call('clocks/monotonic-clock', 'subscribe-duration', 1_000_000_000_000n)
    expect(call('io/poll', '[method]pollable.block', timer)).toBeUndefined()
  })

  test.each(['wall-clock', 'monotonic-clock'])('%s stops a guest that is granted none', name => {
    expect(stopOf(({ call }) => call(`clocks/${name}`, 'now'), { clock: 'none' })).toMatchObject({
      code: 'unknown-import',
      message: expect.stringContaining('wasi.clock'),
    })
  })
})

describe('random', () => {
  test('gives bytes and numbers', () => {
    const { call } = start()
    expect(call('random/random', 'get-random-bytes', 3n)).toEqual(Uint8Array.of(7, 7, 7))
    expect(call('random/insecure', 'get-insecure-random-u64')).toBe(0x0707070707070707n)
    expect(call('random/insecure-seed', 'insecure-seed')).toEqual([0x0707070707070707n, 0x0707070707070707n])
  })

  test('stops a guest that asks for more than it may, or is granted none', () => {
    const ask = ({ call }: ReturnType<typeof start>): unknown =>
      call('random/random', 'get-random-bytes', 2n ** 64n - 1n)
    expect(stopOf(ask)).toMatchObject({ code: 'output-too-large' })
    expect(stopOf(ask, { random: 'none' })).toMatchObject({ code: 'unknown-import' })
  })
})

test('files and network are denied', () => {
  const { call } = start()
  const denied = new Failure('access-denied')
  expect(call('filesystem/preopens', 'get-directories')).toEqual([])
  expect(call('sockets/tcp-create-socket', 'create-tcp-socket', 'ipv4')).toEqual(denied)
  expect(call('sockets/udp-create-socket', 'create-udp-socket', 'ipv6')).toEqual(denied)
  const network = call('sockets/instance-network', 'instance-network')
  expect(call('sockets/ip-name-lookup', 'resolve-addresses', network, 'example.org')).toEqual(denied)
})
