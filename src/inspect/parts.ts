import { type Issue, PluginError } from '../errors.ts'
import { engineHas } from '../guard/support.ts'
import type { Bounds, CoreModule, CustomSection } from '../wasm/module.ts'
import { decodeProducers } from '../wasm/names.ts'
import { printWorld } from '../wit/printer.ts'
import type { World } from '../wit/world.ts'
import type { InspectedBounds, Inspection, NeededFeature, Producer } from './inspection.ts'

/** What only the kind of the file tells. */
export type Inspected = Omit<Inspection, 'kind' | 'size' | 'sections'>

export function inspectBounds({ min, max }: Bounds, imported: boolean): InspectedBounds {
  return max === undefined ? { min, imported } : { min, max, imported }
}

/** The features that any of the modules needs. */
export function inspectFeatures(modules: readonly CoreModule[]): NeededFeature[] {
  return featuresOf(modules).map(name => ({ name, supported: engineHas(name) }))
}

export function missingFeatures(modules: readonly CoreModule[]): Issue[] {
  return featuresOf(modules)
    .filter(name => !engineHas(name))
    .map(name => ({ code: 'unsupported', message: `the module needs ${name}, which this engine lacks` }))
}

function featuresOf(modules: readonly CoreModule[]): CoreModule['features'] {
  return [...new Set(modules.flatMap(module => module.features))]
}

export function producersOf(sections: readonly CustomSection[]): Producer[] {
  const fields = decodeProducers(sections.find(({ name }) => name === 'producers'))
  return [...fields].flatMap(([field, producers]) => producers.map(producer => ({ field, ...producer })))
}

/** The interface as text, unless there is none or WIT cannot say it: names in bytes may be of more kinds. */
export function witOf(world: World | undefined): Pick<Inspection, 'wit'> {
  try {
    return world === undefined ? {} : { wit: printWorld(world) }
  } catch (error) {
    if (error instanceof PluginError) return {}
    throw error
  }
}
