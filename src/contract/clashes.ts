import { type Issue, PluginError } from '../errors.ts'
import { camelCase, parseExternName } from '../wit/names.ts'
import type { Func, TypeDef, World, WorldItem } from '../wit/world.ts'
import { contractKeys } from './keys.ts'

/** Names that become members of one object, and what that object is. */
interface Scope {
  readonly title: string
  readonly members: readonly { readonly name: string; readonly key: string }[]
}

/**
 * Refuses names that JavaScript cannot tell apart, as `a-1` and `a1` are both `a1`, and methods `then`, by which
 * promises would swallow their resource.
 * @throws PluginError `unsupported`, with an issue for each
 */
export function refuseClashes(world: World): void {
  const functions = world.imports.flatMap(item => (item.kind === 'function' ? [item.function] : []))
  const methods = [functions, ...world.interfaces.map(one => one.functions)].flatMap(methodsOf)
  const scopes: Scope[] = [
    scopeOfItems(world, world.imports, 'the imports'),
    scopeOfItems(world, world.exports, 'the exports'),
    ...world.interfaces.map(one => scopeOf(`the interface ${one.name ?? ''}`.trimEnd(), freeNames(one.functions))),
    ...methods,
    ...world.types.flatMap(scopeOfType),
  ]
  const issues = [...scopes.flatMap(clashesIn), ...methods.flatMap(swallowedIn)]
  if (issues.length > 0)
    throw new PluginError('unsupported', issues.map(({ message }) => message).join('; '), { phase: 'contract', issues })
}

function clashesIn({ title, members }: Scope): Issue[] {
  const taken = new Map<string, string>()
  return members.flatMap(({ name, key }) => {
    const other = taken.get(key)
    taken.set(key, name)
    return other === undefined
      ? []
      : [issue([title, name], `${other} and ${name} are both ${key} in JavaScript, in ${title}`)]
  })
}

function swallowedIn({ title, members }: Scope): Issue[] {
  const isSwallowed = title.startsWith('the methods') && members.some(({ key }) => key === 'then')
  return isSwallowed ? [issue([title, 'then'], `then is among ${title}: promises would take the resource for one`)] : []
}

function issue(path: readonly string[], message: string): Issue {
  return { code: 'unsupported', message, path }
}

/** Types are no members, the functions of resources stand in classes, and nobody gives what is there for its types. */
function scopeOfItems(world: World, items: readonly WorldItem[], title: string): Scope {
  const members = items.filter(item => {
    if (item.kind === 'interface') return item.typesOnly !== true
    return item.kind === 'function' && item.function.kind === 'freestanding'
  })
  const keys = contractKeys(members, world)
  return { title, members: members.map(({ name }, at) => ({ name, key: keys[at]?.[0] ?? name })) }
}

/** The methods of each resource, and its statics. */
function methodsOf(functions: readonly Func[]): Scope[] {
  const scopes = new Map<string, string[]>()
  for (const { kind, name } of functions) {
    const extern = parseExternName(name)
    if (extern?.kind !== 'method' && extern?.kind !== 'static') continue
    const title = `the ${kind}s of ${extern.resource}`
    scopes.set(title, [...(scopes.get(title) ?? []), extern.label])
  }
  return [...scopes].map(([title, names]) => scopeOf(title, names))
}

function scopeOfType({ name, type }: TypeDef): Scope[] {
  if (type.kind === 'record') return [scopeOf(`the record ${name}`, namesOf(type.fields))]
  return type.kind === 'flags' ? [scopeOf(`the flags ${name}`, namesOf(type.flags))] : []
}

function freeNames(functions: readonly Func[]): string[] {
  return namesOf(functions.filter(({ kind }) => kind === 'freestanding'))
}

function namesOf(named: readonly { readonly name: string }[]): string[] {
  return named.map(({ name }) => name)
}

function scopeOf(title: string, names: readonly string[]): Scope {
  return { title, members: names.map(name => ({ name, key: camelCase(name) })) }
}
