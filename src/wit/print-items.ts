import { PluginError } from '../errors.ts'
import { interfaceOf, type Tables } from './elaborate.ts'
import { itemId } from './names.ts'
import { block, documentation, heading, type Lines, separate } from './print-lines.ts'
import { showFunc, showId, showName, showParams, showType, showTypeRef } from './show.ts'
import type { Case, Field, Func, Interface, Label, World, WorldItem } from './world.ts'

/** What a world without a name, and one without a package, is called in text. */
export const UNNAMED: { readonly world: string; readonly package: string } = {
  world: 'root',
  package: 'root:component',
}

/** Prints interfaces and worlds that refer to one set of tables. */
export interface ItemPrinter {
  interface(one: Interface): Lines
  world(world: Omit<World, 'types' | 'interfaces'>): Lines
}

/** @throws PluginError `unsupported` while printing what WIT cannot say, which only comes from bytes */
export function createItemPrinter({ types, interfaces }: Tables): ItemPrinter {
  /** The types that can be named where the printer stands. */
  let visible: ReadonlySet<number> = new Set()

  function nameOf(name: string, index: number): string {
    if (!visible.has(index)) throw unsupported(`the type '${name}' where it has no name`)
    return showName(name)
  }

  /** A type with its functions, where it is a resource. */
  function printType(name: string, index: number, functions: ReadonlyMap<number | undefined, readonly Func[]>): Lines {
    const entry = entryAt(types, index)
    const head = heading(entry)
    const { type } = entry
    switch (type.kind) {
      case 'record':
        return [...head, ...block(`record ${showName(name)}`, type.fields.flatMap(printField))]
      case 'variant':
        return [...head, ...block(`variant ${showName(name)}`, type.cases.flatMap(printCase))]
      case 'enum':
        return [...head, ...block(`enum ${showName(name)}`, type.cases.flatMap(printLabel))]
      case 'flags':
        return [...head, ...block(`flags ${showName(name)}`, type.flags.flatMap(printLabel))]
      case 'resource': {
        const own = functions.get(index)
        if (own === undefined) return [...head, `resource ${showName(name)};`]
        return [...head, ...block(`resource ${showName(name)}`, own.flatMap(printResourceFunc))]
      }
      default:
        return [...head, `type ${showName(name)} = ${showType(types, type, nameOf)};`]
    }
  }

  function printField({ name, type, docs }: Field): Lines {
    return [...documentation(docs), `${showName(name)}: ${showTypeRef(types, type, nameOf)},`]
  }

  function printCase({ name, type, docs }: Case): Lines {
    const payload = type === null ? '' : `(${showTypeRef(types, type, nameOf)})`
    return [...documentation(docs), `${showName(name)}${payload},`]
  }

  function printLabel({ name, docs }: Label): Lines {
    return [...documentation(docs), `${showName(name)},`]
  }

  function printResourceFunc(func: Func): Lines {
    return [...heading(func), `${resourceFunc(func)};`]
  }

  function resourceFunc(func: Func): string {
    if (func.kind === 'constructor') {
      const result = func.result === null ? undefined : types[func.result as number]?.type
      const given = result?.kind === 'result' ? ` -> ${showType(types, result, nameOf)}` : ''
      return `constructor(${showParams(types, func.params, nameOf)})${given}`
    }
    const name = func.name.slice(func.name.indexOf('.') + 1)
    return `${showName(name)}: ${func.kind === 'static' ? 'static ' : ''}${showFunc(types, func, nameOf)}`
  }

  function printFunc(keyword: string, func: Func): Lines {
    return [...heading(func), `${keyword}${showName(func.name)}: ${showFunc(types, func, nameOf)};`]
  }

  /** Uses, types with the functions of resources, and then what `printRest` gives. */
  function printScope(
    named: readonly { readonly name: string; readonly type: number }[],
    functions: readonly Func[],
    from: string | null,
    printRest: () => readonly Lines[],
  ): string[] {
    const around = visible
    visible = new Set(named.map(({ type }) => type))
    const uses = named.filter(({ type }) => usedFrom(type) !== undefined)
    const definitions = named.filter(({ type }) => usedFrom(type) === undefined)
    const byResource = groupByResource(functions)
    const printed = definitions.map(({ name, type }) => printType(name, type, byResource))
    const lines = separate([printUses(uses, from), ...printed, ...printRest()])
    visible = around
    return lines
  }

  /** The interface that a type is used from; `undefined` for one that is defined where it stands. */
  function usedFrom(index: number): { readonly from: number; readonly name: string } | undefined {
    const { type, owner } = entryAt(types, index)
    if (type.kind !== 'alias' || typeof type.target === 'string') return undefined
    const target = entryAt(types, type.target)
    const from = interfaceOf(target.owner)
    if (from === undefined || target.name === null) return undefined
    return from === interfaceOf(owner) ? undefined : { from, name: target.name }
  }

  function printUses(uses: readonly { readonly name: string; readonly type: number }[], from: string | null): Lines {
    const lines: { readonly head: string; readonly names: string[] }[] = []
    for (const { name, type } of uses) {
      const used = usedFrom(type)
      if (used === undefined) continue
      const gate = heading(entryAt(types, type)).join('\n')
      const head = `${gate}${gate === '' ? '' : '\n'}use ${pathOf(used.from, from)}`
      const shown = used.name === name ? showName(name) : `${showName(used.name)} as ${showName(name)}`
      const last = lines.at(-1)
      if (last?.head === head) last.names.push(shown)
      else lines.push({ head, names: [shown] })
    }
    return lines.flatMap(({ head, names }) => `${head}.{${names.join(', ')}};`.split('\n'))
  }

  /** The path to an interface, in a package. */
  function pathOf(index: number, from: string | null): string {
    const { name, package: id } = interfaces[index] ?? { name: null, package: null }
    if (name === null) throw unsupported('a type of an interface that has no name')
    return id === from ? showName(name) : showId(itemId(id ?? UNNAMED.package, name))
  }

  function printBody(one: Interface): Lines {
    const free = one.functions.filter(({ kind }) => kind === 'freestanding')
    return printScope(one.types, one.functions, one.package, () => free.map(func => printFunc('', func)))
  }

  function printItem(keyword: 'import' | 'export', item: WorldItem, packageId: string | null): Lines {
    if (item.kind === 'function') return printFunc(`${keyword} `, item.function)
    if (item.kind === 'type' || item.typesOnly) return []
    const one = interfaces[item.interface]
    if (one === undefined) throw new RangeError(`the interface table has no entry ${item.interface}`)
    if (one.name === null) {
      const head = heading({
        ...item,
        ...one,
        ...(item.externalId === undefined ? {} : { externalId: item.externalId }),
      })
      return [...head, ...block(`${keyword} ${showName(item.name)}: interface`, printBody(one))]
    }
    const path = pathOf(item.interface, packageId)
    const isNamed = !item.name.includes(':')
    return [...heading(item), `${keyword} ${isNamed ? `${showName(item.name)}: ` : ''}${path};`]
  }

  return {
    interface: one => [...heading(one), ...block(`interface ${showName(one.name ?? '')}`, printBody(one))],
    world(world) {
      const named = world.imports.filter(item => item.kind === 'type')
      const functions = world.imports.flatMap(item => (item.kind === 'function' ? [item.function] : []))
      const isFree = (item: WorldItem): boolean => item.kind !== 'function' || item.function.kind === 'freestanding'
      const body = printScope(named, functions, world.package, () => [
        ...world.imports.filter(isFree).map(item => printItem('import', item, world.package)),
        ...world.exports.map(item => printItem('export', item, world.package)),
      ])
      return [...heading(world), ...block(`world ${showName(world.name ?? UNNAMED.world)}`, body)]
    },
  }
}

function unsupported(found: string): PluginError {
  return new PluginError('unsupported', `expected a world that WIT can say, found ${found}`)
}

function groupByResource(functions: readonly Func[]): Map<number | undefined, Func[]> {
  const groups = new Map<number | undefined, Func[]>()
  for (const func of functions) {
    const group = groups.get(func.resource)
    if (group === undefined) groups.set(func.resource, [func])
    else group.push(func)
  }
  return groups
}

function entryAt(types: Tables['types'], index: number): Tables['types'][number] {
  const entry = types[index]
  if (entry === undefined) throw new RangeError(`the type table has no entry ${index}`)
  return entry
}
