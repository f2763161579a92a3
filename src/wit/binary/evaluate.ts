import { PluginError } from '../../errors.ts'
import type { Alias, Component, Definition } from '../../wasm/component/component.ts'
import type { ExternDescription, ExternName } from '../../wasm/component/externs.ts'
import type { Sort } from '../../wasm/component/sorts.ts'
import type { Declaration, TypeDefinition } from '../../wasm/component/types.ts'
import {
  type ComponentEntity,
  createSpace,
  type Entity,
  type Extern,
  type InstanceEntity,
  type OtherEntity,
  type Space,
  type TypeEntity,
} from './entities.ts'

/** What a component or component type imports and exports, in order. */
export interface Externs {
  readonly imports: readonly Extern[]
  readonly exports: readonly Extern[]
}

export interface Evaluator {
  /** A component that stands by itself. */
  component(component: Component): Externs
  /** A type of the kind `component`. */
  componentType(type: TypeEntity): Externs
}

/** Definitions and declarations, each counted as often as it is evaluated: instances of instances multiply. */
const MAX_STEPS = 500_000
/** Components in components, and instances of components that make instances. */
const MAX_DEPTH = 100

const OTHER: OtherEntity = { kind: 'other' }
const RESOURCE: TypeDefinition = { kind: 'resource', representation: 0x7f, destructor: null }

/** Evaluates components at the level of types; nothing is run, and core modules are passed over. */
export function createEvaluator(): Evaluator {
  let steps = 0
  let depth = 0

  function evaluateComponent(
    component: Component,
    parent: Space | null,
    args: ReadonlyMap<string, Entity> | null,
  ): Externs {
    const space = createSpace(parent)
    const imports: Extern[] = []
    const exports: Extern[] = []
    enter()
    for (const definition of component.definitions) {
      step(definition.offset)
      if (definition.kind === 'import') {
        const { name, type, offset } = definition
        const given = args === null ? bind(space, type, offset) : argument(args, name, offset)
        push(space, given)
        imports.push({ ...name, entity: given })
      } else if (definition.kind === 'export') exports.push(evaluateExport(space, definition))
      else evaluateDefinition(space, definition)
    }
    depth--
    return { imports, exports }
  }

  function evaluateDefinition(space: Space, definition: Exclude<Definition, { kind: 'import' | 'export' }>): void {
    const { offset } = definition
    switch (definition.kind) {
      case 'type':
        space.types.push({ kind: 'type', definition: definition.type, space, of: null })
        return
      case 'alias':
        evaluateAlias(space, definition.alias, offset)
        return
      case 'component':
        space.components.push({ kind: 'component', component: definition.component, space })
        return
      case 'instance':
        space.instances.push(
          definition.form === 'exports'
            ? inlineInstance(space, definition.exports, offset)
            : instantiate(space, definition, offset),
        )
        return
      case 'canon':
        if (definition.canon.kind === 'lift') {
          space.funcs.push({ kind: 'func', type: typeAt(space, definition.canon.type, 'func', offset) })
        }
        return
      default:
        return
    }
  }

  function instantiate(
    space: Space,
    definition: Extract<Definition, { kind: 'instance'; form: 'instantiate' }>,
    offset: number,
  ): InstanceEntity {
    const component = at(space.components, definition.component, 'component', offset)
    const args = new Map<string, Entity>()
    for (const { name, sort, index } of definition.args) {
      step(offset)
      args.set(name, entityAt(space, sort, index, offset))
    }
    const { exports } =
      'type' in component
        ? evaluateComponentType(component.type, offset)
        : evaluateComponent(component.component, component.space, args)
    return instanceOf(exports)
  }

  function inlineInstance(
    space: Space,
    exports: readonly { readonly name: ExternName; readonly sort: Sort; readonly index: number }[],
    offset: number,
  ): InstanceEntity {
    return instanceOf(
      exports.map(({ name, sort, index }) => {
        step(offset)
        return { ...name, entity: renamed(entityAt(space, sort, index, offset)) }
      }),
    )
  }

  function evaluateExport(space: Space, definition: Extract<Definition, { kind: 'export' }>): Extern {
    const { name, sort, index, type, offset } = definition
    const entity = entityAt(space, sort, index, offset)
    // An ascribed function type names its types as they are exported; other types say less than is known already.
    const ascribed = type?.kind === 'func' ? bind(space, type, offset) : entity
    const exported = renamed(ascribed)
    push(space, exported)
    return { ...name, entity: exported }
  }

  function evaluateComponentType(type: TypeEntity, offset: number): Externs {
    if (type.definition.kind !== 'component')
      throw invalid(offset, 'a component type', `a ${type.definition.kind} type`)
    return evaluateDeclarations(type.definition.declarations, type.space)
  }

  function evaluateDeclarations(declarations: readonly Declaration[], parent: Space): Externs {
    const space = createSpace(parent)
    const imports: Extern[] = []
    const exports: Extern[] = []
    enter()
    for (const declaration of declarations) {
      const { offset } = declaration
      step(offset)
      switch (declaration.kind) {
        case 'type':
          space.types.push({ kind: 'type', definition: declaration.type, space, of: null })
          break
        case 'alias':
          evaluateAlias(space, declaration.alias, offset)
          break
        case 'import':
        case 'export': {
          const entity = bind(space, declaration.type, offset)
          push(space, entity)
          const into = declaration.kind === 'import' ? imports : exports
          into.push({ ...declaration.name, entity })
          break
        }
        case 'core type':
          break
      }
    }
    depth--
    return { imports, exports }
  }

  /** What an import or export is, when only its description is known. */
  function bind(space: Space, description: ExternDescription, offset: number): Entity {
    switch (description.kind) {
      case 'type':
        if (description.equals === null) return { kind: 'type', definition: RESOURCE, space, of: null }
        return renamed(at(space.types, description.equals, 'type', offset))
      case 'func':
        return { kind: 'func', type: typeAt(space, description.type, 'func', offset) }
      case 'instance': {
        const type = typeAt(space, description.type, 'instance', offset)
        if (type.definition.kind !== 'instance') return OTHER
        return instanceOf(evaluateDeclarations(type.definition.declarations, type.space).exports)
      }
      case 'component':
        return { kind: 'component', type: typeAt(space, description.type, 'component', offset) }
      default:
        return OTHER
    }
  }

  function evaluateAlias(space: Space, alias: Alias, offset: number): void {
    if (alias.target === 'export') {
      const instance = at(space.instances, alias.instance, 'instance', offset)
      const found = instance.exports.get(alias.name)
      if (found === undefined) throw invalid(offset, `an export '${alias.name}' of the instance`, 'none of that name')
      push(space, found.entity)
    } else if (alias.target === 'outer' && (alias.sort === 'type' || alias.sort === 'component')) {
      let outer: Space | null = space
      for (let i = 0; i < alias.count; i++) outer = outer?.parent ?? null
      if (outer === null) throw invalid(offset, 'an enclosing scope', 'fewer scopes')
      push(space, entityAt(outer, alias.sort, alias.index, offset))
    }
  }

  function step(offset: number): void {
    if (++steps > MAX_STEPS) throw limit(`expected at most ${MAX_STEPS} definitions, instances counted`, offset)
  }

  function enter(): void {
    if (++depth > MAX_DEPTH) throw limit(`expected instances of instances at most ${MAX_DEPTH} deep`, undefined)
  }

  return {
    component: component => evaluateComponent(component, null, null),
    componentType: type => evaluateComponentType(type, 0),
  }
}

