import type { Guest } from '../../memory/guest.ts'
import type { Wasi } from '../wasi.ts'
import { refuse, type WasiFunctions } from './functions.ts'
import { Pollable } from './streams.ts'

const resolution = 1_000_000n
const second = 1_000_000_000n

/** wasi:clocks, in UTC. Nobody can wait here: a timer has always struck, and the guest looks at the clock again. */
export function clocks(guest: Guest, { clock }: Wasi): WasiFunctions {
  const now = (id: 'wall' | 'monotonic'): bigint => (clock === undefined ? refuse(guest, 'wasi.clock') : clock(id))
  return {
    'wasi:clocks/monotonic-clock@0.2': {
      now: () => now('monotonic'),
      resolution: () => resolution,
      'subscribe-instant': () => new Pollable(),
      'subscribe-duration': () => new Pollable(),
    },
    'wasi:clocks/wall-clock@0.2': {
      now: () => datetime(now('wall')),
      resolution: () => datetime(resolution),
    },
    'wasi:clocks/timezone@0.2': {
      display: () => ({ utcOffset: 0, name: 'UTC', inDaylightSavingTime: false }),
      'utc-offset': () => 0,
    },
  }
}

function datetime(nanoseconds: bigint): { seconds: bigint; nanoseconds: number } {
  return { seconds: nanoseconds / second, nanoseconds: Number(nanoseconds % second) }
}
