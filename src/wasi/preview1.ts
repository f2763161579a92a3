import { PluginError } from '../errors.ts'
import type { Guest } from '../memory/guest.ts'
import { errno } from './errno.ts'
import { withoutFiles, withoutSockets } from './preview1-names.ts'
import { storeStrings, storeU8, storeU16, storeU32, storeU64, within } from './store.ts'
import type { Wasi } from './wasi.ts'

// biome-ignore lint/suspicious/noExplicitAny: core functions of differing signatures stand in one record
type CoreFunctions = Record<string, (...args: any[]) => number>

const fileType = { unknown: 0, characterDevice: 2 } as const
const clockIds = ['wall', 'monotonic', 'monotonic', 'monotonic'] as const

/**
 * The functions of WASI preview 1 for one instance. Nothing is granted but what `wasi` holds: no file, no socket,
 * no environment. Every pointer is checked: a bad one is answered with `fault`, as the specification has it.
 */
export function preview1(guest: Guest, wasi: Wasi): CoreFunctions {
  const isStream = (fd: number): boolean => fd >= 0 && fd <= 2

  const functions: CoreFunctions = {
    args_sizes_get: (count, size) => storeSizes(wasi.arguments, count, size),
    args_get: (pointers, buffer) => storeStrings(guest, wasi.arguments, pointers, buffer),
    environ_sizes_get: (count, size) => storeSizes(wasi.environment, count, size),
    environ_get: (pointers, buffer) => storeStrings(guest, wasi.environment, pointers, buffer),

    clock_res_get(id: number, result: number) {
      if (clockIds[id] === undefined) return errno.inval
      return wasi.clock === undefined ? errno.notsup : storeU64(guest, result, 1_000_000n)
    },
    clock_time_get(id: number, _precision: bigint, result: number) {
      const clock = clockIds[id]
      if (clock === undefined) return errno.inval
      return wasi.clock === undefined ? errno.notsup : storeU64(guest, result, wasi.clock(clock))
    },
    random_get(pointer: number, length: number) {
      if (wasi.random === undefined) return errno.notsup
      if (!within(guest, pointer, length)) return errno.fault
      wasi.random(guest.u8.subarray(pointer >>> 0, (pointer >>> 0) + (length >>> 0)))
      return errno.success
    },

    fd_write(fd: number, vectors: number, count: number, written: number) {
      if (fd !== 1 && fd !== 2) return errno.badf
      return eachVector(vectors, count, written, chunk => {
        wasi.streams.write(fd, chunk)
        return chunk.length
      })
    },
    fd_read(fd: number, vectors: number, count: number, read: number) {
      if (fd !== 0) return errno.badf
      return eachVector(vectors, count, read, chunk => wasi.streams.read(chunk))
    },
    fd_fdstat_get(fd: number, result: number) {
      if (!isStream(fd)) return errno.badf
      if (!within(guest, result, 24)) return errno.fault
      guest.u8.fill(0, result >>> 0, (result >>> 0) + 24)
      storeU8(guest, result, fileType.characterDevice)
      // Rights: fd_read (bit 1) for the input, fd_write (bit 6) for the outputs.
      storeU64(guest, result + 8, fd === 0 ? 2n : 64n)
      return errno.success
    },
    fd_filestat_get(fd: number, result: number) {
      if (!isStream(fd)) return errno.badf
      if (!within(guest, result, 64)) return errno.fault
      guest.u8.fill(0, result >>> 0, (result >>> 0) + 64)
      return storeU8(guest, result + 16, fileType.characterDevice)
    },
    fd_fdstat_set_flags: (fd: number) => (isStream(fd) ? errno.success : errno.badf),
    fd_close: (fd: number) => (isStream(fd) ? errno.success : errno.badf),
    fd_seek: (fd: number) => (isStream(fd) ? errno.spipe : errno.badf),
    fd_tell: (fd: number) => (isStream(fd) ? errno.spipe : errno.badf),
    // No directory is open: guests ask from descriptor 3 up until they hear this.
    fd_prestat_get: () => errno.badf,
    fd_prestat_dir_name: () => errno.badf,

    poll_oneoff: (input: number, output: number, count: number, events: number) => poll(input, output, count, events),
    sched_yield: () => errno.success,
    proc_exit(code: number) {
      return guest.stop(
        new PluginError('exited', `the guest ended itself with exit code ${code >>> 0}`, { payload: code >>> 0 }),
      )
    },
    proc_raise: () => errno.nosys,
  }
  for (const name of withoutFiles) functions[name] = () => errno.badf
  for (const name of withoutSockets) functions[name] = () => errno.notcapable
  return functions

  function storeSizes(strings: readonly Uint8Array[], count: number, size: number): number {
    const bytes = strings.reduce((sum, text) => sum + text.length, 0)
    return storeU32(guest, count, strings.length) || storeU32(guest, size, bytes)
  }

  /** Goes through `iovec`s: pairs of pointer and length. */
  function eachVector(vectors: number, count: number, result: number, move: (chunk: Uint8Array) => number): number {
    if (!within(guest, vectors, (count >>> 0) * 8)) return errno.fault
    const view = new DataView(guest.u8.buffer)
    let moved = 0
    for (let index = 0; index < count >>> 0; index++) {
      const at = (vectors >>> 0) + index * 8
      const pointer = view.getUint32(at, true)
      const length = view.getUint32(at + 4, true)
      if (!within(guest, pointer, length)) return errno.fault
      if (length === 0) continue
      const done = move(guest.u8.subarray(pointer, pointer + length))
      moved += done
      if (done < length) break
    }
    return storeU32(guest, result, moved)
  }

  /**
   * A subscription is 48 bytes (user data, then at 8 the tag: 0 clock, 1 read, 2 write), an event 32.
   * Nobody can wait here, so every clock has struck and every stream is ready: the guest looks again by itself.
   */
  function poll(input: number, output: number, count: number, events: number): number {
    const length = count >>> 0
    if (length === 0) return errno.inval
    if (!within(guest, input, length * 48) || !within(guest, output, length * 32)) return errno.fault
    const view = new DataView(guest.u8.buffer)
    for (let index = 0; index < length; index++) {
      const from = (input >>> 0) + index * 48
      const to = (output >>> 0) + index * 32
      const userData = view.getBigUint64(from, true)
      const tag = view.getUint8(from + 8)
      guest.u8.fill(0, to, to + 32)
      storeU64(guest, to, userData)
      storeU16(guest, to + 8, tag <= 2 ? errno.success : errno.inval)
      storeU8(guest, to + 10, tag)
    }
    return storeU32(guest, events, length)
  }
}
