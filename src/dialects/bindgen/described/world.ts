import { isLabel, words } from '../../../wit/names.ts'
import type { Func, Type, TypeDef, TypeRef, World } from '../../../wit/world.ts'
import type { BindgenFacts } from '../facts.ts'
import type { DescribedExport, DescribedImport, Description } from './describe.ts'
import type { Descriptor, FunctionDescriptor } from './descriptor.ts'
import { numbers } from './exact.ts'
import { describedParams } from './show.ts'

/** The inline interface that holds everything of a module with structs: resources are exported by interfaces only. */
const interfaceName = 'api'

/**
 * The interface of a module that describes itself. What has no form in WIT is left out. Imports are those that the
 * module asks for by the name of a module; globals of JavaScript are not the host's to give.
 */
export function describedWorld({ description, functions, imports }: BindgenFacts): World | undefined {
  if (description === undefined) return undefined
  const table = new TypeTable(description)
  const exports = unique(functions.flatMap(({ described }) => describedFunction(table, described)))
  const asked = description.imports.filter(
    ({ shim, module }) => isHostModule(module) && imports.some(({ name }) => name === shim),
  )
  const given = unique(asked.flatMap(item => importedFunction(table, item)))
  const inside = table.hasResources
  // What stands outside of the interface cannot speak of its types.
  const sayable = inside ? given.filter(item => !table.speaksOfNames(item)) : given
  const named = table.named()
  const world: World = {
    name: null,
    package: null,
    types: table.types(inside ? { interface: 0 } : 'world'),
    interfaces: inside ? [{ name: null, package: null, types: named, functions: exports }] : [],
    imports: [
      ...(inside ? [] : named.map(({ name, type }) => ({ kind: 'type', name, type }) as const)),
      ...sayable.map(item => ({ kind: 'function', name: item.name, function: item }) as const),
    ],
    exports: inside
      ? [{ kind: 'interface', name: interfaceName, interface: 0 }]
      : exports.map(item => ({ kind: 'function', name: item.name, function: item }) as const),
  }
  return world
}

/** A module of the host's, not the one that stands for wasm-bindgen itself. */
function isHostModule(module: string | null): boolean {
  return module !== null && module !== '__wbindgen_placeholder__'
}

/** Leaves out what has the name of an earlier one. */
function unique(functions: readonly Func[]): Func[] {
  const names = new Set<string>()
  return functions.filter(({ name }) => !names.has(name) && names.add(name))
}

function describedFunction(table: TypeTable, described: DescribedExport | undefined): Func[] {
  if (described?.type === undefined || described.async || described.start || described.kind === 'other') return []
  const { class: owner, kind, consumed, member } = described
  const name = label(member)
  if (name === undefined || name === 'then') return []
  const types = describedParams(described)
  const unnamed = types.length - described.params.length
  const names = types.map((_, i) => label(described.params[i - unnamed] ?? '') ?? `arg${i}`)
  if (owner === null) return table.function({ name, kind: 'freestanding' }, names, types, described.type)

  const resource = table.resource(owner)
  const struct = label(owner)
  if (resource === undefined || struct === undefined) return []
  if (kind === 'constructor' && isStruct(described.type.result, owner))
    return table.function({ name: `[constructor]${struct}`, kind, resource }, names, types, described.type)
  // A method that takes its struct away has no form of its own; neither has a constructor that can fail.
  if (unnamed === 0 || consumed) {
    const all = consumed ? [struct, ...names.slice(1)] : names
    return table.function({ name: `[static]${struct}.${name}`, kind: 'static', resource }, all, types, described.type)
  }
  const all = ['self', ...names.slice(1)]
  return table.function({ name: `[method]${struct}.${name}`, kind: 'method', resource }, all, types, described.type)
}

function isStruct(type: Descriptor, name: string): boolean {
  return type.kind === 'RUST_STRUCT' && type.name === name
}

function importedFunction(table: TypeTable, { name, type }: DescribedImport): Func[] {
  const known = label(name)
  if (known === undefined) return []
  return table.function(
    { name: known, kind: 'freestanding' },
    type.params.map((_, i) => `arg${i}`),
    type.params,
    type,
  )
}

/** A name of JavaScript or Rust as a label; `undefined` where it cannot be one. */
function label(name: string): string | undefined {
  const found = words(name).join('-')
  return isLabel(found) ? found : undefined
}

/** Types as they are used, each once. */
class TypeTable {
  readonly #description: Description
  readonly #entries: { readonly name: string | null; readonly type: Type }[] = []
  readonly #known = new Map<string, number>()
  hasResources = false

  constructor(description: Description) {
    this.#description = description
  }

