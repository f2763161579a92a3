import { randomFillSync } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { WasiPorts } from '../../wasi/ports.ts'

/** What the host's thread and those of plugins have alike. */
export const nodeClocks: WasiPorts = {
  random: bytes => void randomFillSync(bytes),
  wallClock: () => Date.now(),
  monotonicClock: () => performance.now(),
}
