import { contractKeys } from '../contract/keys.ts'
import { camelCase, parseInterfaceId } from '../wit/names.ts'
import type { Func, World, WorldItem } from '../wit/world.ts'
import { UsageError } from './command.ts'

/** A function of a world by its names. */
export interface NamedFunction {
  readonly function: Func
  /** What people may call it: first what is never another's, `ns:pkg/iface@1.2.3#greet`, last the shortest, `iface.greet`. */
  readonly names: readonly [string, ...string[]]
  /** Where it stands in `plugin.exports` or `imports`. */
  readonly path: readonly string[]
}

/** The functions of a world's imports or exports, but those of resources. */
export function namedFunctions(items: readonly WorldItem[], world: World): NamedFunction[] {
  const keys = contractKeys(items, world)
  return items.flatMap((item, at): NamedFunction[] => {
    const key = keys[at]?.[0] ?? item.name
    if (item.kind === 'function')
      return item.function.kind === 'freestanding' ? [{ function: item.function, names: [item.name], path: [key] }] : []
    if (item.kind === 'type' || item.typesOnly) return []
    const free = world.interfaces[item.interface]?.functions.filter(({ kind }) => kind === 'freestanding') ?? []
    return free.map(func => ({
      function: func,
      names: namesOf(item.name, func.name),
      path: [key, camelCase(func.name)],
    }))
  })
}

function namesOf(item: string, name: string): [string, ...string[]] {
  const id = parseInterfaceId(item)
  if (id === undefined) return [`${item}#${name}`, `${item}.${name}`]
  return [`${item}#${name}`, `${id.package}/${id.interface}#${name}`, `${id.interface}.${name}`]
}

/** Finds the one function of a name. @throws UsageError when there is none, or several */
export function findFunction(functions: readonly NamedFunction[], name: string, what: string): NamedFunction {
  const found = functions.filter(({ names: [own] }) => own === name)
  if (found.length === 0) found.push(...functions.filter(({ names }) => names.includes(name)))
  const [first, second] = found
  if (functions.length === 0) throw new UsageError(`expected ${name} among ${what}, found no function there`)
  if (first === undefined) throw new UsageError(`expected one of ${what} (${listed(functions)}), found ${name}`)
  if (second === undefined) return first
  throw new UsageError(`expected the full name of one of ${what}: ${name} may be ${listed(found, 0)}`)
}

/** The names by which functions are called, the short ones where they have some. */
function listed(functions: readonly NamedFunction[], which = -1): string {
  const names = functions.slice(0, MAX_LISTED).map(({ names }) => names.at(which))
  return functions.length > MAX_LISTED
    ? `${names.join(', ')} and ${functions.length - MAX_LISTED} more`
    : names.join(', ')
}

const MAX_LISTED = 20
