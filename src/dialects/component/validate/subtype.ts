import { type CoreTypes, checkCoreExtern, type ModuleType, show } from './core-types.ts'
import { createEquality, describe, type Equality } from './equality.ts'
import type { Described } from './externs.ts'
import { along, type Effort, invalid } from './fail.ts'
import { createSubstitution } from './substitute.ts'
import type { ComponentType, Extern, InstanceType, Resource, Type } from './types.ts'

/**
 * Type checking as the component model's explainer has it: what is given against what is asked for.
 * Value and function types must be equal; instances may export more, components and modules import less besides.
 */
export interface Subtyping {
  /** @throws PluginError `invalid` when `item` cannot be exported with that type */
  checkAscription(item: Extern, ascribed: Described): void
  /**
   * Checks `args` by name against what the component imports; what it does not import is passed over.
   * The result speaks of the resources that were given, and of new ones, which are in `created`.
   */
  instantiate(component: ComponentType, args: Externs): Instantiated
}

export interface Instantiated {
  readonly exports: Externs
  readonly created: readonly Resource[]
}

type Externs = ReadonlyMap<string, Extern>

export function createSubtyping(coreTypes: CoreTypes, effort: Effort): Subtyping {
  /** One comparison: the resources that the asked side introduces are learnt from the given one as it goes. */
  function createComparison(resources: Map<Resource, Resource>) {
    const equality: Equality = createEquality(resources, effort)

    function extern(a: Extern, b: Extern): void {
      effort.spend()
      if (a.sort === 'core module' && b.sort === 'core module') module(a.type, b.type)
      else if (a.sort === 'func' && b.sort === 'func') equality.func(a.type, b.type)
      else if (a.sort === 'type' && b.sort === 'type') type(a.type, b.type)
      else if (a.sort === 'instance' && b.sort === 'instance') instance(a.type, b.type)
      else if (a.sort === 'component' && b.sort === 'component') component(a.type, b.type)
      else invalid(`expected ${b.sort}, found ${a.sort}`)
    }

    function type(a: Type, b: Type): void {
      if (typeof a === 'string' || typeof b === 'string') {
        if (a !== b) invalid(`expected ${describe(b)}, found ${describe(a)}`)
      } else if (a.kind === 'resource' && b.kind === 'resource') equality.resource(a, b)
      else if (a.kind === 'func' && b.kind === 'func') equality.func(a, b)
      else if (a.kind === 'instance' && b.kind === 'instance') instance(a, b)
      else if (a.kind === 'component' && b.kind === 'component') component(a, b)
      else if ('facts' in a && 'facts' in b) equality.value(a, b)
      else invalid(`expected ${describe(b)}, found ${describe(a)}`)
    }

    function module(a: ModuleType, b: ModuleType): void {
      for (const [name, expected] of b.exports) {
        effort.spend()
        const item = a.exports.get(name) ?? invalid(`missing expected export ${JSON.stringify(name)}`)
        along(`export ${JSON.stringify(name)}`, () => checkCoreExtern(item, expected, coreTypes))
      }
      for (const [from, items] of a.imports) {
        for (const [name, expected] of items) {
          effort.spend()
          const item = b.imports.get(from)?.get(name) ?? invalid(`missing expected import ${show(from, name)}`)
          along(`import ${show(from, name)}`, () => checkCoreExtern(item, expected, coreTypes))
        }
      }
    }

    function exports(a: Externs, b: Externs): void {
      for (const [name, expected] of b) {
        const item = a.get(name) ?? invalid(`missing expected export "${name}"`)
        along(`export "${name}"`, () => extern(item, expected))
      }
    }

    function instance(a: InstanceType, b: InstanceType): void {
      learnAll(a.exports, b.exports, b.fresh)
      exports(a.exports, b.exports)
    }

    /** `a` fits when it can be instantiated with what `b` imports, and then exports what `b` exports. */
    function component(a: ComponentType, b: ComponentType): void {
      const known = createSubstitution({ resources }, effort)
      const { type: expected } = known.extern({ sort: 'component', type: b }) as { readonly type: ComponentType }
      const opened = instantiate(a, expected.imports)
      const comparison = createComparison(new Map())
      comparison.learnAll(opened.exports, expected.exports, expected.fresh)
      comparison.exports(opened.exports, expected.exports)
    }

    /** Learns what those resources are that the asked side introduces by its types. */
    function learn(a: Extern | undefined, b: Extern, introduced: ReadonlySet<Resource>): void {
      effort.spend()
      if (a?.sort === 'instance' && b.sort === 'instance') learnAll(a.type.exports, b.type.exports, introduced)
      if (a?.sort !== 'type' || b.sort !== 'type') return
      if (typeof a.type === 'string' || a.type.kind !== 'resource') return
      if (typeof b.type === 'string' || b.type.kind !== 'resource') return
      const { resource } = b.type
      if (introduced.has(resource) && !resources.has(resource)) resources.set(resource, a.type.resource)
    }

    function learnAll(a: Externs, b: Externs, introduced: ReadonlySet<Resource>): void {
      if (introduced.size === 0) return
      for (const [name, expected] of b) learn(a.get(name), expected, introduced)
    }

    return { extern, exports, learn, learnAll }
  }

  function instantiate(component: ComponentType, args: Externs): Instantiated {
    const resources = new Map<Resource, Resource>()
    const types = new Map<Type, Type>()
    const comparison = createComparison(resources)
    for (const [name, expected] of component.imports) {
      const item = args.get(name) ?? invalid(`missing import named "${name}"`)
      comparison.learn(item, expected, component.imported)
      along(`import "${name}"`, () => comparison.extern(item, expected))
      pairTypes(item, expected, types)
    }
    const substitution = createSubstitution({ types, resources, fresh: component.fresh }, effort)
    const exports = new Map(Array.from(component.exports, ([name, item]) => [name, substitution.extern(item)]))
    return { exports, created: substitution.created }
  }

  /** Adds every type that is asked for by a name, with the one given under that name. */
  function pairTypes(a: Extern | undefined, b: Extern, types: Map<Type, Type>): void {
    effort.spend()
    if (a?.sort === 'type' && b.sort === 'type') types.set(b.type, a.type)
    else if (a?.sort === 'instance' && b.sort === 'instance')
      for (const [name, inner] of b.type.exports) pairTypes(a.type.exports.get(name), inner, types)
  }

  function checkAscription(item: Extern, { item: expected, abstract }: Described): void {
    const comparison = createComparison(new Map())
    if (abstract !== undefined) comparison.learn(item, expected, new Set([abstract]))
    along('ascribed type of export is not compatible', () => comparison.extern(item, expected))
  }

  return { checkAscription, instantiate }
}
