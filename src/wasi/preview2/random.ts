import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import type { Wasi } from '../wasi.ts'
import { refuse, type WasiFunctions } from './functions.ts'

/** wasi:random; what may be insecure is as good as the rest. Bytes are charged like those that the guest gives. */
export function random(guest: Guest, { random }: Wasi): WasiFunctions {
  function bytes(length: bigint): Uint8Array {
    if (random === undefined) return refuse(guest, 'wasi.random')
    if (length > BigInt(guest.budget.liftedBytes))
      guest.stop(new PluginError('output-too-large', 'expected at most limits.liftedBytes random bytes, found more'))
    guest.budget.liftedBytes -= Number(length)
    const filled = new Uint8Array(Number(length))
    random(filled)
    return filled
  }
  const u64 = (): bigint => new DataView(bytes(8n).buffer).getBigUint64(0)

  return {
    'wasi:random/random@0.2': { 'get-random-bytes': bytes, 'get-random-u64': u64 },
    'wasi:random/insecure@0.2': { 'get-insecure-random-bytes': bytes, 'get-insecure-random-u64': u64 },
    'wasi:random/insecure-seed@0.2': { 'insecure-seed': () => [u64(), u64()] },
  }
}
