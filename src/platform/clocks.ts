import type { WasiPorts } from '../wasi/ports.ts'

/** What all platforms have alike, in the host's thread and in those of plugins. */
export const clocks: WasiPorts = {
  random(bytes) {
    // No more than 64 KiB are given at once.
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  },
  wallClock: () => Date.now(),
  monotonicClock: () => performance.now(),
}
