import type { Tables } from './elaborate.ts'
import { createItemPrinter, UNNAMED } from './print-items.ts'
import { block, documentation, type Lines, separate } from './print-lines.ts'
import type { Resolution } from './resolution.ts'
import { showPackage } from './show.ts'
import type { World } from './world.ts'

/**
 * A world as WIT text in its one canonical form, with all interfaces that it needs; those of other packages stand in
 * blocks behind it. `parseWit` makes the same world of it, given the features of its `@unstable` gates.
 * @throws PluginError `unsupported` for a world from bytes that WIT cannot say
 */
export function printWorld(world: World): string {
  const own = world.package ?? UNNAMED.package
  const { [own]: ownInterfaces = [], ...others } = Object.fromEntries(printInterfaces(world))
  const parts = [...ownInterfaces, createItemPrinter(world).world(world)]
  const blocks = Object.keys(others)
    .sort()
    .map(id => printPackage(id, others[id] ?? []))
  return join([[`package ${showPackage(own)};`], ...parts, ...blocks])
}

/** All packages of a resolution as WIT text, each in a block. */
export function printResolution(resolution: Resolution): string {
  const printer = createItemPrinter(resolution)
  const interfaces = printInterfaces(resolution)
  const blocks = resolution.packages.map(({ id, docs, worlds }) => {
    const printed = worlds.flatMap(index => resolution.worlds[index] ?? []).map(world => printer.world(world))
    return [...documentation(docs), ...printPackage(id, [...(interfaces.get(id) ?? []), ...printed])]
  })
  return join(blocks)
}

function printPackage(id: string, parts: readonly Lines[]): Lines {
  return block(`package ${showPackage(id)}`, separate(parts))
}

/** The interfaces that have a name, by package. */
function printInterfaces(tables: Tables): Map<string, Lines[]> {
  const printer = createItemPrinter(tables)
  const packages = new Map<string, Lines[]>()
  for (const one of tables.interfaces) {
    if (one.name === null) continue
    const id = one.package ?? UNNAMED.package
    const group = packages.get(id)
    if (group === undefined) packages.set(id, [printer.interface(one)])
    else group.push(printer.interface(one))
  }
  return packages
}

function join(parts: readonly Lines[]): string {
  return `${parts.map(lines => lines.join('\n')).join('\n\n')}\n`
}
