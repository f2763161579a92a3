/** The parts of Node's `Buffer` that read and write strings without objects in between. They work on any `Uint8Array`. */
export interface NativeText {
  byteLength(text: string): number
  utf8Slice(this: Uint8Array, start: number, end: number): string
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number
}

/**
 * The faster string paths of Node and Bun; `undefined` elsewhere. This is the one place that asks what runs us.
 * Deno has the same functions, but there they are slower than `TextEncoder` and `TextDecoder`.
 */
export const nativeText: NativeText | undefined = findNativeText()

function findNativeText(): NativeText | undefined {
  const { Buffer: buffer, Deno: deno } = globalThis as {
    readonly Buffer?: { readonly byteLength?: unknown; readonly prototype?: Partial<NativeText> }
    readonly Deno?: unknown
  }
  if (buffer === undefined || deno !== undefined || typeof buffer.byteLength !== 'function') return undefined
  const { utf8Slice, utf8Write, latin1Write } = buffer.prototype ?? {}
  if (utf8Slice === undefined || utf8Write === undefined || latin1Write === undefined) return undefined
  return { byteLength: buffer.byteLength as NativeText['byteLength'], utf8Slice, utf8Write, latin1Write }
}
