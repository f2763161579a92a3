import { FORBIDDEN } from './lexer.ts'
import { itemId } from './names.ts'
import { showFunc, showName, showParams, showType, showTypeRef } from './show.ts'
import type { Case, Field, Func, Interface, Label, Stability, TypeDef, World, WorldItem } from './world.ts'

/** What a world without a name, and one without a package, is called in text. */
const UNNAMED = { world: 'root', package: 'root:component' }

/**
 * A world as WIT text in its one canonical form, with all interfaces that it needs; those of other packages stand in
 * blocks behind it. `parseWit` makes the same world of it, given the features of its `@unstable` gates.
 */
export function printWorld(world: World): string {
  const printer = createPrinter(world)
  const own = world.package ?? UNNAMED.package
  const named = world.interfaces.filter(({ name }) => name !== null)
  const packages = new Map<string, Interface[]>()
  for (const one of named) {
    const id = one.package ?? UNNAMED.package
    packages.set(id, [...(packages.get(id) ?? []), one])
  }
  const printInterfaces = (id: string): string[] => (packages.get(id) ?? []).map(one => join(printer.interface(one)))
  const blocks = [`package ${showPackage(own)};`, ...printInterfaces(own), join(printer.world())]
  for (const id of [...packages.keys()].sort()) {
    if (id !== own) blocks.push(join(block(`package ${showPackage(id)}`, separate(printInterfaces(id).map(split)))))
  }
  return `${blocks.join('\n\n')}\n`
}

interface Printer {
  interface(one: Interface): string[]
  world(): string[]
}

type Lines = readonly string[]

function createPrinter(world: World): Printer {
  const { types, interfaces } = world

  /** A type with its functions, where it is a resource. */
  function printType(name: string, index: number, functions: readonly Func[]): Lines {
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
        const own = functions.filter(({ resource }) => resource === index)
        if (own.length === 0) return [...head, `resource ${showName(name)};`]
        return [...head, ...block(`resource ${showName(name)}`, own.flatMap(printResourceFunc))]
      }
      default:
        return [...head, `type ${showName(name)} = ${showType(types, type)};`]
    }
  }

  function printField({ name, type, docs }: Field): Lines {
    return [...documentation(docs), `${showName(name)}: ${showTypeRef(types, type)},`]
  }

  function printCase({ name, type, docs }: Case): Lines {
    const payload = type === null ? '' : `(${showTypeRef(types, type)})`
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
      const given = result?.kind === 'result' ? ` -> ${showType(types, result)}` : ''
      return `constructor(${showParams(types, func.params)})${given}`
    }
    const name = func.name.slice(func.name.indexOf('.') + 1)
    return `${showName(name)}: ${func.kind === 'static' ? 'static ' : ''}${showFunc(types, func)}`
  }

  function printFunc(keyword: string, func: Func): Lines {
    return [...heading(func), `${keyword}${showName(func.name)}: ${showFunc(types, func)};`]
  }

  /** Uses, types with the functions of resources, and then what `rest` gives; a blank line between the parts. */
  function printScope(
    named: readonly { readonly name: string; readonly type: number }[],
    functions: readonly Func[],
    from: string | null,
  ): Lines[] {
    const uses = named.filter(({ type }) => usedFrom(type) !== undefined)
    const definitions = named.filter(({ type }) => usedFrom(type) === undefined)
    return [printUses(uses, from), ...definitions.map(({ name, type }) => printType(name, type, functions))]
  }

  /** The interface that a type is used from; `undefined` for one that is defined where it stands. */
  function usedFrom(index: number): { readonly from: number; readonly name: string } | undefined {
    const { type, owner } = entryAt(types, index)
    if (type.kind !== 'alias' || typeof type.target === 'string') return undefined
    const target = entryAt(types, type.target)
    if (target.owner === null || target.owner === 'world' || target.name === null) return undefined
    const isHere = owner !== null && owner !== 'world' && owner.interface === target.owner.interface
    return isHere ? undefined : { from: target.owner.interface, name: target.name }
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
    return lines.flatMap(({ head, names }) => split(`${head}.{${names.join(', ')}};`))
  }

  /** The path to an interface, in a package. */
  function pathOf(index: number, from: string | null): string {
    const { name, package: id } = interfaces[index] ?? { name: null, package: null }
    if (name === null) throw new RangeError(`the interface ${index} has no name to be used by`)
    return id === from ? showName(name) : showId(itemId(id ?? UNNAMED.package, name))
  }

  function printBody(one: Interface): Lines {
    const free = one.functions.filter(({ kind }) => kind === 'freestanding')
    const functions = free.map(func => printFunc('', func))
    return separate([...printScope(one.types, one.functions, one.package), ...functions])
  }

  function printItem(keyword: 'import' | 'export', item: WorldItem): Lines {
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
    const path = pathOf(item.interface, world.package)
    const isNamed = !item.name.includes(':')
    return [...heading(item), `${keyword} ${isNamed ? `${showName(item.name)}: ` : ''}${path};`]
  }

  return {
    interface: one => [...heading(one), ...block(`interface ${showName(one.name ?? '')}`, printBody(one))],
    world() {
      const named = world.imports.filter(item => item.kind === 'type')
      const functions = world.imports.flatMap(item => (item.kind === 'function' ? [item.function] : []))
      const isFree = (item: WorldItem): boolean => item.kind !== 'function' || item.function.kind === 'freestanding'
      const parts = [
        ...printScope(named, functions, world.package),
        ...world.imports.filter(isFree).map(item => printItem('import', item)),
        ...world.exports.map(item => printItem('export', item)),
      ]
      return [...heading(world), ...block(`world ${showName(world.name ?? UNNAMED.world)}`, separate(parts))]
    },
  }
}

