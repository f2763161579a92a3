import { PluginError } from '../../errors.ts'
import { isLabel, parseInterfaceId } from '../../wit/names.ts'
import { showId, showName, showPackage } from '../../wit/show.ts'
import { inWords } from '../member.ts'
import type { AnyInterfaceNode, Items, WorldSpec } from './nodes.ts'
import { createScope, type Entries, type Scope, settle } from './scopes.ts'
import { labelOf, spellDefinition, spellFunction } from './spell.ts'

type Side = 'import' | 'export'
type Item = readonly [side: Side, key: string, node: Items[string]]

/** An interface with its place. */
interface Placed {
  readonly scope: Scope
  /** Its own name. */
  readonly label: string
  /** Id of its package where that is another than the world's. */
  readonly foreign: string | undefined
}

/**
 * The WIT text of a world made of values.
 * @throws PluginError `invalid-option`
 */
export function spellWorld(id: string, { imports = {}, exports = {}, types = [] }: WorldSpec): string {
  const { home, name } = parseWorldId(id)
  const items: Item[] = [...itemsOf('import', imports), ...itemsOf('export', exports)]
  const interfaces = new Map<AnyInterfaceNode, Placed>()
  for (const [, key, node] of items)
    if (node.kind !== 'function' && !interfaces.has(node)) interfaces.set(node, placeInterface(key, node))
  const own: Entries = [
    ...types.map(type => [type.name, type] as const),
    ...items.flatMap(([, key, node]) => (node.kind === 'function' ? [[key, node] as const] : [])),
  ]
  const scope = createScope(null, `the world ${name}`, own)
  const owners = settle([...[...interfaces.values()].map(placed => placed.scope), scope])
  const spellBody = (body: Scope): string[] => [...spellUses(body, owners), ...body.types.map(spellDefinition)]
  const spellInterface = (body: Scope): string => {
    const functions = body.functions.map(([label, func]) => `${showName(label)}: ${spellFunction(func, '')};`)
    return block([...spellBody(body), ...functions])
  }

  const named = [...interfaces].filter(([node]) => node.kind === 'interface').map(([, placed]) => placed)
  const interfaceTexts = (foreign: string | undefined): string[] =>
    named
      .filter(placed => placed.foreign === foreign)
      .map(placed => `interface ${showName(placed.label)} ${spellInterface(placed.scope)}`)
  const others = [...new Set(named.flatMap(({ foreign }) => foreign ?? []))]
  return [
    `package ${showPackage(home)};`,
    ...interfaceTexts(undefined),
    `world ${showName(name)} ${block([...spellBody(scope), ...items.map(item => spellItem(item, interfaces, spellInterface))])}`,
    ...others.map(other => `package ${showPackage(other)} ${block(interfaceTexts(other))}`),
  ].join('\n\n')
}

function spellItem(
  [side, key, node]: Item,
  interfaces: ReadonlyMap<AnyInterfaceNode, Placed>,
  spellInterface: (scope: Scope) => string,
): string {
  if (node.kind === 'function') return `${side} ${showName(labelOf(key))}: ${spellFunction(node, '')};`
  const placed = interfaces.get(node)
  if (placed === undefined) throw new RangeError(`${key} has no place`)
  if (node.kind === 'inline') return `${side} ${showName(labelOf(key))}: interface ${spellInterface(placed.scope)}`
  const path = placed.scope.path ?? ''
  const isOwnName = isId(key) ? key === path : labelOf(key) === placed.label && placed.foreign === undefined
  return `${side} ${isOwnName ? '' : `${showName(labelOf(key))}: `}${spellPath(path)};`
}

function placeInterface(key: string, node: AnyInterfaceNode): Placed {
  const entries = Object.entries(node.members)
  if (node.kind === 'inline') {
    const scope = createScope(null, `the inline interface ${key}`, entries)
    return { scope, label: labelOf(key), foreign: undefined }
  }
  const title = `the interface ${key}`
  if (!isId(key)) {
    const label = labelOf(key)
    return { scope: createScope(label, title, entries), label, foreign: undefined }
  }
  const id = parseInterfaceId(key)
  if (id === undefined) throw wrong(`${JSON.stringify(key)} is no id of an interface: expected ns:package/interface`)
  const foreign = id.version === null ? id.package : `${id.package}@${id.version.text}`
  return { scope: createScope(key, title, entries), label: id.interface, foreign }
}

/** `use` lines, one for each scope from which something comes. */
function spellUses({ used }: Scope, owners: ReadonlyMap<unknown, Scope>): string[] {
  const names = new Map<string, string[]>()
  for (const node of used) {
    const path = owners.get(node)?.path ?? ''
    names.set(path, [...(names.get(path) ?? []), showName(labelOf(node.name))])
  }
  return [...names].map(([path, list]) => `use ${spellPath(path)}.{${list.join(', ')}};`)
}

function spellPath(path: string): string {
  return isId(path) ? showId(path) : showName(path)
}

function isId(key: string): boolean {
  return key.includes('/')
}

function itemsOf(side: Side, items: Items): Item[] {
  return Object.entries(items).map(([key, node]): Item => {
    const kind: unknown = node?.kind
    if (kind !== 'function' && kind !== 'interface' && kind !== 'inline')
      throw wrong(`${side}s.${key}: expected a function or an interface made by t, found ${inWords(node)}`)
    return [side, key, node]
  })
}

function parseWorldId(text: string): { readonly home: string; readonly name: string } {
  const id = typeof text === 'string' ? parseInterfaceId(text) : undefined
  if (id === undefined || !isLabel(id.interface))
    throw wrong(
      `expected the id of a world, ns:package/world@1.2.3, found ${typeof text === 'string' ? JSON.stringify(text) : inWords(text)}`,
    )
  return { home: id.version === null ? id.package : `${id.package}@${id.version.text}`, name: id.interface }
}

function block(lines: readonly string[]): string {
  return lines.length === 0 ? '{}' : `{\n${lines.map(line => line.replace(/^/gm, '  ')).join('\n')}\n}`
}

function wrong(message: string): PluginError {
  return new PluginError('invalid-option', message, { phase: 'contract' })
}
