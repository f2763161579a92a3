import type {
  CompositeType,
  CoreModule,
  HeapType,
  Import,
  ReferenceType,
  SubType,
  ValueType,
} from '../../../wasm/module.ts'
import { invalid } from './fail.ts'

/**
 * A core type in canonical form: types that are equal by the specification (iso-recursive, group by group)
 * are the same number, in whichever module or module type they were defined.
 */
export type CoreType = number

/** What a core instance, module or module type has under a name. Types in it are canonical. */
export type CoreExtern = Import['item']

export interface ModuleType {
  readonly kind: 'core module'
  /** By module name, then by name. */
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, CoreExtern>>
  readonly exports: ReadonlyMap<string, CoreExtern>
}

/** All core types of one component, each once. */
export interface CoreTypes {
  /**
   * Canonical types of a recursion group whose types refer to each other from index `first` on,
   * and to earlier types through `lookup`.
   */
  define(group: readonly SubType[], first: number, lookup: (index: number) => CoreType): CoreType[]
  /** The canonical type of a function. */
  func(params: readonly ValueType[], results: readonly ValueType[]): CoreType
  get(type: CoreType): SubType
  /** Whether the one is the other or declared as a subtype of it. */
  matches(type: CoreType, expected: CoreType): boolean
}

export function createCoreTypes(): CoreTypes {
  const types: SubType[] = []
  const groups = new Map<string, CoreType>()

  function define(group: readonly SubType[], first: number, lookup: (index: number) => CoreType): CoreType[] {
    const isOwn = (index: number): boolean => index >= first && index < first + group.length
    // In the key a type of the group itself is told by its place, below zero.
    const key = JSON.stringify(
      group.map(type => mapIndices(type, index => (isOwn(index) ? first - index - 1 : lookup(index)))),
    )
    let base = groups.get(key)
    if (base === undefined) {
      base = types.length
      groups.set(key, base)
      const at = base
      for (const type of group)
        types.push(mapIndices(type, index => (isOwn(index) ? at + index - first : lookup(index))))
    }
    const from = base
    return group.map((_, i) => from + i)
  }

  function matches(type: CoreType, expected: CoreType): boolean {
    for (let at: CoreType | undefined = type; at !== undefined; at = types[at]?.supertypes[0]) {
      if (at === expected) return true
    }
    return false
  }

  return {
    define,
    func: (params, results) => {
      const [type] = define(
        [{ final: true, supertypes: [], composite: { kind: 'func', params, results } }],
        -1,
        index => index,
      )
      return type as CoreType
    },
    get: type => types[type] as SubType,
    matches,
  }
}

/** The type with every index in it replaced. */
function mapIndices({ final, supertypes, composite }: SubType, map: (index: number) => number): SubType {
  const value = <T extends ValueType | 'i8' | 'i16'>(type: T): T =>
    (typeof type === 'object' ? mapReference(type, map) : type) as T
  const mapped = (): CompositeType => {
    switch (composite.kind) {
      case 'func':
        return { kind: 'func', params: composite.params.map(value), results: composite.results.map(value) }
      case 'struct':
        return { kind: 'struct', fields: composite.fields.map(({ type, mutable }) => ({ type: value(type), mutable })) }
      case 'array':
        return { kind: 'array', element: { type: value(composite.element.type), mutable: composite.element.mutable } }
    }
  }
  return { final, supertypes: supertypes.map(map), composite: mapped() }
}

function mapReference(type: ReferenceType, map: (index: number) => number): ReferenceType {
  return typeof type.heap === 'number' ? { nullable: type.nullable, heap: map(type.heap) } : type
}

/** The item with the indices in its types made canonical. */
export function canonicalExtern(item: CoreExtern, types: CoreTypes, lookup: (index: number) => CoreType): CoreExtern {
  switch (item.kind) {
    case 'func':
    case 'tag': {
      const type = lookup(item.type)
      if (types.get(type).composite.kind !== 'func')
        invalid(`expected core type ${item.type} to be a function type, found another`)
      return { kind: item.kind, type }
    }
    case 'table':
      return { ...item, element: mapReference(item.element, lookup) }
    case 'memory':
      checkMemory(item)
      return item
    case 'global':
      return typeof item.type === 'object' ? { ...item, type: mapReference(item.type, lookup) } : item
  }
}

