import { PluginError } from '../errors.ts'
import { type Primitive, resolveType, type Type, type TypeDef, type TypeRef } from '../wit/world.ts'

/** The core types that values flatten to. */
export type CoreType = 'i32' | 'i64' | 'f32' | 'f64'
export type Alignment = 1 | 2 | 4 | 8

/** How a type lies in linear memory and on the core stack (Canonical ABI: alignment, size, flatten_type). */
export interface Layout {
  /** Bytes. */
  readonly size: number
  readonly align: Alignment
  /** Core values in order. Longer lists than `MAX_FLAT` + 1 are cut there: such a type is never passed flat. */
  readonly flat: readonly CoreType[]
}

/** Layout of a record, a tuple or a parameter list. */
export interface SequenceLayout extends Layout {
  /** Bytes from the start, one for each field. */
  readonly offsets: readonly number[]
}

/** Layout of a variant or of a type that stands for one. */
export interface VariantLayout extends Layout {
  readonly discriminant: 1 | 2 | 4
  /** Bytes from the start to the payload, the same in all cases. */
  readonly payloadOffset: number
}

/** More flat parameters than these travel in memory (MAX_FLAT_PARAMS). */
export const MAX_FLAT = 16
/** Values and codecs are recursive in the depth of their types. */
const MAX_DEPTH = 200
const MAX_SIZE = 2 ** 32 - 1

const primitives: Readonly<Record<Exclude<Primitive, 'error-context'>, Layout>> = {
  bool: { size: 1, align: 1, flat: ['i32'] },
  u8: { size: 1, align: 1, flat: ['i32'] },
  s8: { size: 1, align: 1, flat: ['i32'] },
  u16: { size: 2, align: 2, flat: ['i32'] },
  s16: { size: 2, align: 2, flat: ['i32'] },
  u32: { size: 4, align: 4, flat: ['i32'] },
  s32: { size: 4, align: 4, flat: ['i32'] },
  u64: { size: 8, align: 8, flat: ['i64'] },
  s64: { size: 8, align: 8, flat: ['i64'] },
  f32: { size: 4, align: 4, flat: ['f32'] },
  f64: { size: 8, align: 8, flat: ['f64'] },
  char: { size: 4, align: 4, flat: ['i32'] },
  string: { size: 8, align: 4, flat: ['i32', 'i32'] },
}
const pointerAndLength = primitives.string
const handle = primitives.u32

export function primitiveLayout(type: Primitive): Layout {
  return type === 'error-context' ? handle : primitives[type]
}

/** The layouts of one type table, each computed once. */
export interface Layouts {
  readonly types: readonly TypeDef[]
  /** @throws PluginError `limit-exceeded` for a type nested or sized beyond all use, `unsupported` for an empty one */
  of(ref: TypeRef): Layout
}

export function createLayouts(types: readonly TypeDef[], flatLimit: number = MAX_FLAT): Layouts {
  const known = new Map<number, Layout>()
  let depth = 0

  function of(ref: TypeRef): Layout {
    const type = resolveType(types, ref)
    if (typeof type === 'string') return primitiveLayout(type)
    const found = known.get(ref as number)
    if (found !== undefined) return found
    if (depth === MAX_DEPTH) {
      throw new PluginError('limit-exceeded', `expected types nested at most ${MAX_DEPTH} deep, found more`)
    }
    depth += 1
    try {
      const layout = compute(type)
      known.set(ref as number, layout)
      return layout
    } finally {
      depth -= 1
    }
  }

  function compute(type: Exclude<Type, { kind: 'alias' }>): Layout {
    switch (type.kind) {
      case 'record':
        return sequenceLayout(
          type.fields.map(field => of(field.type)),
          flatLimit,
        )
      case 'tuple':
        return sequenceLayout(type.types.map(of), flatLimit)
      case 'list':
        return type.length === undefined ? pointerAndLength : arrayLayout(of(type.element), type.length, flatLimit)
      case 'variant':
        return variantLayout(
          type.cases.map(({ type: payload }) => (payload === null ? null : of(payload))),
          flatLimit,
        )
      case 'option':
        return variantLayout([null, of(type.some)], flatLimit)
      case 'result':
        return variantLayout(
          [type.ok === null ? null : of(type.ok), type.err === null ? null : of(type.err)],
          flatLimit,
        )
      case 'enum':
        return variantLayout(
          type.cases.map(() => null),
          flatLimit,
        )
      case 'flags':
        return flagsLayout(type.flags.length)
      case 'map':
        return pointerAndLength
      case 'own':
      case 'borrow':
      case 'future':
      case 'stream':
        return handle
      case 'resource':
        throw new PluginError('unsupported', 'expected a type of values, found a resource without own or borrow')
    }
  }

  return { types, of }
}

