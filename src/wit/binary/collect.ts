import { PluginError } from '../../errors.ts'
import type { TypeDefinition } from '../../wasm/component/types.ts'
import type { ValType } from '../../wasm/component/val-types.ts'
import { isLabel, parseExternName, parseInterfaceId } from '../names.ts'
import type { Owner } from '../resolution.ts'
import { createTypeTable, type TypeTable } from '../type-table.ts'
import type { Func, Interface, Type, TypeRef, WorldItem } from '../world.ts'
import type { Extern, FuncEntity, InstanceEntity, TypeEntity } from './entities.ts'
import type { Externs } from './evaluate.ts'

/** Makes interfaces and worlds of what components import and export; all go into one set of tables. */
export interface Collector {
  readonly table: TypeTable
  readonly interfaces: readonly Interface[]
  /** The items of a world. `index` tells its types from those of other worlds. */
  world(externs: Externs, index: number, packageId: string | null): { imports: WorldItem[]; exports: WorldItem[] }
  /** The interface of this id, with what this instance adds to it. */
  interface(id: string, instance: InstanceEntity): number
}

/** How deep types may stand in each other, as in text. */
const MAX_DEPTH = 500
/** How much one type may amount to when it is written out. */
const MAX_EXTENT = 10_000

interface Builder {
  readonly name: string | null
  readonly package: string | null
  readonly types: Map<string, number>
  readonly functions: Map<string, Func>
}

