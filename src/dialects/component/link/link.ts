import type { Alias, Component, CoreInstance, Definition, Export, Instance } from '../../../wasm/component/component.ts'
import type { CoreModule } from '../../../wasm/module.ts'
import { addCanon } from './canon.ts'
import { atMost, createDraft, type Draft, type EmbeddedModule, type LinkLimits, linkLimits } from './draft.ts'
import {
  append,
  type CoreExports,
  createEnvironment,
  type Environment,
  found,
  type LinkedInstance,
  type LinkedItem,
  lookUp,
  lookUpCore,
  lookUpItem,
  outwards,
} from './environment.ts'
import { listExports } from './exports.ts'
import { bindImport } from './imports.ts'
import type { CoreItem, Program } from './program.ts'
import { addType } from './types.ts'

export interface Linked {
  readonly program: Program
  /** One for each core instance of the program, in their order. */
  readonly modules: readonly EmbeddedModule[]
}

/** One instance of a component while its definitions are gone through. */
interface Site {
  readonly environment: Environment
  /** `undefined` for the root, whose imports the host gives. */
  readonly args: LinkedInstance | undefined
  readonly exports: Map<string, LinkedItem>
  /** Instances around this one, itself included. */
  readonly depth: number
}

/**
 * Links a component that is valid; nothing of it is run.
 * @throws PluginError `limit-exceeded` when it unfolds to too much, `unsupported` for an import that nobody can give
 */
export function linkComponent(
  component: Component,
  decode: (bytes: Uint8Array, offset: number) => CoreModule,
  limits: LinkLimits = linkLimits,
): Linked {
  const draft = createDraft(limits)
  const root: Site = {
    environment: createEnvironment(draft.addInstance(null), undefined),
    args: undefined,
    exports: new Map(),
    depth: 1,
  }
  addDefinitions(component, root)
  return { program: draft.finish(listExports(root.exports, draft)), modules: draft.modules }

  function addDefinitions({ definitions }: Component, site: Site): void {
    for (const definition of definitions) {
      draft.visit()
      addDefinition(definition, site)
    }
  }

  function addDefinition(definition: Definition, site: Site): void {
    const { environment, args, exports } = site
    const { spaces } = environment
    switch (definition.kind) {
      case 'core module':
        spaces['core module'].push({ module: decode(definition.bytes, definition.offset), bytes: definition.bytes })
        break
      case 'core instance':
        spaces['core instance'].push(linkCoreInstance(definition, environment, draft))
        break
      case 'core type':
        // Validation alone looks at core types.
        break
      case 'component':
        spaces.component.push({ component: definition.component, environment })
        break
      case 'instance':
        spaces.instance.push(
          definition.form === 'exports' ? bag(definition, environment, draft) : instantiate(definition, site),
        )
        break
      case 'alias':
        addAlias(definition.alias, environment)
        break
      case 'type':
        addType(definition.type, environment, draft)
        break
      case 'canon':
        addCanon(definition.canon, environment, draft)
        break
      case 'import': {
        const { name } = definition.name
        const item = args === undefined ? bindImport(definition, environment, draft) : found(args.get(name), name)
        append(environment, item)
        break
      }
      case 'export': {
        const item = ascribe(lookUpItem(environment, definition.sort, definition.index), definition, environment, draft)
        exports.set(definition.name.name, item)
        append(environment, item)
        break
      }
      case 'start':
      case 'value':
        throw new RangeError(`a component that is valid has no ${definition.kind}`)
    }
  }

  function instantiate(
    { component: index, args: given }: Extract<Instance, { form: 'instantiate' }>,
    { environment, depth }: Site,
  ): LinkedInstance {
    atMost(limits.nesting, depth + 1, 'instances in instances')
    draft.visit(given.length)
    const { component, environment: outer } = lookUp(environment, 'component', index)
    const args = new Map(given.map(({ name, sort, index }) => [name, lookUpItem(environment, sort, index)]))
    const inner: Site = {
      environment: createEnvironment(draft.addInstance(environment.instance), outer),
      args,
      exports: new Map(),
      depth: depth + 1,
    }
    addDefinitions(component, inner)
    return inner.exports
  }
}

function bag(
  { exports }: Extract<Instance, { form: 'exports' }>,
  environment: Environment,
  draft: Draft,
): LinkedInstance {
  draft.visit(exports.length)
  return new Map(exports.map(({ name, sort, index }) => [name.name, lookUpItem(environment, sort, index)]))
}

/** An instance that is exported by a type shows no more than the type does. */
function ascribe(item: LinkedItem, { type }: Export, environment: Environment, draft: Draft): LinkedItem {
  if (item.sort !== 'instance' || type?.kind !== 'instance') return item
  const shown = lookUp(environment, 'type', type.type)
  if (shown.kind !== 'instance') return item
  draft.visit(shown.declarations.length + item.item.size)
  const names = new Set(shown.declarations.flatMap(entry => (entry.kind === 'export' ? entry.name.name : [])))
  return { sort: 'instance', item: new Map(Array.from(item.item).filter(([name]) => names.has(name))) }
}

/** What the module imports is looked up in the arguments; what it does not import is never given to it. */
function linkCoreInstance(instance: CoreInstance, environment: Environment, draft: Draft): CoreExports {
  if (instance.form === 'exports') {
    draft.visit(instance.exports.length)
    const items = new Map(instance.exports.map(({ name, sort, index }) => [name, lookUpCore(environment, sort, index)]))
    return name => items.get(name)
  }
  const embedded = lookUp(environment, 'core module', instance.module)
  const args = new Map(
    instance.args.map(({ name, instance }) => [name, lookUp(environment, 'core instance', instance)]),
  )
  draft.visit(embedded.module.imports.length)
  const imports = embedded.module.imports.map(({ module: from, name }) => ({
    module: from,
    name,
    item: found(args.get(from)?.(name), `${from} ${name}`),
  }))
  const number = draft.addCoreInstance({ imports }, embedded)
  return (name): CoreItem => ({ instance: number, name })
}

function addAlias(alias: Alias, environment: Environment): void {
  const { sort } = alias
  switch (alias.target) {
    case 'export': {
      const item = lookUp(environment, 'instance', alias.instance).get(alias.name)
      append(environment, found(item, alias.name))
      break
    }
    case 'core export': {
      const item = lookUp(environment, 'core instance', alias.instance)(alias.name)
      ;(environment.spaces[sort] as CoreItem[]).push(found(item, alias.name))
      break
    }
    case 'outer':
      if (sort !== 'core type') append(environment, lookUpItem(outwards(environment, alias.count), sort, alias.index))
  }
}
