import { camelCase } from '../../src/wit/names.ts'

/** A value as the suite writes it: its type stands beside it. */
export interface SuiteValue {
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: by its type a boolean, a string, an array, a value or nothing
  readonly value: any
}

/** The value as a caller gives it to a plugin, or gets it. */
export function toJavaScript({ type, value }: SuiteValue): unknown {
  switch (type) {
    case 'bool':
    case 'char':
    case 'string':
    case 'enum':
      return value
    case 's64':
    case 'u64':
      return BigInt(value)
    case 'f32':
      return new Float32Array(Uint32Array.of(Number(value)).buffer)[0]
    case 'f64':
      return new Float64Array(BigUint64Array.of(BigInt(value)).buffer)[0]
    case 'list':
    case 'tuple':
      return value.map(toJavaScript)
    case 'record':
      return Object.fromEntries(
        value.map(([name, field]: [string, SuiteValue]) => [camelCase(name), toJavaScript(field)]),
      )
    case 'variant':
      return value.payload ? { tag: value.case, val: toJavaScript(value.payload) } : { tag: value.case }
    case 'option':
      if (value === null) return undefined
      return value.type === 'option' ? { tag: 'some', val: toJavaScript(value) } : toJavaScript(value)
    case 'result': {
      const [tag, payload] = 'Ok' in value ? ['ok', value.Ok] : ['err', value.Err]
      return payload === null ? { tag } : { tag, val: toJavaScript(payload) }
    }
    case 'flags':
      return Object.fromEntries(value.map((label: string) => [camelCase(label), true]))
    default:
      return Number(value)
  }
}

/** Whether a plugin gave back what was expected. */
export function isValue(found: unknown, expected: SuiteValue): boolean {
  const { type, value } = expected
  switch (type) {
    case 'list':
    case 'tuple': {
      const items = Array.from(found as ArrayLike<unknown>)
      return items.length === value.length && items.every((item, i) => isValue(item, value[i]))
    }
    case 'record':
      return value.every(([name, field]: [string, SuiteValue]) =>
        isValue((found as Readonly<Record<string, unknown>>)[camelCase(name)], field),
      )
    case 'variant': {
      const { tag, val } = found as { readonly tag: unknown; readonly val?: unknown }
      return tag === value.case && (value.payload ? isValue(val, value.payload) : val === undefined)
    }
    case 'option':
      if (value === null) return found === undefined || (found as { readonly tag?: unknown }).tag === 'none'
      return isValue(value.type === 'option' ? (found as { readonly val?: unknown }).val : found, value)
    case 'result': {
      const [expectedTag, payload] = 'Ok' in value ? ['ok', value.Ok] : ['err', value.Err]
      const { tag, val } = found as { readonly tag: unknown; readonly val?: unknown }
      return tag === expectedTag && (payload === null ? val === undefined : isValue(val, payload))
    }
    case 'flags':
      return Object.entries(found as object).every(([name, on]) => on === value.map(camelCase).includes(name))
    default:
      return Object.is(found, toJavaScript(expected))
  }
}
