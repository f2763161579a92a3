import { dialectInfo, type Recognized, recognizeDialect, unrecognized } from '../dialects/list.ts'
import { type Issue, PluginError } from '../errors.ts'
import { componentSectionNames } from '../wasm/component/sections.ts'
import { decodeModule } from '../wasm/decode.ts'
import type { Bounds, CoreModule, Import } from '../wasm/module.ts'
import { createReader } from '../wasm/reader.ts'
import { recognizeBinary } from '../wasm/recognize.ts'
import { sectionNames } from '../wasm/sections.ts'
import { functionTypeAt, type ItemType, indexSpaces, itemType, signature, typeText } from '../wasm/spaces.ts'
import type { World } from '../wit/world.ts'
import { collectIssues } from './check.ts'
import { inspectComponent } from './component.ts'
import type { InspectedExport, InspectedImport, Inspection, SectionSize } from './inspection.ts'
import { type Inspected, inspectBounds, inspectFeatures, missingFeatures, producersOf, witOf } from './parts.ts'
import { bytesOf } from './source.ts'

/**
 * What the bytes of a plugin say about it, whatever its kind. Nothing of the plugin is run.
 * @throws PluginError for bytes that are no WebAssembly or are malformed
 */
export function inspect(source: Uint8Array | ArrayBuffer): Inspection {
  const bytes = bytesOf(source)
  const size = bytes.length
  if (recognizeBinary(bytes) === 'component')
    return { kind: 'component', size, ...inspectComponent(bytes), sections: readSections(bytes, componentSectionNames) }
  return { kind: 'core', size, ...inspectModule(bytes), sections: readSections(bytes, sectionNames) }
}

function inspectModule(bytes: Uint8Array): Inspected {
  const module = decodeModule(bytes)
  const recognized = recognizeDialect(module)
  const spaces = indexSpaces(module)
  let world: World | undefined
  // An interface that cannot be read is a finding; what else the bytes say is said all the same.
  const unreadable = collectIssues(() => {
    world = recognized?.dialect.world?.(recognized.facts)
    return []
  })
  return {
    ...(recognized === undefined ? {} : { dialect: dialectInfo(recognized) }),
    ...witOf(world),
    imports: module.imports.map(item => inspectImport(module, item, recognized)),
    exports: module.exports.map(item => inspectExport(item.name, itemType(module, item), item.kind)),
    memories: spaces.memories.map((bounds, index) => inspectBounds(bounds, index < spaces.imported.memory)),
    tables: spaces.tables.map((bounds, index) => inspectBounds(bounds, index < spaces.imported.table)),
    functions: module.functions.length,
    features: inspectFeatures([module]),
    producers: producersOf(module.customSections),
    issues: [...issuesOf(module, recognized), ...unreadable],
  }
}

function inspectImport(module: CoreModule, item: Import, recognized: Recognized | undefined): InspectedImport {
  const role = recognized?.dialect.importRole(recognized.facts, item.module, item.name) ?? 'unknown'
  const source = recognized?.dialect.importSource?.(recognized.facts, item.module, item.name)
  const found = { ...inspectExport(item.name, importType(module, item), item.item.kind), module: item.module, role }
  return source === undefined ? found : { ...found, source }
}

function importType(module: CoreModule, { item }: Import): ItemType | undefined {
  if (item.kind === 'func' || item.kind === 'tag') {
    const type = functionTypeAt(module, item.type)
    return type === undefined ? undefined : { kind: item.kind, type }
  }
  if (item.kind === 'table') return { kind: item.kind, type: item }
  if (item.kind === 'memory') return { kind: item.kind, type: item }
  return { kind: item.kind, type: item }
}

function inspectExport(name: string, item: ItemType | undefined, kind: InspectedExport['kind']): InspectedExport {
  return { name, kind, signature: item === undefined ? 'of no type' : itemSignature(item) }
}

/** `(i32, i32) -> i32`, `mut i32`, `17 pages`, `1 to 5 funcref`. */
function itemSignature(item: ItemType): string {
  switch (item.kind) {
    case 'func':
    case 'tag':
      return signature(item.type)
    case 'global':
      return `${item.type.mutable ? 'mut ' : ''}${typeText(item.type.type)}`
    case 'memory':
      return `${boundsText(item.type)} pages`
    case 'table':
      return `${boundsText(item.type)} ${typeText(item.type.element)}`
  }
}

function boundsText({ min, max }: Bounds): string {
  return max === undefined || max === min ? `${min}` : `${min} to ${max}`
}

function issuesOf(module: CoreModule, recognized: Recognized | undefined): Issue[] {
  const issues = missingFeatures([module])
  if (recognized === undefined) issues.push(unrecognized(module))
  // What is wrong by any contract; what only this one lacks is none of the module's fault.
  const refused = recognized?.dialect.fit(recognized.facts, nothing, { names: {} }) ?? []
  issues.push(...refused.filter(({ code }) => code === 'unsupported'))
  return issues
}

const nothing: World = { name: null, package: null, types: [], interfaces: [], imports: [], exports: [] }

/** Sizes of the sections of a module or component, in the order of the file. */
function readSections(bytes: Uint8Array, names: Readonly<Record<number, string>>): SectionSize[] {
  const reader = createReader(bytes)
  reader.bytes(8)
  const sections: SectionSize[] = []
  try {
    while (reader.remaining > 0) {
      const id = reader.u8()
      const part = reader.part(reader.u32(), 'the section')
      const size = part.remaining
      sections.push({ name: id === 0 ? JSON.stringify(part.name()) : (names[id] ?? `section ${id}`), size })
    }
  } catch (error) {
    // What is wrong with it, decoding says better.
    if (!(error instanceof PluginError)) throw error
  }
  return sections
}
