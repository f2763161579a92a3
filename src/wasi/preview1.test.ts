import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PluginError } from '../errors.ts'
import { createGuest, type Guest } from '../memory/guest.ts'
import { errno } from './errno.ts'
import { parseWasi, type WasiOptions } from './grants.ts'
import type { WasiPorts } from './ports.ts'
import { preview1 } from './preview1.ts'
import { preview1Names } from './preview1-names.ts'
import type { LineSink } from './streams.ts'
import { createWasi } from './wasi.ts'

const ports: WasiPorts = { random: bytes => bytes.fill(7), wallClock: () => 1234.9, monotonicClock: () => 5.9 }
const limits = { liftedBytes: 1000, liftedItems: 1000, hostCalls: 1000, logLines: 3, logBytes: 300 }

function start(options: WasiOptions = {}, log?: LineSink) {
  const guest = createGuest(limits)
  guest.attach(new WebAssembly.Memory({ initial: 1 }))
  guest.budget.reset()
  const wasi = createWasi(guest, { ...parseWasi(options), ports, log })
  const functions = preview1(guest, wasi)
  const call = (name: string, ...args: (number | bigint)[]): number => {
    const target = functions[name]
    if (target === undefined) throw new Error(`no ${name}`)
    return target(...args)
  }
  return { guest, streams: wasi.streams, functions, call, view: new DataView(guest.u8.buffer) }
}

/** Puts a string at 200 and an iovec for it at 100. */
function vector(guest: Guest, text: string): void {
  const bytes = new TextEncoder().encode(text)
  guest.u8.set(bytes, 200)
  new DataView(guest.u8.buffer).setUint32(100, 200, true)
  new DataView(guest.u8.buffer).setUint32(104, bytes.length, true)
}

describe('without grants', () => {
  test('there is no environment, no argument, no input, no directory', () => {
    const { call, view } = start()
    expect(call('environ_sizes_get', 0, 4)).toBe(errno.success)
    expect(call('args_sizes_get', 8, 12)).toBe(errno.success)
    expect([0, 4, 8, 12].map(at => view.getUint32(at, true))).toEqual([0, 0, 0, 0])
    expect(call('fd_prestat_get', 3, 0)).toBe(errno.badf)
    expect(call('path_open', 3, 0, 0, 0, 0, 0n, 0n, 0, 0)).toBe(errno.badf)
    expect(call('sock_send', 3, 0, 0, 0, 0)).toBe(errno.notcapable)
    view.setUint32(104, 10, true)
    expect(call('fd_read', 0, 100, 1, 0)).toBe(errno.success)
    expect(view.getUint32(0, true)).toBe(0)
  })

  test('clocks are coarse and random bytes come from the platform', () => {
    const { call, guest, view } = start()
    expect(call('clock_time_get', 0, 1n, 8)).toBe(errno.success)
    expect(view.getBigUint64(8, true)).toBe(1_234_000_000n)
    expect(call('clock_time_get', 1, 1n, 8)).toBe(errno.success)
    expect(view.getBigUint64(8, true)).toBe(5_000_000n)
    expect(call('clock_time_get', 9, 1n, 8)).toBe(errno.inval)
    expect(call('random_get', 16, 3)).toBe(errno.success)
    expect([...guest.u8.subarray(15, 20)]).toEqual([0, 7, 7, 7, 0])
  })

  test('output is taken and dropped', () => {
    const { call, guest, view } = start()
    vector(guest, 'hello')
    expect(call('fd_write', 1, 100, 1, 0)).toBe(errno.success)
    expect(view.getUint32(0, true)).toBe(5)
    expect(call('fd_write', 3, 100, 1, 0)).toBe(errno.badf)
  })
})

