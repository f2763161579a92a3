import { elaborate } from '../elaborate.ts'
import { itemId } from '../names.ts'
import type { ExternNode, Id, IncludeNode, WorldNode } from '../syntax/ast.ts'
import type { WorldItem } from '../world.ts'
import { createWorldItems, type WorldItems } from '../world-items.ts'
import { includeWorld } from './include.ts'
import { resolveFunc, resolveInterface, resolveTypes } from './interfaces.ts'
import { attributes, type Context, description, findIndex, gatedBy, type PackageItem } from './scope.ts'
import { report, type TypeScope } from './types.ts'

/** Resolves a world and adds it to the context; its index, or `undefined` where including it would repeat its faults. */
export function resolveWorld(context: Context, { file }: PackageItem, node: WorldNode): number | undefined {
  const index = context.worlds.length
  const { scope, types, resourceFunctions } = resolveTypes(context, file, { world: index }, node.items)
  const imports = createWorldItems()
  const exports = createWorldItems()
  for (const { name, type } of types) imports.add({ kind: 'type', name, type })
  for (const func of resourceFunctions) imports.add({ kind: 'function', name: func.name, function: func })
  for (const item of node.items) {
    if (item.kind === 'import') addExtern(scope, item, imports)
    else if (item.kind === 'export') addExtern(scope, item, exports)
  }
  for (const item of node.items) if (item.kind === 'include') addInclude(scope, item, index, imports, exports)
  const place = { source: file.source, offset: node.name.at }
  let isConsistent = true
  const tables = { interfaces: context.interfaces, types: context.table.types }
  const complete = elaborate(tables, imports.items, exports.items, fault => {
    isConsistent = false
    context.faults.report(place, fault)
  })
  context.spend(complete.imports.length + complete.exports.length, place)
  const { externalId, ...head } = description(node)
  context.worlds.push({ name: node.name.name, package: file.unit.id, ...head, ...complete })
  return isConsistent ? index : undefined
}

function addExtern(scope: TypeScope, node: ExternNode, items: WorldItems): void {
  const name = nameOf(node)
  if (gatedBy(scope.context, scope.file, node.gate, name.at) !== undefined) return
  const item = resolveExtern(scope, node)
  if (item === undefined) return
  const known = items.add(item)
  if (known === undefined) return
  const again = node.extern.kind === 'path' ? 'a second time' : `beside the ${known.kind} of that name`
  report(scope, name.at, `'${name.name}' is ${node.kind}ed ${again}`)
}

function nameOf({ extern }: ExternNode): Id {
  return extern.kind === 'path' ? extern.path.name : extern.name
}

function resolveExtern(scope: TypeScope, node: ExternNode): WorldItem | undefined {
  const { context, file } = scope
  const { extern } = node
  switch (extern.kind) {
    case 'function': {
      const { name } = extern.name
      const func = resolveFunc(scope, extern.func, extern.name)
      return { kind: 'function', name, function: { name, kind: 'freestanding', ...func, ...description(node) } }
    }
    case 'inline': {
      const { externalId, ...head } = description(node)
      const index = resolveInterface(context, file, extern.items, { name: null, package: file.unit.id, ...head })
      return { kind: 'interface', name: extern.name.name, interface: index, ...attributes(node.gate) }
    }
    case 'path':
    case 'named': {
      const index = findIndex(context, file, extern.path, 'interface')
      const found = index === undefined ? undefined : context.interfaces[index]
      if (index === undefined || found?.package == null || found.name === null) return undefined
      const name = extern.kind === 'named' ? extern.name.name : itemId(found.package, found.name)
      return { kind: 'interface', name, interface: index, ...description(node) }
    }
  }
}

function addInclude(
  scope: TypeScope,
  node: IncludeNode,
  index: number,
  imports: WorldItems,
  exports: WorldItems,
): void {
  const { context, file } = scope
  const { at } = node.path.name
  if (gatedBy(context, file, node.gate, at) !== undefined) return
  const from = findIndex(context, file, node.path, 'world')
  if (from === undefined) return
  const renames = new Map(node.renames.map(({ name, as }) => [name.name, as.name]))
  includeWorld(context, { from, into: index, package: file.unit.id, renames }, imports, exports, fault =>
    report(scope, at, fault),
  )
}
