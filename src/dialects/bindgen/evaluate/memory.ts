import type { CoreModule } from '../../../wasm/module.ts'
import { indexSpaces } from '../../../wasm/spaces.ts'
import { constantOf } from './constant.ts'

const pageSize = 4096

interface Segment {
  readonly address: number
  readonly bytes: Uint8Array
}

/** The memory of a module as it is before anything has run; pages are made when they are touched. */
export class SparseMemory {
  readonly #segments: readonly Segment[]
  readonly #pages = new Map<number, DataView>()
  readonly #limit: number
  readonly size: number

  /** `limit`: how many pages of 4 KiB may be touched. */
  constructor(module: CoreModule, limit: number) {
    this.size = (indexSpaces(module).memories[0]?.min ?? 0) * 65_536
    this.#limit = limit
    this.#segments = module.data.flatMap(({ mode, bytes }) => {
      const address = mode.kind === 'active' ? constantOf(module, mode.offset) : undefined
      return typeof address === 'number' ? [{ address: address >>> 0, bytes }] : []
    })
  }

  /** `undefined` outside of memory, or when too much of it has been touched. */
  load(address: number): number | undefined {
    return this.#page(address)?.getUint8(address % pageSize)
  }

  /** False where `load` gives `undefined`. */
  store(address: number, byte: number): boolean {
    const page = this.#page(address)
    page?.setUint8(address % pageSize, byte)
    return page !== undefined
  }

  /** Makes everything as it was. */
  reset(): void {
    this.#pages.clear()
  }

  #page(address: number): DataView | undefined {
    if (address >= this.size) return undefined
    const index = Math.floor(address / pageSize)
    const known = this.#pages.get(index)
    if (known !== undefined || this.#pages.size >= this.#limit) return known
    const bytes = new Uint8Array(pageSize)
    const start = index * pageSize
    for (const segment of this.#segments) {
      const from = Math.max(start, segment.address)
      const to = Math.min(start + pageSize, segment.address + segment.bytes.length)
      if (from < to) bytes.set(segment.bytes.subarray(from - segment.address, to - segment.address), from - start)
    }
    const page = new DataView(bytes.buffer)
    this.#pages.set(index, page)
    return page
  }
}
