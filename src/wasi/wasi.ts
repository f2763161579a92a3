import type { Guest } from '../memory/guest.ts'
import { callHost } from './call-host.ts'
import type { WasiGrants, WasiHost } from './grants.ts'
import { grantedClock, grantedRandom, type WasiPorts } from './ports.ts'
import { createStreams, type LineSink, type Streams } from './streams.ts'

/** What one instance sees of the world, whichever version of WASI it asks by. */
export interface Wasi {
  /** `KEY=value` each, NUL-terminated. */
  readonly environment: readonly Uint8Array[]
  /** NUL-terminated. */
  readonly arguments: readonly Uint8Array[]
  /** Nanoseconds; `undefined`: no clock is granted. */
  readonly clock: ((id: 'wall' | 'monotonic') => bigint) | undefined
  /** `undefined`: no random bytes are granted. */
  readonly random: ((bytes: Uint8Array<ArrayBuffer>) => void) | undefined
  readonly streams: Streams
}

/** All that is granted, as the same for every instance of a plugin. */
export interface WasiSurroundings {
  readonly grants: WasiGrants
  readonly host: WasiHost
  readonly ports: WasiPorts
  /** Takes what the plugin writes to standard output that nobody claims. */
  readonly log: LineSink | undefined
}

export function createWasi(guest: Guest, { grants, host, ports, log }: WasiSurroundings): Wasi {
  const clock = grantedClock(grants, host, ports)
  return {
    environment: grants.environment,
    arguments: grants.arguments,
    clock: clock === undefined ? undefined : id => callHost(guest, 'that tells the time', () => clock(id)),
    random: grantedRandom(grants, ports),
    streams: createStreams(guest, grants.stdin, host, log),
  }
}
