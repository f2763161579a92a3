import { PluginError } from '../errors.ts'
import type { WasiGrants, WasiHost } from './grants.ts'

/** The clocks and random bytes of the thread that the guest runs in. */
export interface WasiPorts {
  /** Fills with random bytes fit for cryptography. */
  random(bytes: Uint8Array<ArrayBuffer>): void
  /** Milliseconds since 1970. */
  wallClock(): number
  /** Milliseconds, never going back. */
  monotonicClock(): number
}

/** Nanoseconds; `undefined` where no clock is granted. */
export function grantedClock(
  grants: WasiGrants,
  host: WasiHost,
  ports: WasiPorts,
): ((id: 'wall' | 'monotonic') => bigint) | undefined {
  const { clock } = host
  if (grants.clock === 'host' && clock !== undefined)
    return () => {
      const now: unknown = clock()
      if (typeof now === 'bigint') return BigInt.asUintN(64, now)
      throw new PluginError('host-error', `wasi.clock: expected a function that returns a bigint, found ${typeof now}`)
    }
  if (grants.clock !== 'coarse') return undefined
  // Whole milliseconds: finer clocks measure what other code in the process does.
  return id => BigInt(Math.floor(id === 'wall' ? ports.wallClock() : ports.monotonicClock())) * 1_000_000n
}

/** `undefined` where no random bytes are granted. */
export function grantedRandom(
  grants: WasiGrants,
  ports: WasiPorts,
): ((bytes: Uint8Array<ArrayBuffer>) => void) | undefined {
  if (grants.random === 'none') return undefined
  return grants.random === 'secure' ? bytes => ports.random(bytes) : seeded(grants.random)
}

/** A small reproducible generator (xorshift32 on a mixed seed): for tests, not for keys. */
function seeded(seed: number): (bytes: Uint8Array) => void {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1
  return bytes => {
    for (let at = 0; at < bytes.length; at++) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      bytes[at] = state >>> 11
    }
  }
}
