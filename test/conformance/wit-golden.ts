import type { Resolution, ResolvedType } from '../../src/wit/resolution.ts'
import type { Func, Interface, Primitive, Stability, Type, TypeRef, WorldItem } from '../../src/wit/world.ts'

/** A resolution as the reference parser writes it: the parts that are read here. */
export interface Golden {
  readonly worlds: readonly (GoldenDescribed & {
    readonly name: string
    readonly package: number
    readonly imports: Readonly<Record<string, GoldenItem>>
    readonly exports: Readonly<Record<string, GoldenItem>>
  })[]
  readonly interfaces: readonly (GoldenDescribed & {
    readonly name: string | null
    readonly package: number
    readonly types: Readonly<Record<string, number>>
    readonly functions: Readonly<Record<string, GoldenFunc>>
  })[]
  readonly types: readonly (GoldenDescribed & {
    readonly name: string | null
    readonly owner: ResolvedType['owner']
    readonly kind: GoldenKind
  })[]
  readonly packages: readonly (GoldenDescribed & {
    readonly name: string
    readonly interfaces: Readonly<Record<string, number>>
    readonly worlds: Readonly<Record<string, number>>
  })[]
}

interface GoldenDescribed {
  readonly docs?: { readonly contents?: string }
  readonly stability?: { readonly stable?: Stability; readonly unstable?: { readonly feature: string } } | 'unknown'
}

type GoldenItem =
  | { readonly interface: GoldenDescribed & { readonly id: number } }
  | { readonly function: GoldenFunc }
  | { readonly type: number | { readonly id: number } }

interface GoldenFunc extends GoldenDescribed {
  readonly name: string
  readonly kind: string | Readonly<Record<string, number>>
  readonly params: readonly { readonly name: string; readonly type: TypeRef }[]
  readonly result?: TypeRef
}

type GoldenKind = 'resource' | Readonly<Record<string, unknown>>

/** The golden data in the form of a `Resolution`. */
export function fromGolden(golden: Golden): Resolution {
  const idOf = (item: { readonly name: string | null; readonly package: number }): string => {
    const [name = '', version] = (golden.packages[item.package]?.name ?? '').split('@')
    return `${name}/${item.name}${version === undefined ? '' : `@${version}`}`
  }
  const toItem = ([key, item]: readonly [string, GoldenItem]): WorldItem => {
    if ('function' in item) return { kind: 'function', name: key, function: toFunc(item.function) }
    if ('type' in item)
      return { kind: 'type', name: key, type: typeof item.type === 'number' ? item.type : item.type.id }
    const { id } = item.interface
    const named = /^interface-\d+$/.test(key) ? golden.interfaces[id] : undefined
    return {
      kind: 'interface',
      name: named === undefined ? key : idOf(named),
      interface: id,
      ...toDescribed(item.interface),
    }
  }
  return {
    packages: golden.packages.map(one => ({
      id: one.name,
      ...toDescribed(one),
      interfaces: Object.values(one.interfaces),
      worlds: Object.values(one.worlds),
    })),
    worlds: golden.worlds.map(one => ({
      name: one.name,
      package: golden.packages[one.package]?.name ?? '',
      ...toDescribed(one),
      imports: Object.entries(one.imports).map(toItem),
      exports: Object.entries(one.exports).map(toItem),
    })),
    interfaces: golden.interfaces.map((one): Interface => {
      const functions = Object.values(one.functions).map(toFunc)
      return {
        name: one.name,
        package: golden.packages[one.package]?.name ?? '',
        ...toDescribed(one),
        types: Object.entries(one.types).map(([name, type]) => ({ name, type })),
        functions: [
          ...functions.filter(({ resource }) => resource !== undefined),
          ...functions.filter(({ resource }) => resource === undefined),
        ],
      }
    }),
    types: golden.types.map(({ name, owner, kind, ...rest }) => ({
      name,
      owner,
      type: toType(kind),
      ...(name === null ? {} : toDescribed(rest)),
    })),
  }
}

function toDescribed({ docs, stability }: GoldenDescribed): { docs?: string; stability?: Stability } {
  const lines = docs?.contents
  return {
    ...(lines === undefined ? {} : { docs: lines }),
    ...(stability === undefined || stability === 'unknown' ? {} : { stability: toStability(stability) }),
  }
}

function toStability({ stable, unstable }: Exclude<GoldenDescribed['stability'], string | undefined>): Stability {
  return stable ?? { unstable: unstable?.feature ?? '' }
}

