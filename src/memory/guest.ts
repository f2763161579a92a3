import type { ErrorCode } from '../errors.ts'

/**
 * One running instance as lifting and lowering see it: its memory, its budget, and the means to stop it.
 * Views are refreshed after every call into the guest that may have grown the memory; no view outlives a call.
 */
export interface Guest {
  /** The views of the memory as it is now; length 0 after growth, until `refresh`. */
  u8: Uint8Array<ArrayBuffer>
  i8: Int8Array<ArrayBuffer>
  u16: Uint16Array<ArrayBuffer>
  i16: Int16Array<ArrayBuffer>
  u32: Uint32Array<ArrayBuffer>
  i32: Int32Array<ArrayBuffer>
  f32: Float32Array<ArrayBuffer>
  f64: Float64Array<ArrayBuffer>
  u64: BigUint64Array<ArrayBuffer>
  i64: BigInt64Array<ArrayBuffer>
  /** Makes the views anew if the memory has grown. */
  refresh(): void
  attach(memory: WebAssembly.Memory): void
  readonly budget: Budget
  /**
   * Ends the guest from inside a host function by a real trap, which no `catch_all` can swallow.
   * What is given here is what the call fails with.
   */
  stop(violation: unknown): never
  /** What `stop` was given, until the call boundary takes it. */
  violation: unknown
}

/** What one call may still cost. Reset once a call, before lowering; realloc, call, lift and post-return share it. */
export interface Budget {
  /** Bytes that may still be lifted out of the guest. */
  liftedBytes: number
  /** Items of lists, and string and list headers, that may still be lifted. */
  liftedItems: number
  hostCalls: number
  logLines: number
  logBytes: number
  reset(): void
}

/** Codes a budget ends with. */
export type BudgetCode = Extract<ErrorCode, 'output-too-large' | 'limit-exceeded'>
