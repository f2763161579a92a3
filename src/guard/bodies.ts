import { createReader } from '../wasm/reader.ts'
import { readValueType } from '../wasm/types.ts'

/** Where the parts of one function body stand in a code section's content. */
export interface BodyPlace {
  /** Runs of locals. */
  readonly runs: number
  /** Locals of all runs together. */
  readonly locals: number
  /** Position of the first run. */
  readonly declarations: number
  /** Position of the first instruction. */
  readonly start: number
  /** Position behind the final `end`. */
  readonly end: number
}

/** The bodies of a code section, which the decoder has walked and the engine validated. */
export function bodyPlaces(content: Uint8Array): BodyPlace[] {
  const places: BodyPlace[] = []
  const reader = createReader(content)
  for (let count = reader.u32(); count > 0; count--) {
    const size = reader.u32()
    const end = reader.offset + size
    const runs = reader.u32()
    const declarations = reader.offset
    let locals = 0
    for (let rest = runs; rest > 0; rest--) {
      locals += reader.u32()
      readValueType(reader)
    }
    const start = reader.offset
    places.push({ runs, locals, declarations, start, end })
    reader.skip(end - start)
  }
  return places
}