/** Pages of 64 KiB that 32-bit addresses reach. */
const maxPages = 65_536

function checkMemory({ min, max, is64, shared, pageSizeLog2 }: Extract<CoreExtern, { kind: 'memory' }>): void {
  const most = (is64 ? 2 ** 48 : maxPages) * 2 ** (16 - (pageSizeLog2 ?? 16))
  if (min > most || (max ?? 0) > most) invalid(`expected a memory size of at most ${most} pages, found more`)
  if (max !== undefined && max < min) invalid(`expected a maximum of at least ${min} pages, found ${max}`)
  if (shared && max === undefined) invalid('expected a shared memory to state its maximum, found none')
}

/** The type of a module, as the component that holds it sees it. */
export function moduleTypeOf(module: CoreModule, types: CoreTypes): ModuleType {
  const indices: CoreType[] = []
  const lookup = (index: number): CoreType =>
    indices[index] ?? invalid(`expected a core type index below ${indices.length}, found ${index}`)
  let from = 0
  for (const size of module.recursionGroups) {
    for (const type of types.define(module.types.slice(from, from + size), from, lookup)) indices.push(type)
    from += size
  }

  const spaces: { readonly [K in CoreExtern['kind']]: CoreExtern[] } = {
    func: [],
    table: [],
    memory: [],
    global: [],
    tag: [],
  }
  const imports = new Map<string, Map<string, CoreExtern>>()
  for (const { module: from, name, item } of module.imports) {
    const extern = canonicalExtern(item, types, lookup)
    spaces[extern.kind].push(extern)
    addImport(imports, from, name, extern)
  }
  const own: readonly CoreExtern[] = [
    ...module.functions.map(type => ({ kind: 'func' as const, type })),
    ...module.tables.map(({ init: _, ...type }) => ({ kind: 'table' as const, ...type })),
    ...module.memories.map(type => ({ kind: 'memory' as const, ...type })),
    ...module.globals.map(({ init: _, ...type }) => ({ kind: 'global' as const, ...type })),
    ...module.tags.map(({ type }) => ({ kind: 'tag' as const, type })),
  ]
  for (const item of own) spaces[item.kind].push(canonicalExtern(item, types, lookup))

  const exports = new Map<string, CoreExtern>()
  for (const { name, kind, index } of module.exports) {
    const space = spaces[kind]
    addExport(exports, name, space[index] ?? invalid(`expected a ${kind} index below ${space.length}, found ${index}`))
  }
  return { kind: 'core module', imports, exports }
}

/** Two imports of the same names would be one import of a component. */
export function addImport(
  imports: Map<string, Map<string, CoreExtern>>,
  module: string,
  name: string,
  item: CoreExtern,
): void {
  const ofModule = imports.get(module) ?? new Map<string, CoreExtern>()
  if (ofModule.has(name)) invalid(`expected core imports of different names, found ${show(module, name)} twice`)
  imports.set(module, ofModule.set(name, item))
}

export function addExport(exports: Map<string, CoreExtern>, name: string, item: CoreExtern): void {
  if (exports.has(name)) invalid(`expected core exports of different names, found ${JSON.stringify(name)} twice`)
  exports.set(name, item)
}

/** A core import's two names. */
export function show(module: string, name: string): string {
  return `${JSON.stringify(module)} ${JSON.stringify(name)}`
}

/** Checks that `item` may stand where `expected` is asked for (core specification: external subtyping). */
export function checkCoreExtern(item: CoreExtern, expected: CoreExtern, types: CoreTypes): void {
  if (item.kind !== expected.kind) invalid(`expected a ${expected.kind}, found a ${item.kind}`)
  const fits = isCoreSubtype(item, expected, types)
  if (!fits) invalid(`expected ${describe(expected, types)}, found ${describe(item, types)}`)
}

