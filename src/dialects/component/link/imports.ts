import { PluginError } from '../../../errors.ts'
import type { Import } from '../../../wasm/component/component.ts'
import type { ExternDescription } from '../../../wasm/component/externs.ts'
import type { Declaration } from '../../../wasm/component/types.ts'
import type { Draft } from './draft.ts'
import {
  append,
  createEnvironment,
  type Environment,
  found,
  type LinkedInstance,
  type LinkedItem,
  lookUp,
  lookUpItem,
  outwards,
} from './environment.ts'
import { addType, functionType, notOfKind } from './types.ts'

/**
 * What an import of the root component stands for: functions and resources that the host gives, by their names.
 * @throws PluginError `unsupported` for an import that no host can give
 */
export function bindImport({ name, type }: Import, environment: Environment, draft: Draft): LinkedItem {
  return bind(type, [name.name], environment, draft)
}

function bind(
  description: ExternDescription,
  path: readonly string[],
  environment: Environment,
  draft: Draft,
): LinkedItem {
  switch (description.kind) {
    case 'func':
      return {
        sort: 'func',
        item: draft.addFunction({ kind: 'import', type: functionType(description.type, environment), path }),
      }
    case 'type':
      if (description.equals !== null) return lookUpItem(environment, 'type', description.equals)
      return {
        sort: 'type',
        item: { kind: 'resource', resource: draft.addResource(type => ({ type, kind: 'import', path })) },
      }
    case 'instance': {
      const type = lookUp(environment, 'type', description.type)
      if (type.kind !== 'instance') throw notOfKind('instance', type)
      return { sort: 'instance', item: bindInstance(type.declarations, path, type.environment, draft) }
    }
    default:
      throw new PluginError(
        'unsupported',
        `expected a component that imports functions, types and instances, found the import ${path.join(' ')}, a ${description.kind}`,
      )
  }
}

/** What an instance of this type exports, each item by its name behind those of `path`. */
function bindInstance(
  declarations: readonly Declaration[],
  path: readonly string[],
  outer: Environment,
  draft: Draft,
): LinkedInstance {
  const environment = createEnvironment(outer.instance, outer)
  const exports = new Map<string, LinkedItem>()
  for (const declaration of declarations) {
    draft.visit()
    switch (declaration.kind) {
      case 'type':
        addType(declaration.type, environment, draft)
        break
      case 'alias':
        addTypeAlias(declaration.alias, environment)
        break
      case 'export': {
        const { name } = declaration.name
        const item = bind(declaration.type, [...path, name], environment, draft)
        exports.set(name, item)
        append(environment, item)
      }
    }
  }
  return exports
}

function addTypeAlias(alias: Extract<Declaration, { kind: 'alias' }>['alias'], environment: Environment): void {
  if (alias.target === 'outer') {
    if (alias.sort === 'type') append(environment, lookUpItem(outwards(environment, alias.count), 'type', alias.index))
  } else append(environment, found(lookUp(environment, 'instance', alias.instance).get(alias.name), alias.name))
}