function toFunc(func: GoldenFunc): Func {
  const [kind = '', resource] = typeof func.kind === 'string' ? [func.kind] : (Object.entries(func.kind)[0] ?? [])
  return {
    name: func.name,
    kind: kind.replace('async-', '') as Func['kind'],
    async: kind.startsWith('async-'),
    ...(resource === undefined ? {} : { resource }),
    params: func.params.map(({ name, type }) => ({ name, type })),
    result: func.result ?? null,
    ...toDescribed(func),
  }
}

interface GoldenLabel extends GoldenDescribed {
  readonly name: string
  readonly type: TypeRef | null
}

function toType(kind: GoldenKind): Type {
  if (kind === 'resource') return { kind }
  const [[name, value] = ['', undefined]] = Object.entries(kind)
  const ref = value as TypeRef
  const label = ({ name: labelName, docs }: GoldenLabel): { name: string; docs?: string } => ({
    name: labelName,
    ...toDescribed(docs === undefined ? {} : { docs }),
  })
  const labels = (key: string): readonly GoldenLabel[] => (value as Record<string, readonly GoldenLabel[]>)[key] ?? []
  switch (name) {
    case 'type':
      return { kind: 'alias', target: ref }
    case 'record':
      return { kind: 'record', fields: labels('fields').map(one => ({ ...label(one), type: one.type as Primitive })) }
    case 'variant':
      return { kind: 'variant', cases: labels('cases').map(one => ({ ...label(one), type: one.type })) }
    case 'enum':
      return { kind: 'enum', cases: labels('cases').map(label) }
    case 'flags':
      return { kind: 'flags', flags: labels('flags').map(label) }
    case 'tuple':
      return { kind: 'tuple', types: (value as { types: TypeRef[] }).types }
    case 'list':
      return { kind: 'list', element: ref }
    case 'fixed-length-list': {
      const [element, length] = value as [TypeRef, number]
      return { kind: 'list', element, length }
    }
    case 'map': {
      const [key, mapped] = value as [TypeRef, TypeRef]
      return { kind: 'map', key, value: mapped }
    }
    case 'option':
      return { kind: 'option', some: ref }
    case 'result': {
      const { ok, err } = value as { ok: TypeRef | null; err: TypeRef | null }
      return { kind: 'result', ok, err }
    }
    case 'handle': {
      const [[handle, resource] = ['', 0]] = Object.entries(value as Record<string, number>)
      return { kind: handle as 'own' | 'borrow', resource }
    }
    case 'future':
    case 'stream':
      return { kind: name, element: ref }
    default:
      throw new Error(`a golden type of unknown kind ${name}`)
  }
}

/**
 * A resolution as nested names without numbers. Left out is what the two models order or keep differently on purpose:
 * definitions in an interface are sorted (source order here, order of need there), documentation is separate.
 */
