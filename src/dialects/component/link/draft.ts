import { PluginError } from '../../../errors.ts'
import type { CoreModule } from '../../../wasm/module.ts'
import { found } from './environment.ts'
import type {
  ComponentFunction,
  CoreInstantiation,
  CoreItem,
  MadeFunction,
  Program,
  ProgramExport,
  ResourceDefinition,
} from './program.ts'
import { createTypeTable, type TypeTable } from './type-table.ts'

/** How much one component may unfold to; what it does is counted while it unfolds. */
export interface LinkLimits {
  /** Component instances, the root among them. */
  readonly instances: number
  readonly coreInstances: number
  /** Instances that make instances that make instances. */
  readonly nesting: number
  /** Definitions of all instances, and the parts of them: of a component that is instantiated twice, twice. */
  readonly parts: number
}

export const linkLimits: LinkLimits = { instances: 1_000, coreInstances: 1_000, nesting: 100, parts: 200_000 }

/** An embedded core module. */
export interface EmbeddedModule {
  readonly module: CoreModule
  readonly bytes: Uint8Array
}

/** A program while it is written. */
export interface Draft {
  readonly table: TypeTable
  /** By core instance. */
  readonly modules: readonly EmbeddedModule[]
  /** Numbers of new entries. @throws PluginError `limit-exceeded` */
  addInstance(parent: number | null): number
  addCoreInstance(instantiation: CoreInstantiation, module: EmbeddedModule): number
  addFunction(definition: ComponentFunction): number
  addMade(definition: MadeFunction): CoreItem
  addResource(definition: (type: number) => ResourceDefinition): number
  /** The type table's entry of a resource. */
  resourceType(resource: number): number
  /** Counts parts that are looked at, by default one. @throws PluginError `limit-exceeded` */
  visit(count?: number): void
  finish(exports: readonly ProgramExport[]): Program
}

export function createDraft(limits: LinkLimits): Draft {
  const instances: { readonly parent: number | null }[] = []
  const coreInstances: CoreInstantiation[] = []
  const coreFunctions: MadeFunction[] = []
  const functions: ComponentFunction[] = []
  const resources: ResourceDefinition[] = []
  const table = createTypeTable()
  const modules: EmbeddedModule[] = []
  let parts = 0

  return {
    table,
    modules,
    addInstance: parent => {
      atMost(limits.instances, instances.length + 1, 'instances')
      return instances.push({ parent }) - 1
    },
    addCoreInstance: (instantiation, module) => {
      atMost(limits.coreInstances, coreInstances.length + 1, 'core instances')
      modules.push(module)
      return coreInstances.push(instantiation) - 1
    },
    addFunction: definition => functions.push(definition) - 1,
    addMade: definition => ({ made: coreFunctions.push(definition) - 1 }),
    addResource: definition => resources.push(definition(table.addResource())) - 1,
    resourceType: resource => found(resources[resource], `resource ${resource}`).type,
    visit: (count = 1) => {
      parts += count
      atMost(limits.parts, parts, 'definitions')
    },
    finish: exports => ({ instances, coreInstances, coreFunctions, functions, types: table.types, resources, exports }),
  }
}

export function atMost(most: number, amount: number, what: string): void {
  if (amount > most)
    throw new PluginError('limit-exceeded', `expected a component that unfolds to at most ${most} ${what}, found more`)
}