  /** A function of these types; none when one of them has no form. */
  function(
    head: Pick<Func, 'name' | 'kind' | 'resource'>,
    names: readonly string[],
    types: readonly Descriptor[],
    { result }: FunctionDescriptor,
  ): Func[] {
    const params: { name: string; type: TypeRef }[] = []
    for (const [i, descriptor] of types.entries()) {
      const type = this.#ref(descriptor)
      if (type === undefined) return []
      params.push({ name: names[i] ?? '', type })
    }
    if (new Set(params.map(({ name }) => name)).size < params.length) return []
    const type = result.kind === 'UNIT' ? null : this.#ref(result)
    return type === undefined ? [] : [{ ...head, async: false, params, result: type }]
  }

  resource(name: string): number | undefined {
    const known = label(name)
    if (known === undefined) return undefined
    this.hasResources = true
    return this.#add(`resource ${known}`, known, { kind: 'resource' })
  }

  /** Whether a function's types have names. */
  speaksOfNames({ params, result }: Func): boolean {
    const named = (ref: TypeRef | null): boolean => {
      const entry = typeof ref === 'number' ? this.#entries[ref] : undefined
      if (entry === undefined) return false
      return entry.name !== null || partsOf(entry.type).some(named)
    }
    return named(result) || params.some(({ type }) => named(type))
  }

  named(): { readonly name: string; readonly type: number }[] {
    return this.#entries.flatMap(({ name }, type) => (name === null ? [] : [{ name, type }]))
  }

  types(owner: TypeDef['owner']): TypeDef[] {
    return this.#entries.map(({ name, type }) => ({ name, owner: name === null ? null : owner, type }))
  }

  #add(key: string, name: string | null, type: Type): number {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const index = this.#entries.push({ name, type }) - 1
    this.#known.set(key, index)
    return index
  }

  #ref(descriptor: Descriptor): TypeRef | undefined {
    switch (descriptor.kind) {
      case 'REF':
        return descriptor.of.kind === 'RUST_STRUCT'
          ? this.#handle('borrow', descriptor.of.name)
          : this.#ref(descriptor.of)
      case 'REFMUT':
        // A slice that the guest writes to has no form.
        return descriptor.of.kind === 'RUST_STRUCT' ? this.#handle('borrow', descriptor.of.name) : undefined
      case 'LONGREF':
      case 'CLAMPED':
        return this.#ref(descriptor.of)
      case 'RUST_STRUCT':
        return this.#handle('own', descriptor.name)
      case 'BOOLEAN':
        return 'bool'
      case 'CHAR':
        return 'char'
      case 'STRING':
      case 'CACHED_STRING':
        return 'string'
      case 'EXTERNREF':
      case 'NAMED_EXTERNREF':
        return this.#add('json', 'json', { kind: 'alias', target: 'string' })
      case 'SLICE':
      case 'VECTOR':
        return this.#list(descriptor.of)
      case 'OPTIONAL': {
        const some = descriptor.of.kind === 'OPTIONAL' ? undefined : this.#ref(descriptor.of)
        return some === undefined ? undefined : this.#add(`option ${some}`, null, { kind: 'option', some })
      }
      case 'RESULT': {
        const ok = descriptor.of.kind === 'UNIT' ? null : this.#ref(descriptor.of)
        // An error is any JavaScript value; its text is what most are about.
        return ok === undefined ? undefined : this.#add(`result ${ok}`, null, { kind: 'result', ok, err: 'string' })
      }
      case 'ENUM':
      case 'STRING_ENUM':
        return this.#enum(descriptor)
      default:
        return numbers[descriptor.kind]
    }
  }

  #handle(kind: 'own' | 'borrow', name: string): number | undefined {
    const resource = this.resource(name)
    return resource === undefined ? undefined : this.#add(`${kind} ${resource}`, null, { kind, resource })
  }

  #list(item: Descriptor): number | undefined {
    const struct = item.kind === 'NAMED_EXTERNREF' && this.#description.structs.some(({ name }) => name === item.name)
    const text = item.kind === 'NAMED_EXTERNREF' && item.name === 'string'
    const element = text ? 'string' : struct ? this.#handle('own', item.name) : this.#ref(item)
    return element === undefined ? undefined : this.#add(`list ${element}`, null, { kind: 'list', element })
  }

  #enum({ kind, name }: Extract<Descriptor, { readonly name: string }>): TypeRef | undefined {
    const { enums, texts } = this.#description
    const found = enums.find(item => item.name === name)?.variants.map(variant => variant.name)
    const cases = (kind === 'ENUM' ? found : texts.find(item => item.name === name)?.texts)?.map(label)
    const known = label(name)
    if (
      cases !== undefined &&
      known !== undefined &&
      new Set(cases).size === cases.length &&
      !cases.includes(undefined)
    )
      return this.#add(`enum ${known}`, known, { kind: 'enum', cases: cases.map(one => ({ name: one ?? '' })) })
    return undefined
  }
}

/** The types within an anonymous one of those that are made here. */
function partsOf(type: Type): readonly (TypeRef | null)[] {
  switch (type.kind) {
    case 'list':
      return [type.element]
    case 'option':
      return [type.some]
    case 'result':
      return [type.ok]
    case 'own':
    case 'borrow':
      return [type.resource]
    default:
      return []
  }
}
