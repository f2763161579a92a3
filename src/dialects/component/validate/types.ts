import { type Layout, MAX_FLAT, primitiveLayout, sequenceLayout, variantLayout } from '../../../canonical/layout.ts'
import { PluginError } from '../../../errors.ts'
import type { PrimitiveType } from '../../../wasm/component/val-types.ts'
import type { ModuleType } from './core-types.ts'

/**
 * Types as validation sees them: indices are resolved, so that types are trees (with shared parts).
 * Records, variants, enums, flags and resources also have an identity, the object itself: it is what an import or an
 * export gives a name to ("external visibility"), while equality of types is by structure.
 */
export type Type = ValueType | ResourceType | FuncType | InstanceType | ComponentType

export type ValueType = PrimitiveType | DefinedType
export type DefinedType = Shape & { readonly facts: Facts }

export type Shape =
  | { readonly kind: 'record'; readonly fields: readonly NamedType[] }
  | { readonly kind: 'variant'; readonly cases: readonly { readonly name: string; readonly type: ValueType | null }[] }
  | { readonly kind: 'list'; readonly element: ValueType; readonly length: number | null }
  | { readonly kind: 'map'; readonly key: ValueType; readonly value: ValueType }
  | { readonly kind: 'tuple'; readonly types: readonly ValueType[] }
  | { readonly kind: 'flags' | 'enum'; readonly labels: readonly string[] }
  | { readonly kind: 'option'; readonly some: ValueType }
  | { readonly kind: 'result'; readonly ok: ValueType | null; readonly err: ValueType | null }
  | { readonly kind: 'own' | 'borrow'; readonly resource: ResourceType }
  | { readonly kind: 'stream' | 'future'; readonly element: ValueType | null }

/** What follows from a value type's structure. */
export interface Facts {
  readonly depth: number
  /** As it lies in a memory of 64-bit addresses, by which its size is limited, and as it flattens for 32-bit ones. */
  readonly layout: Layout
  readonly hasBorrow: boolean
  /** It has lists, maps or strings, whose contents lie apart. */
  readonly hasPointers: boolean
}

export interface NamedType {
  readonly name: string
  readonly type: ValueType
}

/** A resource type as such: a fresh one for each definition, import or instance. */
export type Resource = symbol

/** One name of a resource. */
export interface ResourceType {
  readonly kind: 'resource'
  readonly resource: Resource
}

export interface FuncType {
  readonly kind: 'func'
  readonly async: boolean
  readonly params: readonly NamedType[]
  readonly result: ValueType | null
  readonly depth: number
}

export interface InstanceType {
  readonly kind: 'instance'
  readonly exports: ReadonlyMap<string, Extern>
  /** Resources that are fresh in each instance of this type. Empty for an instance that is there already. */
  readonly fresh: ReadonlySet<Resource>
  readonly depth: number
}

export interface ComponentType {
  readonly kind: 'component'
  readonly imports: ReadonlyMap<string, Extern>
  readonly exports: ReadonlyMap<string, Extern>
  /** Resources that its imports bring: whoever instantiates it says which they are. */
  readonly imported: ReadonlySet<Resource>
  /** Resources that are fresh in each of its instances. */
  readonly fresh: ReadonlySet<Resource>
  readonly depth: number
}

/** What is imported or exported under a name. */
export type Extern =
  | { readonly sort: 'core module'; readonly type: ModuleType }
  | { readonly sort: 'func'; readonly type: FuncType }
  | { readonly sort: 'type'; readonly type: Type }
  | { readonly sort: 'component'; readonly type: ComponentType }
  | { readonly sort: 'instance'; readonly type: InstanceType }

/** Types in types: all walks over them recurse so deep. */
const maxDepth = 100
/** A value type is smaller than this, in bytes (Canonical ABI: MAX_LIST_BYTE_LENGTH). */
const sizeLimit = 2 ** 28

/** A depth one more than the deepest of the parts. */
export function deeper(parts: Iterable<number>): number {
  let depth = 0
  for (const part of parts) depth = Math.max(depth, part)
  if (depth >= maxDepth)
    throw new PluginError('limit-exceeded', `expected types at most ${maxDepth} deep, found a deeper one`)
  return depth + 1
}

function depthOf(type: Type | ModuleType): number {
  if (typeof type === 'string') return 0
  if (type.kind === 'resource' || type.kind === 'core module') return 1
  return 'facts' in type ? type.facts.depth : type.depth
}

