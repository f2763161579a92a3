import type { BudgetLimits } from '../../memory/budget.ts'
import { createGuest, type Guest } from '../../memory/guest.ts'

const limits: BudgetLimits = { liftedBytes: 2 ** 24, liftedItems: 2 ** 20, hostCalls: 100, logLines: 0, logBytes: 0 }

/** Where the first block of a test guest's allocator stands. */
export const firstBlock = 1024

/**
 * A guest that is nothing but a memory and an allocator, which packs blocks without a gap, grows the memory when it
 * has to, and moves what is reallocated; for tests only.
 */
export function createTestGuest(overrides: Partial<BudgetLimits> = {}): Guest {
  const guest = createGuest({ ...limits, ...overrides })
  const memory = new WebAssembly.Memory({ initial: 1 })
  let next = firstBlock
  guest.attach(memory, (old, oldSize, align, size) => {
    const address = Math.ceil(next / align) * align
    next = address + size
    const missing = next - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / 65536))
    new Uint8Array(memory.buffer).copyWithin(address, old, old + Math.min(oldSize, size))
    return address
  })
  return guest
}