function isCoreSubtype(item: CoreExtern, expected: CoreExtern, types: CoreTypes): boolean {
  switch (expected.kind) {
    case 'func':
      return item.kind === 'func' && types.matches(item.type, expected.type)
    case 'tag':
      return item.kind === 'tag' && item.type === expected.type
    case 'memory':
      return (
        item.kind === 'memory' &&
        isWithin(item, expected) &&
        item.shared === expected.shared &&
        (item.pageSizeLog2 ?? 16) === (expected.pageSizeLog2 ?? 16)
      )
    case 'table':
      return item.kind === 'table' && isWithin(item, expected) && isSameValueType(item.element, expected.element)
    case 'global':
      return (
        item.kind === 'global' &&
        item.mutable === expected.mutable &&
        (isSameValueType(item.type, expected.type) ||
          (!item.mutable && isValueSubtype(item.type, expected.type, types)))
      )
  }
}

type Bounded = Extract<CoreExtern, { kind: 'memory' | 'table' }>

function isWithin(item: Bounded, expected: Bounded): boolean {
  return (
    item.is64 === expected.is64 &&
    item.min >= expected.min &&
    (expected.max === undefined || (item.max !== undefined && item.max <= expected.max))
  )
}

function isSameValueType(a: ValueType, b: ValueType): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.nullable === b.nullable && a.heap === b.heap
}

function isValueSubtype(type: ValueType, expected: ValueType, types: CoreTypes): boolean {
  if (typeof type === 'string' || typeof expected === 'string') return type === expected
  return (!type.nullable || expected.nullable) && isHeapSubtype(type.heap, expected.heap, types)
}

/** What each abstract heap type is a direct subtype of. */
const abovePerHeap: Readonly<Partial<Record<HeapType, HeapType>>> = {
  eq: 'any',
  i31: 'eq',
  struct: 'eq',
  array: 'eq',
}
/** The bottom of each hierarchy, by its top. */
const bottoms: Readonly<Record<string, HeapType>> = { any: 'none', func: 'nofunc', extern: 'noextern', exn: 'noexn' }

function isHeapSubtype(type: HeapType, expected: HeapType, types: CoreTypes): boolean {
  if (type === expected) return true
  if (typeof type === 'number') {
    if (typeof expected === 'number') return types.matches(type, expected)
    return isHeapSubtype(types.get(type).composite.kind, expected, types)
  }
  const above = abovePerHeap[type]
  if (above !== undefined) return typeof expected === 'string' && isHeapSubtype(above, expected, types)
  return type === bottoms[topOf(expected, types)]
}

function topOf(heap: HeapType, types: CoreTypes): HeapType {
  const name = typeof heap === 'number' ? types.get(heap).composite.kind : heap
  const above = abovePerHeap[name]
  return above === undefined ? name : topOf(above, types)
}

function describe(item: CoreExtern, types: CoreTypes): string {
  switch (item.kind) {
    case 'func':
    case 'tag':
      return `a ${item.kind} ${describeFunc(item.type, types)}`
    case 'memory':
      return `a ${item.shared ? 'shared ' : ''}memory of ${describeBounds(item)} pages`
    case 'table':
      return `a table of ${describeBounds(item)} elements of type ${describeValue(item.element)}`
    case 'global':
      return `a global of type ${item.mutable ? 'mut ' : ''}${describeValue(item.type)}`
  }
}

export function describeFunc(type: CoreType, types: CoreTypes): string {
  const { composite } = types.get(type)
  if (composite.kind !== 'func') return composite.kind
  return `(${composite.params.map(describeValue).join(', ')}) -> (${composite.results.map(describeValue).join(', ')})`
}

function describeBounds({ min, max }: Bounded): string {
  return max === undefined ? `at least ${min}` : `${min} to ${max}`
}

function describeValue(type: ValueType): string {
  return typeof type === 'string' ? type : `(ref ${type.nullable ? 'null ' : ''}${type.heap})`
}
