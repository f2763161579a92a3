import { componentDialect } from '../dialects/component/dialect.ts'
import { type ReadComponent, readComponent } from '../dialects/component/recognize.ts'
import { PluginError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import type { CoreModule } from '../wasm/module.ts'
import { showFunc, showType } from '../wit/show.ts'
import type { World, WorldItem } from '../wit/world.ts'
import { issueOf } from './check.ts'
import type { InspectedExport, Inspection } from './inspection.ts'
import { type Inspected, inspectBounds, inspectFeatures, missingFeatures, producersOf, witOf } from './parts.ts'

/**
 * What a component says of itself; of one that cannot be linked, why it cannot.
 * @throws PluginError for malformed bytes
 */
export function inspectComponent(bytes: Uint8Array<ArrayBuffer>): Inspected {
  try {
    return inspectLinked(readComponent(bytes, defaultLimits, () => {}))
  } catch (error) {
    if (!(error instanceof PluginError) || error.code === 'malformed') throw error
    const issues = [issueOf(error)]
    return { imports: [], exports: [], memories: [], tables: [], functions: 0, features: [], producers: [], issues }
  }
}

function inspectLinked({ recognition, modules: instantiated, customSections }: ReadComponent): Inspected {
  const { facts, evidence } = recognition
  const modules = [...new Set(instantiated.map(({ module }) => module))]
  const { imports, exports } = facts.world
  return {
    dialect: { name: componentDialect.name, evidence },
    ...witOf(facts.world),
    imports: imports.map(item => ({
      ...inspectItem(item, facts.world),
      role: componentDialect.importRole(facts, item.name, item.name),
    })),
    exports: exports.map(item => inspectItem(item, facts.world)),
    memories: modules.flatMap(ownMemories),
    tables: modules.flatMap(ownTables),
    functions: modules.reduce((sum, module) => sum + module.functions.length, 0),
    features: inspectFeatures(modules),
    producers: producersOf(customSections),
    issues: missingFeatures(modules),
  }
}

function inspectItem(item: WorldItem, { types, interfaces }: World): InspectedExport {
  const { name } = item
  switch (item.kind) {
    case 'function':
      return { name, kind: 'func', signature: showFunc(types, item.function) }
    case 'type': {
      const type = types[item.type]?.type
      return { name, kind: 'type', signature: type === undefined ? 'of no type' : showType(types, type) }
    }
    case 'interface': {
      const { types: named = [], functions = [] } = interfaces[item.interface] ?? {}
      return { name, kind: 'instance', signature: [...named, ...functions].map(({ name }) => name).join(', ') }
    }
  }
}

/** What a module of a component imports, another one of it has made. */
function ownMemories(module: CoreModule): Inspection['memories'] {
  return module.memories.map(memory => inspectBounds(memory, false))
}

function ownTables(module: CoreModule): Inspection['tables'] {
  return module.tables.map(table => inspectBounds(table, false))
}
