import { camelCase, parseExternName, parseInterfaceId, upperCamelCase } from '../wit/names.ts'
import type { World, WorldItem } from '../wit/world.ts'

/** The names by which JavaScript knows the items of a world, item by item; the first is the one to speak of. */
export type Keys = (items: readonly WorldItem[], world: Pick<World, 'package'>) => readonly Names[]
export type Names = readonly [string, ...string[]]

/** By a contract: camelCase for what its own package has, the full id for interfaces of other packages. */
export const contractKeys: Keys = (items, world) =>
  items.map(item => {
    const id = parseInterfaceId(item.name)
    if (id === undefined) return [plainKey(item)]
    const owner = id.version === null ? id.package : `${id.package}@${id.version.text}`
    return [owner === world.package ? camelCase(id.interface) : item.name]
  })

/** By the bytes alone: interfaces by their full id, and by their short name where only one item has it. */
export const bareKeys: Keys = items => {
  const short = items.map(item => camelCase(parseInterfaceId(item.name)?.interface ?? item.name))
  const shared = new Set(short.filter((key, at) => short.indexOf(key) !== at))
  return items.map((item, at) => {
    const key = short[at] ?? item.name
    if (parseInterfaceId(item.name) === undefined) return [plainKey(item)]
    return shared.has(key) ? [item.name] : [item.name, key]
  })
}

/** What has no id. The functions of a resource stand in its class. */
function plainKey({ kind, name }: WorldItem): string {
  const extern = parseExternName(name)
  if (extern !== undefined && 'resource' in extern) return upperCamelCase(extern.resource)
  return kind === 'type' ? upperCamelCase(name) : camelCase(name)
}