describe('what is granted', () => {
  test('environment and arguments stand NUL-terminated behind their pointers', () => {
    const { call, guest, view } = start({ env: { A: '1', B: 'ü' }, args: ['x'] })
    expect(call('environ_sizes_get', 0, 4)).toBe(errno.success)
    expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([2, 9])
    expect(call('environ_get', 16, 32)).toBe(errno.success)
    expect([view.getUint32(16, true), view.getUint32(20, true)]).toEqual([32, 36])
    expect(new TextDecoder().decode(guest.u8.subarray(32, 41))).toBe('A=1\0B=ü\0')
    expect(call('args_sizes_get', 0, 4)).toBe(errno.success)
    expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([1, 2])
  })

  test('input ends where it ends', () => {
    const { call, guest, view } = start({ stdin: 'abc' })
    view.setUint32(100, 200, true)
    view.setUint32(104, 2, true)
    const reads = [1, 2, 3].map(() => {
      expect(call('fd_read', 0, 100, 1, 0)).toBe(errno.success)
      return new TextDecoder().decode(guest.u8.subarray(200, 200 + view.getUint32(0, true)))
    })
    expect(reads).toEqual(['ab', 'c', ''])
  })

  test('output goes to its function as copies, charged before it is delivered', () => {
    const chunks: Uint8Array[] = []
    const { call, guest } = start({ stdout: chunk => chunks.push(chunk) })
    vector(guest, 'hello')
    call('fd_write', 1, 100, 1, 0)
    guest.u8.fill(0)
    expect(chunks.map(chunk => new TextDecoder().decode(chunk))).toEqual(['hello'])
    vector(guest, 'x'.repeat(1000))
    expect(() => call('fd_write', 1, 100, 1, 0)).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'output-too-large' })
    expect(chunks).toHaveLength(1)
  })

  test('lines go to the log, at most logLines of them in a call', () => {
    const lines: [number, string][] = []
    const { call, guest, streams } = start({}, (fd, line) => lines.push([fd, line]))
    vector(guest, 'one\ntw')
    call('fd_write', 1, 100, 1, 0)
    vector(guest, 'o\nrest')
    call('fd_write', 1, 100, 1, 0)
    vector(guest, 'error\n')
    call('fd_write', 2, 100, 1, 0)
    expect(lines).toEqual([
      [1, 'one'],
      [1, 'two'],
      [2, 'error'],
    ])
    expect(() => streams.flush()).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'output-too-large' })
  })

  test('a function that throws stops the guest', () => {
    const { call, guest } = start({
      stdout: () => {
        throw new TypeError('full')
      },
    })
    vector(guest, 'x')
    expect(() => call('fd_write', 1, 100, 1, 0)).toThrow(WebAssembly.RuntimeError)
    expect(guest.violation).toMatchObject({ code: 'host-error', cause: expect.any(TypeError) })
  })

  test('"none" denies clock and random; a seed repeats itself', () => {
    const denied = start({ clock: 'none', random: 'none' })
    expect(denied.call('clock_time_get', 0, 1n, 8)).toBe(errno.notsup)
    expect(denied.call('random_get', 0, 8)).toBe(errno.notsup)
    const bytes = [1, 2].map(() => {
      const { call, guest } = start({ random: 42 })
      call('random_get', 0, 32)
      return [...guest.u8.subarray(0, 32)]
    })
    expect(bytes[0]).toEqual(bytes[1])
    expect(new Set(bytes[0]).size).toBeGreaterThan(8)
  })
})

test('every function of preview 1 is there, and no other', () => {
  expect(new Set(Object.keys(start().functions))).toEqual(preview1Names)
})

test('exit ends the instance with its code, never the process', () => {
  const { call, guest } = start()
  expect(() => call('proc_exit', 3)).toThrow(WebAssembly.RuntimeError)
  expect(guest.violation).toMatchObject({ code: 'exited', payload: 3 })
})

test('poll_oneoff finds everything ready, since nobody can wait', () => {
  const { call, view } = start()
  view.setBigUint64(0, 77n, true)
  expect(call('poll_oneoff', 0, 100, 1, 200)).toBe(errno.success)
  expect([view.getBigUint64(100, true), view.getUint16(108, true), view.getUint32(200, true)]).toEqual([77n, 0, 1])
  expect(call('poll_oneoff', 0, 100, 0, 200)).toBe(errno.inval)
})

test('no arguments make any function throw anything but a stop, or write outside the memory', () => {
  const hostile = fc.oneof(fc.integer(), fc.constantFrom(-1, -8, 65_535, 65_536, 0x7fff_ffff, -0x8000_0000))
  const { functions, guest } = start({ env: { A: 'b' }, args: ['c'], stdin: 'input' })
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(functions)),
      fc.array(hostile, { minLength: 6, maxLength: 6 }),
      (name, args) => {
        guest.budget.reset()
        try {
          expect(functions[name]?.(...args)).toBeTypeOf('number')
        } catch (error) {
          if (!(error instanceof WebAssembly.RuntimeError)) throw error
          expect(guest.violation).toBeInstanceOf(PluginError)
          guest.violation = undefined
        }
      },
    ),
    { numRuns: 2000, seed: 1 },
  )
})

test.each([
  [{ env: { 'A=B': '' } }, 'invalid-option'],
  [{ env: { A: 1 } }, 'invalid-option'],
  [{ env: { A: 'x\0y' } }, 'invalid-option'],
  [{ args: 'x' }, 'invalid-option'],
  [{ stdout: 1 }, 'invalid-option'],
  [{ clock: 'fine' }, 'invalid-option'],
  [{ random: 'weak' }, 'invalid-option'],
  [{ stdinn: '' }, 'invalid-option'],
  [{ files: {} }, 'unsupported'],
  [5, 'invalid-option'],
])('parseWasi refuses %o', (options, code) => {
  expect(() => parseWasi(options)).toThrow(expect.objectContaining({ code }))
})
