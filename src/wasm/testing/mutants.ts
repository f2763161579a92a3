/** Whole numbers from 0 below `limit`, always the same; for tests only. */
export function createRandom(seed: number): (limit: number) => number {
  let state = seed
  return limit => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

/** Copies of a binary with one to three bytes changed behind its first eight; for tests only. */
export function* mutantsOf(original: Uint8Array, count: number, seed: number): Generator<Uint8Array<ArrayBuffer>> {
  const random = createRandom(seed)
  for (let rest = count; rest > 0; rest--) {
    const mutant = new Uint8Array(original)
    for (let changes = 1 + random(3); changes > 0; changes--) {
      const at = 8 + random(mutant.length - 8)
      // half of them next to what was there: more stay valid so
      mutant[at] = random(2) === 0 ? random(256) : (mutant[at] ?? 0) + random(3) - 1
    }
    yield mutant
  }
}