function instanceOf(exports: readonly Extern[]): InstanceEntity {
  return { kind: 'instance', exports: new Map(exports.map(one => [one.name, one])) }
}

/** A type gets a new identity by being imported or exported; all else stays what it is. */
function renamed(entity: Entity): Entity {
  return entity.kind === 'type' ? { ...entity, of: entity } : entity
}

function push(space: Space, entity: Entity): void {
  switch (entity.kind) {
    case 'type':
      space.types.push(entity)
      break
    case 'func':
      space.funcs.push(entity)
      break
    case 'instance':
      space.instances.push(entity)
      break
    case 'component':
      space.components.push(entity)
      break
    case 'other':
      break
  }
}

function argument(args: ReadonlyMap<string, Entity>, { name }: ExternName, offset: number): Entity {
  const given = args.get(name)
  if (given === undefined) throw invalid(offset, `an argument '${name}'`, 'none of that name')
  return given
}

function typeAt(space: Space, index: number, kind: TypeDefinition['kind'], offset: number): TypeEntity {
  const type = at(space.types, index, 'type', offset)
  if (type.definition.kind !== kind) throw invalid(offset, `a ${kind} type`, `a ${type.definition.kind} type`)
  return type
}

function entityAt(space: Space, sort: Sort, index: number, offset: number): Entity {
  switch (sort) {
    case 'type':
      return at(space.types, index, sort, offset)
    case 'func':
      return at(space.funcs, index, sort, offset)
    case 'instance':
      return at<InstanceEntity>(space.instances, index, sort, offset)
    case 'component':
      return at<ComponentEntity>(space.components, index, sort, offset)
    default:
      return OTHER
  }
}

function at<T>(items: readonly T[], index: number, what: string, offset: number): T {
  const item = items[index]
  if (item === undefined) throw invalid(offset, `an index below the ${items.length} of the ${what} space`, `${index}`)
  return item
}

function invalid(offset: number, expected: string, found: string): PluginError {
  return new PluginError('invalid', `expected ${expected}, found ${found}`, { offset })
}

function limit(expected: string, offset: number | undefined): PluginError {
  return new PluginError('limit-exceeded', `${expected}, found more`, { offset })
}
