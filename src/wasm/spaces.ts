import type {
  CoreModule,
  CustomSection,
  Export,
  FunctionType,
  GlobalType,
  ItemKind,
  MemoryType,
  TableType,
  TagType,
  ValueType,
} from './module.ts'

/** The index spaces of a module: imported items first, then its own. */
export interface IndexSpaces {
  /** Type index of each function. */
  readonly functions: readonly number[]
  readonly tables: readonly TableType[]
  readonly memories: readonly MemoryType[]
  readonly globals: readonly GlobalType[]
  readonly tags: readonly TagType[]
  /** How many of each are imported. */
  readonly imported: Readonly<Record<ItemKind, number>>
}

const known = new WeakMap<CoreModule, IndexSpaces>()

/** Made once for a module, then remembered. */
export function indexSpaces(module: CoreModule): IndexSpaces {
  const made = known.get(module) ?? createIndexSpaces(module)
  known.set(module, made)
  return made
}

function createIndexSpaces(module: CoreModule): IndexSpaces {
  const functions: number[] = []
  const tables: TableType[] = []
  const memories: MemoryType[] = []
  const globals: GlobalType[] = []
  const tags: TagType[] = []
  for (const { item } of module.imports) {
    if (item.kind === 'func') functions.push(item.type)
    else if (item.kind === 'table') tables.push(item)
    else if (item.kind === 'memory') memories.push(item)
    else if (item.kind === 'global') globals.push(item)
    else tags.push(item)
  }
  const imported = {
    func: functions.length,
    table: tables.length,
    memory: memories.length,
    global: globals.length,
    tag: tags.length,
  }
  return {
    functions: functions.concat(module.functions),
    tables: tables.concat(module.tables),
    memories: memories.concat(module.memories),
    globals: globals.concat(module.globals),
    tags: tags.concat(module.tags),
    imported,
  }
}

/** The type of a function by its index; undefined where the module has no such function (or its type is no function's). */
export function functionType(module: CoreModule, index: number): FunctionType | undefined {
  return functionTypeAt(module, indexSpaces(module).functions[index])
}

/** The function type of a type index. */
export function functionTypeAt(module: CoreModule, type: number | undefined): FunctionType | undefined {
  const composite = type === undefined ? undefined : module.types[type]?.composite
  return composite?.kind === 'func' ? composite : undefined
}

/** What an import or export is, with its type in full. */
export type ItemType =
  | { readonly kind: 'func'; readonly type: FunctionType }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: MemoryType }
  | { readonly kind: 'global'; readonly type: GlobalType }
  | { readonly kind: 'tag'; readonly type: FunctionType }

/** The item that an export names; undefined where its index is out of range. */
export function itemType(module: CoreModule, { kind, index }: Pick<Export, 'kind' | 'index'>): ItemType | undefined {
  const spaces = indexSpaces(module)
  switch (kind) {
    case 'func':
      return typed(kind, functionType(module, index))
    case 'table':
      return typed(kind, spaces.tables[index])
    case 'memory':
      return typed(kind, spaces.memories[index])
    case 'global':
      return typed(kind, spaces.globals[index])
    case 'tag':
      return typed(kind, functionTypeAt(module, spaces.tags[index]?.type))
  }
}

function typed<K extends ItemKind, T>(kind: K, type: T | undefined): { kind: K; type: T } | undefined {
  return type === undefined ? undefined : { kind, type }
}

/** The item that the export of this name is. */
export function typeOfExport(module: CoreModule, name: string): ItemType | undefined {
  const found = exportsByName(module).get(name)
  return found && itemType(module, found)
}

const knownExports = new WeakMap<CoreModule, ReadonlyMap<string, Export>>()

/** Made once for a module, then remembered. */
export function exportsByName(module: CoreModule): ReadonlyMap<string, Export> {
  const made = knownExports.get(module) ?? new Map(module.exports.map(item => [item.name, item]))
  knownExports.set(module, made)
  return made
}

/** The custom sections of this name, in order. */
export function customSections(module: CoreModule, name: string): readonly CustomSection[] {
  return module.customSections.filter(section => section.name === name)
}

/** A function type for people: `(i32, i32) -> i32`, `() -> ()`. */
export function signature({ params, results }: FunctionType): string {
  return signatureOf(params.map(typeText), results.map(typeText))
}

/** The same of types that are text already. */
export function signatureOf(params: readonly string[], results: readonly string[]): string {
  return `(${params.join(', ')}) -> ${results.length === 1 ? results[0] : `(${results.join(', ')})`}`
}

/** A value type as the text format writes it: `i32`, `funcref`, `(ref null 3)`. */
export function typeText(type: ValueType): string {
  if (typeof type === 'string') return type
  if (type.nullable && typeof type.heap === 'string') return shorthands[type.heap] ?? `${type.heap}ref`
  return `(ref ${type.nullable ? 'null ' : ''}${type.heap})`
}

const shorthands: Readonly<Record<string, string>> = {
  none: 'nullref',
  noextern: 'nullexternref',
  nofunc: 'nullfuncref',
  noexn: 'nullexnref',
}