export function createCollector(): Collector {
  const table = createTypeTable()
  const builders: Builder[] = []
  const byId = new Map<string, number>()
  /** The entry of each type that an import or export named. */
  const named = new Map<TypeEntity, number>()
  /** Of the scope that is read: entries for types that got their name here, and for anonymous ones. */
  let local = new Map<TypeEntity, TypeRef>()

  function collectInterface(id: string, instance: InstanceEntity): number {
    const known = byId.get(id)
    if (known !== undefined) return fill(known, instance)
    const parsed = parseInterfaceId(id)
    if (parsed === undefined) throw unsupported(`the interface name '${id}'`)
    const version = parsed.version === null ? '' : `@${parsed.version.text}`
    const index = addBuilder(parsed.interface, `${parsed.package}${version}`)
    byId.set(id, index)
    return fill(index, instance)
  }

  function addBuilder(name: string | null, packageId: string | null): number {
    return builders.push({ name, package: packageId, types: new Map(), functions: new Map() }) - 1
  }

  /** Adds what an instance exports to an interface; what it has already stays, and gives the instance's types their names. */
  function fill(index: number, instance: InstanceEntity): number {
    const builder = builders[index]
    if (builder === undefined) throw new RangeError(`there is no interface ${index}`)
    local = new Map()
    for (const extern of instance.exports.values()) {
      const { name, entity } = extern
      if (entity.kind === 'type') {
        const known = builder.types.get(name)
        const entry = known ?? define(extern, entity, { interface: index })
        if (known !== undefined) giveName(entity, known)
        builder.types.set(name, entry)
      } else if (entity.kind === 'func') {
        if (!builder.functions.has(name)) builder.functions.set(name, readFunc(extern, entity, builder.types))
      } else throw unsupported(`an interface that exports a ${entity.kind}, '${name}'`)
    }
    return index
  }

  function collectWorld(
    { imports, exports }: Externs,
    index: number,
    packageId: string | null,
  ): { imports: WorldItem[]; exports: WorldItem[] } {
    const types = new Map<string, number>()
    const items: WorldItem[] = []
    const readAll = (externs: readonly Extern[]): WorldItem[] => {
      const found: WorldItem[] = []
      for (const extern of externs) {
        const { name, entity } = extern
        if (entity.kind === 'instance') found.push(readInstance(extern, entity, packageId))
        else if (entity.kind === 'func') {
          found.push({ kind: 'function', name, function: readFunc(extern, entity, types) })
        } else if (entity.kind === 'type' && isWritten(entity.definition)) {
          const type = define(extern, entity, { world: index })
          types.set(name, type)
          // WIT has no types among the exports of a world: they are its own types all the same.
          items.push({ kind: 'type', name, type })
        }
      }
      return found
    }
    local = new Map()
    const imported = readAll(imports)
    const exported = readAll(exports)
    return { imports: [...items, ...imported], exports: exported }
  }

  function readInstance({ name, attributes }: Extern, entity: InstanceEntity, packageId: string | null): WorldItem {
    const kept = local
    const implemented = attributes.find(({ kind }) => kind === 'implements')?.value
    const id = implemented ?? (parseInterfaceId(name) === undefined ? undefined : name)
    const index = id === undefined ? fill(addBuilder(null, packageId), entity) : collectInterface(id, entity)
    local = kept
    const isById = implemented === undefined && id !== undefined
    return { kind: 'interface', name: isById ? name : label(name), interface: index, ...externalId(attributes) }
  }

  function define({ name, attributes }: Extern, entity: TypeEntity, owner: Owner): number {
    let from = entity.of
    while (from !== null && !named.has(from)) from = from.of
    const target = from === null ? undefined : named.get(from)
    const type = target === undefined ? readDefinition(entity, 0) : ({ kind: 'alias', target } as const)
    const index = table.define({ name: label(name), owner, type, ...externalId(attributes) })
    giveName(entity, index)
    return index
  }

  function giveName(entity: TypeEntity, index: number): void {
    named.set(entity, index)
    // What it was made of may be meant by functions beside it, which were typed before the name was given.
    for (let of = entity.of; of !== null && !named.has(of) && !local.has(of); of = of.of) local.set(of, index)
  }

  /** The entry of a type that has a name; of a resource, too. */
  function findNamed(entity: TypeEntity): number | undefined {
    for (let one: TypeEntity | null = entity; one !== null; one = one.of) {
      const found = named.get(one) ?? local.get(one)
      if (typeof found === 'number') return found
    }
    return undefined
  }

  function readRef(type: ValType, from: TypeEntity, depth: number): TypeRef {
    if (typeof type === 'string') return type
    const entity = from.space.types[type]
    if (entity === undefined) throw invalid(`a type index below ${from.space.types.length}`, `${type}`)
    const known = findNamed(entity) ?? local.get(entity)
    if (known !== undefined) return known
    const { definition } = entity
    if (definition.kind === 'primitive') return definition.type
    if (NAMED_ONLY.has(definition.kind)) throw unsupported(`a ${definition.kind} without a name`)
    const ref = table.intern(readDefinition(entity, depth + 1))
    if (table.extent(ref) > MAX_EXTENT) throw limit(`a type of at most ${MAX_EXTENT} parts`)
    local.set(entity, ref)
    return ref
  }

  function readDefinition(entity: TypeEntity, depth: number): Type {
    if (depth > MAX_DEPTH) throw limit(`types at most ${MAX_DEPTH} deep in each other`)
    const { definition } = entity
    const ref = (type: ValType): TypeRef => readRef(type, entity, depth)
    const optional = (type: ValType | null): TypeRef | null => (type === null ? null : ref(type))
    switch (definition.kind) {
      case 'primitive':
        return { kind: 'alias', target: definition.type }
      case 'record':
        return {
          kind: 'record',
          fields: definition.fields.map(({ name, type }) => ({ name: label(name), type: ref(type) })),
        }
      case 'variant':
        return {
          kind: 'variant',
          cases: definition.cases.map(({ name, type }) => ({ name: label(name), type: optional(type) })),
        }
      case 'enum':
        return { kind: 'enum', cases: definition.labels.map(name => ({ name: label(name) })) }
      case 'flags':
        return { kind: 'flags', flags: definition.labels.map(name => ({ name: label(name) })) }
      case 'tuple':
        return { kind: 'tuple', types: definition.types.map(ref) }
      case 'list': {
        const element = ref(definition.element)
        return definition.length === null
          ? { kind: 'list', element }
          : { kind: 'list', element, length: definition.length }
      }
      case 'map':
        return { kind: 'map', key: ref(definition.key), value: ref(definition.value) }
      case 'option':
        return { kind: 'option', some: ref(definition.some) }
      case 'result':
        return { kind: 'result', ok: optional(definition.ok), err: optional(definition.err) }
      case 'stream':
      case 'future':
        return { kind: definition.kind, element: optional(definition.element) }
      case 'own':
      case 'borrow':
        return { kind: definition.kind, resource: readResource(definition.resource, entity) }
      case 'resource':
        return { kind: 'resource' }
      default:
        throw unsupported(`a ${definition.kind} type where a value is meant`)
    }
  }

  function readResource(index: number, from: TypeEntity): number {
    const entity = from.space.types[index]
    if (entity?.definition.kind !== 'resource')
      throw invalid('a resource', entity?.definition.kind ?? `the index ${index}`)
    const found = findNamed(entity)
    if (found === undefined) throw unsupported('a resource without a name')
    return found
  }

  function readFunc({ name, attributes }: Extern, { type }: FuncEntity, types: ReadonlyMap<string, number>): Func {
    const { definition } = type
    if (definition.kind !== 'func') throw invalid('a function type', definition.kind)
    const parsed = parseExternName(name)
    if (parsed === undefined || parsed.kind === 'interface') throw unsupported(`the function name '${name}'`)
    const func = {
      name,
      async: definition.async,
      params: definition.params.map(param => ({ name: label(param.name), type: readRef(param.type, type, 0) })),
      result: definition.result === null ? null : readRef(definition.result, type, 0),
      ...externalId(attributes),
    }
    if (parsed.kind === 'label') return { ...func, kind: 'freestanding' }
    const resource = types.get(parsed.resource)
    if (resource === undefined) throw invalid(`a resource '${parsed.resource}' beside '${name}'`, 'none')
    return { ...func, kind: parsed.kind, resource }
  }

  function isUsedFromElsewhere(index: number, by: number): boolean {
    const type = table.types[index]?.type
    const owner = type?.kind === 'alias' && typeof type.target === 'number' ? table.types[type.target]?.owner : null
    return owner != null && !('interface' in owner && owner.interface === by)
  }

  return {
    table,
    get interfaces() {
      return builders.map(({ name, package: id, types, functions }, index) => {
        const all = [...types].map(([typeName, type]) => ({ name: typeName, type }))
        const isUsed = ({ type }: { readonly type: number }): boolean => isUsedFromElsewhere(type, index)
        const sorted = [...all.filter(isUsed), ...all.filter(one => !isUsed(one))]
        return { name, package: id, types: sorted, functions: sortFunctions([...functions.values()], sorted) }
      })
    },
    world: collectWorld,
    interface: collectInterface,
  }
}