export function depthsOf(externs: Iterable<Extern>): number[] {
  return Array.from(externs, ({ type }) => depthOf(type))
}

// A pointer of a 64-bit memory has 8 bytes.
const widePointers: Facts = {
  depth: 0,
  layout: { ...primitiveLayout('string'), size: 16, align: 8 },
  hasBorrow: false,
  hasPointers: true,
}

export function factsOf(type: ValueType): Facts {
  if (typeof type !== 'string') return type.facts
  if (type === 'string') return widePointers
  return { depth: 0, layout: primitiveLayout(type), hasBorrow: false, hasPointers: false }
}

/** A value type of this structure. @throws PluginError `limit-exceeded` when it is too big or too deep. */
export function defineType(shape: Shape): DefinedType {
  const parts = partsOf(shape).map(factsOf)
  const layout = layoutOf(shape)
  if (layout.size >= sizeLimit) tooLarge(shape.kind)
  const isApart = (shape.kind === 'list' && shape.length === null) || shape.kind === 'map'
  const facts: Facts = {
    depth: deeper(parts.map(({ depth }) => depth)),
    layout,
    hasBorrow: shape.kind === 'borrow' || parts.some(({ hasBorrow }) => hasBorrow),
    // What a stream or future carries is not passed with it.
    hasPointers:
      isApart || (shape.kind !== 'stream' && shape.kind !== 'future' && parts.some(({ hasPointers }) => hasPointers)),
  }
  return { ...shape, facts }
}

/** How much there is to look at in one type, its parts' own parts apart. */
export function sizeOf(shape: Shape): number {
  return 'labels' in shape ? shape.labels.length : 'cases' in shape ? shape.cases.length : partsOf(shape).length + 1
}

/** The value types in one, in order. */
export function partsOf(shape: Shape): readonly ValueType[] {
  switch (shape.kind) {
    case 'record':
      return shape.fields.map(({ type }) => type)
    case 'variant':
      return shape.cases.flatMap(({ type }) => type ?? [])
    case 'list':
      return [shape.element]
    case 'map':
      return [shape.key, shape.value]
    case 'tuple':
      return shape.types
    case 'option':
      return [shape.some]
    case 'result':
      return [shape.ok, shape.err].flatMap(type => type ?? [])
    case 'stream':
    case 'future':
      return shape.element === null ? [] : [shape.element]
    default:
      return []
  }
}

function layoutOf(shape: Shape): Layout {
  const part = (type: ValueType): Layout => factsOf(type).layout
  const optional = (type: ValueType | null): Layout | null => (type === null ? null : part(type))
  switch (shape.kind) {
    case 'record':
    case 'tuple':
      return sequence(partsOf(shape).map(part), shape.kind)
    case 'variant':
      return variantLayout(shape.cases.map(({ type }) => optional(type)))
    case 'list':
      return shape.length === null ? widePointers.layout : repeat(part(shape.element), shape.length)
    case 'map':
      return widePointers.layout
    case 'flags':
      return primitiveLayout(shape.labels.length <= 8 ? 'u8' : shape.labels.length <= 16 ? 'u16' : 'u32')
    case 'enum':
      return variantLayout(shape.labels.map(() => null))
    case 'option':
      return variantLayout([null, part(shape.some)])
    case 'result':
      return variantLayout([optional(shape.ok), optional(shape.err)])
    default:
      return primitiveLayout('u32')
  }
}

function sequence(parts: readonly Layout[], kind: string): Layout {
  const bytes = parts.reduce((sum, { size }) => sum + size, 0)
  if (bytes >= sizeLimit) tooLarge(kind)
  return sequenceLayout(parts)
}

function repeat({ size, align, flat }: Layout, length: number): Layout {
  const times = Math.min(length, MAX_FLAT + 1)
  const repeated = Array.from({ length: times }, () => flat).flat()
  return { size: size * length, align, flat: repeated.slice(0, MAX_FLAT + 1) }
}

/** The specification calls it invalid; for whoever loads it, it is a limit that was met. */
function tooLarge(kind: string): never {
  const message = `expected a ${kind} of less than ${sizeLimit} bytes, found one that exceeds the maximum byte size`
  throw new PluginError('limit-exceeded', message)
}