export function outline(resolution: Resolution, typesOnly: ReadonlySet<string>): unknown {
  const showRef = (ref: TypeRef | null): string | null => {
    if (ref === null || typeof ref === 'string') return ref
    const entry = resolution.types[ref]
    if (entry === undefined) throw new Error(`no type ${ref}`)
    return entry.name === null ? JSON.stringify(showType(entry.type)) : `${showOwner(entry.owner)}.${entry.name}`
  }
  const showOwner = (owner: ResolvedType['owner']): string => {
    if (owner === null) return ''
    if ('world' in owner) return `${resolution.worlds[owner.world]?.package} ${resolution.worlds[owner.world]?.name}`
    const found = resolution.interfaces[owner.interface]
    return `${found?.package} ${found?.name ?? '(inline)'}`
  }
  const showType = (type: Type): unknown =>
    JSON.parse(
      JSON.stringify(type, (key, value) => {
        if (key === 'docs') return undefined
        const isRef = ['type', 'element', 'key', 'value', 'some', 'ok', 'err', 'target', 'resource'].includes(key)
        if (key === 'types') return value.map(showRef)
        return isRef && (typeof value === 'number' || typeof value === 'string') ? showRef(value as TypeRef) : value
      }),
    )
  const showFunc = ({ docs: _, ...func }: Func): unknown => ({
    ...func,
    resource: showRef(func.resource ?? null),
    params: func.params.map(({ name, type }) => [name, showRef(type)]),
    result: showRef(func.result),
  })
  const showDefinition = (index: number): unknown => {
    const entry = resolution.types[index]
    if (entry === undefined) throw new Error(`no type ${index}`)
    return { type: showType(entry.type), stability: entry.stability, owner: showOwner(entry.owner) }
  }
  const showTypes = (types: Interface['types']): unknown => {
    const isUse = (type: number): boolean => {
      const entry = resolution.types[type]
      const target = entry?.type.kind === 'alias' ? entry.type.target : ''
      return (
        typeof target === 'number' &&
        showOwner(resolution.types[target]?.owner ?? null) !== showOwner(entry?.owner ?? null)
      )
    }
    const uses = types.filter(({ type }) => isUse(type))
    const definitions = types.filter(({ type }) => !isUse(type)).sort((a, b) => (a.name < b.name ? -1 : 1))
    return [...uses, ...definitions].map(({ name, type }) => [name, showDefinition(type)])
  }
  const showInterface = (index: number): unknown => {
    const found = resolution.interfaces[index]
    if (found === undefined) throw new Error(`no interface ${index}`)
    return {
      name: found.name,
      package: found.package,
      stability: found.stability,
      types: showTypes(found.types),
      functions: found.functions.map(showFunc),
    }
  }
  const showItem = (item: WorldItem): unknown => {
    if (item.kind === 'function') return [item.name, showFunc(item.function)]
    if (item.kind === 'type') return [item.name, showDefinition(item.type)]
    const shown = item.name.includes(':') ? undefined : showInterface(item.interface)
    return [item.name, shown, typesOnly.has(item.name) ? undefined : item.stability]
  }
  return resolution.packages
    .map(one => ({
      id: one.id,
      interfaces: one.interfaces.map(showInterface).sort(byName),
      worlds: one.worlds
        .map(index => {
          const world = resolution.worlds[index]
          return {
            name: world?.name,
            stability: world?.stability,
            imports: sortDefinitions(world?.imports ?? []).map(showItem),
            exports: world?.exports.map(showItem),
          }
        })
        .sort(byName),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function byName(a: unknown, b: unknown): number {
  return (a as { name: string }).name < (b as { name: string }).name ? -1 : 1
}

/** Types among the imports by name, all else as it stands. */
function sortDefinitions(items: readonly WorldItem[]): WorldItem[] {
  const types = items.filter(({ kind }) => kind === 'type').sort((a, b) => (a.name < b.name ? -1 : 1))
  const first = items.findIndex(({ kind }) => kind === 'type')
  const rest = items.filter(({ kind }) => kind !== 'type')
  return first < 0 ? rest : [...rest.slice(0, first), ...types, ...rest.slice(first)]
}

/** All documentation, by where it stands. */
export function documentation(resolution: Resolution): Map<string, string> {
  const found = new Map<string, string>()
  const add = (path: string, docs: string | undefined): void => {
    if (docs !== undefined && docs !== '') found.set(path, docs)
  }
  const addFuncs = (path: string, functions: readonly Func[]): void => {
    for (const { name, docs } of functions) add(`${path}#${name}`, docs)
  }
  const addType = (path: string, index: number): void => {
    const entry = resolution.types[index]
    if (entry === undefined) return
    add(path, entry.docs)
    const { type } = entry
    if (type.kind === 'record') for (const { name, docs } of type.fields) add(`${path}.${name}`, docs)
    if (type.kind === 'variant' || type.kind === 'enum')
      for (const { name, docs } of type.cases) add(`${path}.${name}`, docs)
    if (type.kind === 'flags') for (const { name, docs } of type.flags) add(`${path}.${name}`, docs)
  }
  const addInterface = (path: string, index: number): void => {
    const one = resolution.interfaces[index]
    add(path, one?.docs)
    for (const { name, type } of one?.types ?? []) addType(`${path} ${name}`, type)
    addFuncs(path, one?.functions ?? [])
  }
  for (const { id, docs, interfaces, worlds } of resolution.packages) {
    add(id, docs)
    for (const index of interfaces) addInterface(`${id} ${resolution.interfaces[index]?.name}`, index)
    for (const index of worlds) {
      const world = resolution.worlds[index]
      const path = `${id} ${world?.name}`
      add(path, world?.docs)
      for (const [side, items] of [
        ['import', world?.imports ?? []],
        ['export', world?.exports ?? []],
      ] as const) {
        for (const item of items) {
          const at = `${path} ${side} ${item.name}`
          if (item.kind === 'function') add(at, item.function.docs)
          if (item.kind === 'type') addType(at, item.type)
          if (item.kind === 'interface') {
            add(at, item.docs)
            if (!item.name.includes(':')) addInterface(at, item.interface)
          }
        }
      }
    }
  }
  return found
}
