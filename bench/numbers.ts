import type { CoreGuest } from './guest.ts'
import type { Case } from './measure.ts'

/** The least that a call of `next` can cost, and what it costs through the host. */
export function nextCases(core: CoreGuest, next: (n: number) => number) {
  const repeat =
    (call: (n: number) => number): Case =>
    rounds => {
      let n = 0
      for (let i = 0; i < rounds; i++) n = call(n)
      return n
    }
  return { floor: repeat(core.next), hospes: repeat(next), straightforward: repeat(n => core.next(n) >>> 0) }
}

const count = 1000

/** A list of a thousand numbers on its way in, as typed array or plain array. */
export function listCases(core: CoreGuest, first: (numbers: Uint32Array | readonly number[]) => number) {
  const typed = Uint32Array.from({ length: count }, (_, i) => i * 7)
  const plain = [...typed]
  const u32 = new Uint32Array(core.memory.buffer)
  const repeat =
    (call: () => number): Case =>
    rounds => {
      let sum = 0
      for (let i = 0; i < rounds; i++) sum += call()
      return sum
    }
  const lowered = (write: (address: number) => void) => () => {
    const address = core.cabi_realloc(0, 0, 4, count * 4)
    write(address)
    const answer = core.first(address, count)
    core.cabi_post_first(answer)
    return answer
  }
  return {
    typed: {
      floor: repeat(lowered(address => u32.set(typed, address >>> 2))),
      hospes: repeat(() => first(typed)),
      straightforward: repeat(lowered(address => new Uint32Array(core.memory.buffer, address, count).set(typed))),
    },
    plain: {
      floor: repeat(
        lowered(address => {
          const start = address >>> 2
          for (let i = 0; i < count; i++) u32[start + i] = plain[i] as number
        }),
      ),
      hospes: repeat(() => first(plain)),
      straightforward: repeat(
        lowered(address => {
          const view = new DataView(core.memory.buffer)
          for (const [i, number] of plain.entries()) view.setUint32(address + i * 4, number, true)
        }),
      ),
    },
  }
}
