import type { WasiPorts } from '../../wasi/ports.ts'

/** What pages and their workers have alike. */
export const browserClocks: WasiPorts = {
  random(bytes) {
    // The platform refuses more than 64 KiB at once.
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  },
  wallClock: () => Date.now(),
  monotonicClock: () => performance.now(),
}
