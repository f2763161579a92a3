import type { DescribedExport } from './describe.ts'
import type { Descriptor, FunctionDescriptor } from './descriptor.ts'
import { numbers } from './exact.ts'

/** The types of all parameters, `self` among them where there is one. */
export function describedParams({ class: owner, kind, consumed, type }: DescribedExport): readonly Descriptor[] {
  const params = type?.params ?? []
  if (owner === null || kind === 'constructor' || kind === 'static') return params
  const struct: Descriptor = { kind: 'RUST_STRUCT', name: owner }
  return [consumed ? struct : { kind: 'REF', of: struct }, ...params]
}

/** A function's types in WIT's words: `func(text: string) -> u32`. */
export function showDescribed(described: DescribedExport, { result }: FunctionDescriptor): string {
  const types = describedParams(described)
  const unnamed = types.length - described.params.length
  return show(
    types.map((type, i) => `${described.params[i - unnamed] ?? 'self'}: ${showType(type)}`),
    result,
  )
}

/** The same without names: `func(string) -> u32`. */
export function showFunction({ params, result }: FunctionDescriptor): string {
  return show(params.map(showType), result)
}

function show(params: readonly string[], result: Descriptor): string {
  const list = `func(${params.join(', ')})`
  return result.kind === 'UNIT' ? list : `${list} -> ${showType(result)}`
}

/** In WIT's words as far as it has them, else in lower case. */
function showType(type: Descriptor): string {
  switch (type.kind) {
    case 'REF':
    case 'REFMUT':
      return type.of.kind === 'RUST_STRUCT' ? `borrow<${type.of.name}>` : showType(type.of)
    case 'LONGREF':
    case 'CLAMPED':
      return showType(type.of)
    case 'SLICE':
    case 'VECTOR':
      return `list<${showType(type.of)}>`
    case 'OPTIONAL':
      return `option<${showType(type.of)}>`
    case 'RESULT':
      return `result<${showType(type.of)}, _>`
    case 'ENUM':
    case 'STRING_ENUM':
    case 'RUST_STRUCT':
      return type.name === '' ? 'enum' : type.name
    case 'NAMED_EXTERNREF':
      return type.name === 'string' ? 'string' : 'json'
    case 'EXTERNREF':
      return 'json'
    case 'BOOLEAN':
      return 'bool'
    case 'CACHED_STRING':
      return 'string'
    case 'UNIT':
      return '_'
    default:
      return numbers[type.kind] ?? type.kind.toLowerCase()
  }
}
