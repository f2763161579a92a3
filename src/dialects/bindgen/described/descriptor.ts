/** Takes one word of a description. */
export const describeImport = '__wbindgen_describe'

/**
 * A type as wasm-bindgen's macros describe it: words that the functions `__wbindgen_describe_*` hand over one by one.
 * More than the wire shows: what is borrowed, what an enum's free number is, what a struct is called.
 */
export type Descriptor =
  | { readonly kind: Simple }
  | { readonly kind: Wrapper; readonly of: Descriptor }
  | { readonly kind: 'ENUM'; readonly name: string; readonly hole: number }
  | { readonly kind: 'STRING_ENUM'; readonly name: string; readonly variants: number }
  | { readonly kind: 'RUST_STRUCT' | 'NAMED_EXTERNREF' | 'DYNAMIC_UNION'; readonly name: string }
  | { readonly kind: 'FUNCTION'; readonly function: FunctionDescriptor }
  | { readonly kind: 'CLOSURE' }

export interface FunctionDescriptor {
  /** `self` is not among them. */
  readonly params: readonly Descriptor[]
  readonly result: Descriptor
}

type Simple =
  | 'I8'
  | 'U8'
  | 'I16'
  | 'U16'
  | 'I32'
  | 'U32'
  | 'I64'
  | 'U64'
  | 'I64_AS_F64'
  | 'U64_AS_F64'
  | 'I128'
  | 'U128'
  | 'F32'
  | 'F64'
  | 'BOOLEAN'
  | 'CACHED_STRING'
  | 'STRING'
  | 'EXTERNREF'
  | 'CHAR'
  | 'UNIT'
  | 'NONNULL'
  | 'RAW_POINTER'
type Wrapper = 'REF' | 'REFMUT' | 'LONGREF' | 'SLICE' | 'VECTOR' | 'OPTIONAL' | 'RESULT' | 'CLAMPED' | 'NULLABLE'
type Opcode = Descriptor['kind'] | 'SEQ_MODE'

/** The opcodes in order of their numbers, each with the release that brought it. */
const opcodes: readonly (readonly [since: number, opcode: Opcode])[] = [
  [0, 'I8'],
  [0, 'U8'],
  [0, 'I16'],
  [0, 'U16'],
  [0, 'I32'],
  [0, 'U32'],
  [0, 'I64'],
  [0, 'U64'],
  [119, 'I64_AS_F64'],
  [119, 'U64_AS_F64'],
  [96, 'I128'],
  [96, 'U128'],
  [0, 'F32'],
  [0, 'F64'],
  [0, 'BOOLEAN'],
  [0, 'FUNCTION'],
  [0, 'CLOSURE'],
  [49, 'CACHED_STRING'],
  [0, 'STRING'],
  [0, 'REF'],
  [0, 'REFMUT'],
  [84, 'LONGREF'],
  [0, 'SLICE'],
  [0, 'VECTOR'],
  [0, 'EXTERNREF'],
  [59, 'NAMED_EXTERNREF'],
  [0, 'ENUM'],
  [93, 'STRING_ENUM'],
  [121, 'DYNAMIC_UNION'],
  [0, 'RUST_STRUCT'],
  [0, 'CHAR'],
  [0, 'OPTIONAL'],
  [79, 'RESULT'],
  [0, 'UNIT'],
  [0, 'CLAMPED'],
  [92, 'NONNULL'],
  [119, 'RAW_POINTER'],
  [130, 'SEQ_MODE'],
  [130, 'NULLABLE'],
]

const maxDepth = 32
const maxName = 1000

/** What words say in the form of a release; `undefined` unless they do to the last word. */
export function decodeDescriptor(words: readonly number[], release: number): Descriptor | undefined {
  const table = opcodes.filter(([since]) => since <= release).map(([, opcode]) => opcode)
  let at = 0
  const next = (): number => {
    const word = words[at++]
    if (word === undefined) throw new Undecodable()
    return word
  }
  const name = (): string => {
    const length = next()
    if (length > maxName) throw new Undecodable()
    let text = ''
    for (let i = 0; i < length; i++) {
      const point = next()
      if (point > 0x10ffff) throw new Undecodable()
      text += String.fromCodePoint(point)
    }
    return text
  }
  /** Where a type is defined: its crate, and a hash of its module, each from some release on. */
  const origin = (crateSince: number, moduleSince: number): void => {
    if (release >= crateSince) name()
    if (release >= moduleSince) next()
  }
  const descriptor = (depth: number): Descriptor => {
    if (depth > maxDepth) throw new Undecodable()
    const kind = table[next()]
    switch (kind) {
      case undefined:
        throw new Undecodable()
      case 'REF':
      case 'REFMUT':
      case 'LONGREF':
      case 'SLICE':
      case 'VECTOR':
      case 'OPTIONAL':
      case 'RESULT':
      case 'CLAMPED':
      case 'NULLABLE':
        return { kind, of: descriptor(depth + 1) }
      case 'ENUM': {
        const found = { kind, name: release >= 88 ? name() : '', hole: next() }
        origin(128, 130)
        return found
      }
      case 'STRING_ENUM': {
        const found = { kind, name: name(), variants: next() }
        origin(130, 130)
        return found
      }
      case 'RUST_STRUCT': {
        const found = { kind, name: name() }
        origin(128, Number.POSITIVE_INFINITY)
        return found
      }
      case 'NAMED_EXTERNREF':
        return { kind, name: name() }
      case 'SEQ_MODE':
        // How JavaScript would like to see a sequence; it travels as ever.
        next()
        return descriptor(depth + 1)
      case 'DYNAMIC_UNION': {
        const union = { kind, name: name() }
        origin(130, 130)
        for (let count = next(); count > 0; count--) descriptor(depth + 1)
        return union
      }
      case 'FUNCTION':
        return { kind, function: func(depth + 1) }
      case 'CLOSURE':
        for (let i = release <= 100 ? 3 : 2; i > 0; i--) next()
        if (release > 100 && table[next()] !== 'FUNCTION') throw new Undecodable()
        func(depth + 1)
        return { kind }
      default:
        return { kind }
    }
  }
  const func = (depth: number): FunctionDescriptor => {
    next()
    const params: Descriptor[] = []
    for (let count = next(); count > 0; count--) params.push(descriptor(depth))
    const result = descriptor(depth)
    // What a promise resolves to; the same as the result otherwise.
    if (release >= 77) descriptor(depth)
    return { params, result }
  }

  try {
    const found = descriptor(0)
    return at === words.length ? found : undefined
  } catch (error) {
    if (error instanceof Undecodable) return undefined
    throw error
  }
}

/** Not words of this form. */
class Undecodable extends Error {}