function entryAt(types: readonly TypeDef[], index: number): TypeDef {
  const entry = types[index]
  if (entry === undefined) throw new RangeError(`the type table has no entry ${index}`)
  return entry
}

function block(head: string, lines: Lines): string[] {
  if (lines.length === 0) return [`${head} {}`]
  return [`${head} {`, ...lines.map(line => (line === '' ? '' : `  ${line}`)), '}']
}

/** Parts one after the other, with a blank line beside each that has several lines. */
function separate(parts: readonly Lines[]): string[] {
  const lines: string[] = []
  let wasLong = false
  for (const part of parts) {
    if (part.length === 0) continue
    const isLong = part.length > 1
    if (lines.length > 0 && (isLong || wasLong)) lines.push('')
    lines.push(...part)
    wasLong = isLong
  }
  return lines
}

function heading(one: {
  readonly docs?: string
  readonly stability?: Stability
  readonly externalId?: string
}): string[] {
  const { since, unstable, deprecated } = one.stability ?? {}
  const lines = documentation(one.docs)
  if (since !== undefined) lines.push(`@since(version = ${since})`)
  if (unstable !== undefined) lines.push(`@unstable(feature = ${showName(unstable)})`)
  if (deprecated !== undefined) lines.push(`@deprecated(version = ${deprecated})`)
  if (one.externalId !== undefined) lines.push(`@external-id(${showText(one.externalId)})`)
  return lines
}

function documentation(docs: string | undefined): string[] {
  return docs === undefined ? [] : docs.split('\n').map(line => `/// ${printable(line)}`.trimEnd())
}

const ALL_FORBIDDEN = new RegExp(FORBIDDEN, 'gu')

function printable(text: string): string {
  return text.replace(ALL_FORBIDDEN, '\ufffd')
}

function showText(text: string): string {
  const byNumber = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`
  const escaped = text.replace(/["\\]/g, '\\$&').replace(/[\p{Cc}\p{Cf}]/gu, byNumber)
  return `"${escaped.replace(ALL_FORBIDDEN, byNumber)}"`
}

function showPackage(id: string): string {
  const [name = '', ...version] = id.split('@')
  return [name.split(':').map(showName).join(':'), ...version].join('@')
}

function showId(id: string): string {
  const [path = '', ...version] = id.split('@')
  const [packageName = '', ...names] = path.split('/')
  return [[showPackage(packageName), ...names.map(showName)].join('/'), ...version].join('@')
}

function join(lines: Lines): string {
  return lines.join('\n')
}

function split(text: string): string[] {
  return text.split('\n')
}
