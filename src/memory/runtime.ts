/** The parts of Node's `Buffer` that read and write strings without objects in between. They work on any `Uint8Array`. */
export interface NativeText {
  byteLength(text: string): number
  utf8Slice(this: Uint8Array, start: number, end: number): string
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number
  utf16leSlice(this: Uint8Array, start: number, end: number): string
  /** Whether `utf8Slice` takes longer than code of ours for what is not ASCII: up to Node 23 twice as long. */
  readonly isSlowBeyondAscii: boolean
}

/**
 * The faster string paths of Node and Bun; `undefined` elsewhere. This is the one place that asks what runs us.
 * Deno has the same functions, but there they are slower than `TextEncoder` and `TextDecoder`.
 */
export const nativeText: NativeText | undefined = findNativeText()

function findNativeText(): NativeText | undefined {
  const {
    Buffer: buffer,
    Deno: deno,
    Bun: bun,
    process,
  } = globalThis as {
    readonly Buffer?: { readonly byteLength?: unknown; readonly prototype?: Partial<BufferMethods> }
    readonly Deno?: unknown
    readonly Bun?: unknown
    readonly process?: { readonly versions?: { readonly node?: string } }
  }
  if (buffer === undefined || deno !== undefined || typeof buffer.byteLength !== 'function') return undefined
  const { utf8Slice, utf8Write, latin1Write, ucs2Slice } = buffer.prototype ?? {}
  if (!utf8Slice || !utf8Write || !latin1Write || !ucs2Slice) return undefined
  return {
    byteLength: buffer.byteLength as NativeText['byteLength'],
    utf8Slice,
    utf8Write,
    latin1Write,
    utf16leSlice: ucs2Slice,
    isSlowBeyondAscii: bun === undefined && Number.parseInt(process?.versions?.node ?? '', 10) < 24,
  }
}

type BufferMethods = Pick<NativeText, 'utf8Slice' | 'utf8Write' | 'latin1Write'> & {
  readonly ucs2Slice: NativeText['utf16leSlice']
}