/** Fields one after the other, each at its alignment. */
export function sequenceLayout(fields: readonly Layout[], flatLimit: number = MAX_FLAT): SequenceLayout {
  if (fields.length === 0) throw empty('field')
  let size = 0
  let align: Alignment = 1
  const offsets: number[] = []
  const flat: CoreType[] = []
  for (const field of fields) {
    if (field.align > align) align = field.align
    size = alignTo(size, field.align)
    offsets.push(size)
    size = checkSize(size + field.size)
    appendFlat(flat, field.flat, flatLimit)
  }
  return { size: checkSize(alignTo(size, align)), align, offsets, flat }
}

function arrayLayout(element: Layout, length: number, flatLimit: number): Layout {
  if (length === 0) throw empty('element')
  const flat: CoreType[] = []
  for (let i = 0; i < length && flat.length <= flatLimit; i++) appendFlat(flat, element.flat, flatLimit)
  return { size: checkSize(element.size * length), align: element.align, flat }
}

/** A discriminant, then the payload of whichever case it is; `null` for a case without one. */
export function variantLayout(cases: readonly (Layout | null)[], flatLimit: number = MAX_FLAT): VariantLayout {
  if (cases.length === 0) throw empty('case')
  const discriminant = cases.length <= 2 ** 8 ? 1 : cases.length <= 2 ** 16 ? 2 : 4
  let payloadSize = 0
  let payloadAlign: Alignment = 1
  const joined: CoreType[] = []
  for (const payload of cases) {
    if (payload === null) continue
    payloadSize = Math.max(payloadSize, payload.size)
    if (payload.align > payloadAlign) payloadAlign = payload.align
    for (const [i, type] of payload.flat.entries()) {
      const other = joined[i]
      joined[i] = other === undefined ? type : join(other, type)
    }
  }
  const align = payloadAlign > discriminant ? payloadAlign : discriminant
  const payloadOffset = alignTo(discriminant, payloadAlign)
  const flat: CoreType[] = ['i32']
  appendFlat(flat, joined, flatLimit)
  return { size: checkSize(alignTo(payloadOffset + payloadSize, align)), align, discriminant, payloadOffset, flat }
}

function flagsLayout(count: number): Layout {
  if (count === 0) throw empty('flag')
  if (count > 32) throw new PluginError('unsupported', `expected at most 32 flags in a type, found ${count}`)
  return count <= 8 ? primitives.u8 : count <= 16 ? primitives.u16 : primitives.u32
}

/** The core type that can hold either. */
function join(a: CoreType, b: CoreType): CoreType {
  if (a === b) return a
  return (a === 'i32' && b === 'f32') || (a === 'f32' && b === 'i32') ? 'i32' : 'i64'
}

function appendFlat(flat: CoreType[], more: readonly CoreType[], flatLimit: number): void {
  for (const type of more) {
    if (flat.length > flatLimit) return
    flat.push(type)
  }
}

function alignTo(address: number, align: Alignment): number {
  return Math.ceil(address / align) * align
}

function checkSize(size: number): number {
  if (size <= MAX_SIZE) return size
  throw new PluginError('limit-exceeded', `expected a type of at most ${MAX_SIZE} bytes, found a larger one`)
}

function empty(part: string): PluginError {
  return new PluginError('unsupported', `expected a type with at least one ${part}, found an empty one`)
}
