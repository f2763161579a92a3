import { PluginError } from '../../errors.ts'
import type { Component } from '../../wasm/component/component.ts'
import { decodeComponent } from '../../wasm/component/decode.ts'
import type { CustomSection } from '../../wasm/module.ts'
import { elaborate } from '../elaborate.ts'
import { extractWorld } from '../extract.ts'
import { parseInterfaceId } from '../names.ts'
import type { Resolution, ResolvedWorld } from '../resolution.ts'
import type { World, WorldItem } from '../world.ts'
import { type Collector, createCollector } from './collect.ts'
import { createEvaluator, type Externs } from './evaluate.ts'

/**
 * What a component imports and exports, as a world without a name.
 * @throws PluginError `invalid` for indices that lead nowhere, `unsupported` for what WIT cannot say, `limit-exceeded`
 */
export function worldOfComponent(component: Component): World {
  const collector = createCollector()
  const items = collector.world(createEvaluator().component(component), 0, null)
  return extractWorld(tablesOf(collector), { name: null, package: null, ...items })
}

/** The world that a core module was built for, as its bindings generator wrote it down. */
export interface ModuleWorld {
  readonly world: World
  /** How its strings are encoded in memory. */
  readonly stringEncoding: 'utf8' | 'utf16' | 'latin1+utf16'
}

const MODULE_SECTION = 'component-type'
const ENCODING_SECTION = 'wit-component-encoding'
const ENCODING_VERSION = 4
const ENCODINGS: ReadonlyMap<number | undefined, ModuleWorld['stringEncoding']> = new Map([
  [0x00, 'utf8'],
  [0x01, 'utf16'],
  [0x02, 'latin1+utf16'],
])

/** Whether a custom section holds a world that the module was built for. */
export function isWorldSection(name: string): boolean {
  return name === MODULE_SECTION || name.startsWith(`${MODULE_SECTION}:`)
}

/**
 * Reads the world out of a core module's custom sections; several make one world together. `undefined` when there is
 * none.
 * @throws PluginError `malformed`, `invalid`, `unsupported`, `limit-exceeded`
 */
export function worldOfModule(sections: readonly CustomSection[]): ModuleWorld | undefined {
  const components = sections.filter(({ name }) => isWorldSection(name)).map(({ bytes }) => decodeComponent(bytes))
  if (components.length === 0) return undefined
  const collector = createCollector()
  const worlds = components.flatMap(component => collectPackage(component, collector))
  const [first] = worlds
  if (first === undefined) throw malformed(`a world in the section ${MODULE_SECTION}`, 'none')
  const encodings = new Set(components.map(encodingOf))
  const [stringEncoding = 'utf8'] = encodings
  if (encodings.size > 1) throw new PluginError('unsupported', 'expected one encoding of strings, found several')
  const { name, package: id } = first
  const imports = joinItems(worlds.map(world => world.imports))
  const exports = joinItems(worlds.map(world => world.exports))
  return { world: extractWorld(tablesOf(collector), { name, package: id, imports, exports }), stringEncoding }
}

function encodingOf({ customSections }: Component): ModuleWorld['stringEncoding'] {
  const section = customSections.find(({ name }) => name === ENCODING_SECTION)
  const [version, byte] = section?.bytes ?? [ENCODING_VERSION, 0x00]
  const encoding = ENCODINGS.get(byte)
  if (version === ENCODING_VERSION && encoding !== undefined) return encoding
  throw new PluginError('unsupported', `expected version ${ENCODING_VERSION} of ${ENCODING_SECTION}, found ${version}`)
}

/** Items by name, the first of each; an interface of one id is one interface already. */
function joinItems(lists: readonly (readonly WorldItem[])[]): WorldItem[] {
  const byName = new Map<string, WorldItem>()
  for (const item of lists.flat()) if (!byName.has(item.name)) byName.set(item.name, item)
  return [...byName.values()]
}

/**
 * Reads packages of WIT in binary form, as tools hand them around in place of text; `undefined` when a component is none.
 * @throws PluginError `invalid`, `unsupported`, `limit-exceeded`
 */
export function resolutionOfPackage(component: Component): Resolution | undefined {
  const { exports } = createEvaluator().component(component)
  const isPackage =
    exports.length > 0 &&
    exports.every(({ entity }) => entity.kind === 'type' && entity.definition.kind === 'component')
  if (!isPackage) return undefined
  const collector = createCollector()
  const collected = collectPackage(component, collector)
  const tables = tablesOf(collector)
  const worlds = collected.map(world => ({ ...world, ...elaborate(tables, world.imports, world.exports) }))
  const ids = new Set([...tables.interfaces.map(one => one.package ?? ''), ...worlds.map(one => one.package)])
  const packages = [...ids].map(id => ({
    id,
    interfaces: [...tables.interfaces.keys()].filter(index => {
      const one = tables.interfaces[index]
      return one?.package === id && one.name !== null
    }),
    worlds: [...worlds.keys()].filter(index => worlds[index]?.package === id),
  }))
  return { packages, worlds, ...tables }
}

/** Each export of such a component is a type, of a component that exports one interface or one world by its id. */
function collectPackage(component: Component, collector: Collector): ResolvedWorld[] {
  const evaluator = createEvaluator()
  const worlds: ResolvedWorld[] = []
  for (const { entity } of evaluator.component(component).exports) {
    if (entity.kind !== 'type') throw malformed('a type of a component', `a ${entity.kind}`)
    const externs = evaluator.componentType(entity)
    collectItems(externs, collector)
    for (const { name, entity: world } of externs.exports) {
      if (world.kind !== 'component' || !('type' in world)) continue
      const id = parseInterfaceId(name)
      if (id === undefined) throw malformed('the id of a world', `'${name.slice(0, 100)}'`)
      const packageId = id.version === null ? id.package : `${id.package}@${id.version.text}`
      const items = collector.world(evaluator.componentType(world.type), worlds.length, packageId)
      worlds.push({ name: id.interface, package: packageId, ...items })
    }
  }
  return worlds
}

function collectItems({ imports, exports }: Externs, collector: Collector): void {
  for (const { name, entity } of [...imports, ...exports]) {
    if (entity.kind === 'instance') collector.interface(name, entity)
  }
}

function tablesOf({ interfaces, table }: Collector): Pick<Resolution, 'interfaces' | 'types'> {
  return { interfaces, types: table.types }
}

function malformed(expected: string, found: string): PluginError {
  return new PluginError('malformed', `expected ${expected}, found ${found}`)
}
