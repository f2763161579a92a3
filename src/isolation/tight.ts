/** Values of a contract nest as its types do; what is deeper is left to whoever copies it. */
const maxNesting = 100

/**
 * The same value, with views of nothing but what they show. Copying a view for another thread copies the whole of its
 * buffer: that of a small `Buffer` of Node's holds what other parts of the program have read.
 */
export function tight(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > maxNesting) return value
  if (ArrayBuffer.isView(value)) return isTight(value) ? value : copyOf(value)
  if (Array.isArray(value)) return holdsViews(value) ? value.map(item => tight(item, depth + 1)) : value
  if (!holdsViews(Object.values(value))) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, tight(field, depth + 1)]))
}

/** Whether there can be a view in it. */
function holdsViews(values: readonly unknown[]): boolean {
  return values.some(value => typeof value === 'object' && value !== null)
}

function isTight({ buffer, byteLength }: ArrayBufferView): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
}

function copyOf(view: ArrayBufferView): unknown {
  // Not `slice`: of a Buffer, that is a view.
  const { buffer } = new Uint8Array(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  const Type = (view instanceof Uint8Array ? Uint8Array : view.constructor) as new (buffer: ArrayBuffer) => unknown
  return new Type(buffer)
}