const NAMED_ONLY: ReadonlySet<TypeDefinition['kind']> = new Set([
  'record',
  'variant',
  'enum',
  'flags',
  'resource',
] as const)

/** Functions of resources in the order of the resources, then the others. */
function sortFunctions(functions: readonly Func[], types: Interface['types']): Func[] {
  const places = new Map(types.map(({ type }, place) => [type, place]))
  const place = ({ resource }: Func): number => (resource === undefined ? types.length : (places.get(resource) ?? 0))
  return [...functions].sort((a, b) => place(a) - place(b))
}

/** Whether a type can stand in WIT: types of functions, instances and components cannot. */
function isWritten({ kind }: TypeDefinition): boolean {
  return kind !== 'func' && kind !== 'instance' && kind !== 'component'
}

function label(name: string): string {
  if (!isLabel(name)) throw invalid("a name of words joined by '-'", `'${name.slice(0, 100)}'`)
  return name
}

function externalId(attributes: Extern['attributes']): { externalId?: string } {
  const found = attributes.find(({ kind }) => kind === 'external-id')
  return found === undefined ? {} : { externalId: found.value }
}

function unsupported(what: string): PluginError {
  return new PluginError('unsupported', `expected an interface that WIT can say, found ${what}`)
}

function invalid(expected: string, found: string): PluginError {
  return new PluginError('invalid', `expected ${expected}, found ${found}`)
}

function limit(expected: string): PluginError {
  return new PluginError('limit-exceeded', `expected ${expected}, found more`)
}
