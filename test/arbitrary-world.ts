import fc from 'fast-check'
import { extractWorld } from '../src/wit/extract.ts'
import type { Owner } from '../src/wit/resolution.ts'
import { createTypeTable, type TypeTable } from '../src/wit/type-table.ts'
import type { Func, Interface, Primitive, Stability, Type, TypeRef, World, WorldItem } from '../src/wit/world.ts'

/** Worlds with everything that WIT has: what cannot stand in one text is left out. */
export const arbitraryWorld: fc.Arbitrary<World> = fc
  .array(fc.nat({ max: 0xffff }), { minLength: 1, maxLength: 400 })
  .map(choices => buildWorld(choices))

const PRIMITIVES: readonly Primitive[] = [
  ...(['bool', 'u8', 'u16', 'u32', 'u64', 's8', 's16', 's32', 's64', 'f32', 'f64'] as const),
  ...(['char', 'string', 'string', 'error-context'] as const),
]
const KEYS = PRIMITIVES.filter(name => !['f32', 'f64', 'error-context'].includes(name))
const LABELS = ['a', 'list', 'HTTP', 'x-2y', 'record', 'item', 'from', 'get-HTTP', 'own', 'b1', 'static', 'as']
const DOCS = ['One line.', 'Two\nlines', 'Some code:\n\n  indented\nand back', '/slashes *and stars*/', 'é 😀']

const MAIN = 'test:main@1.2.3'
const DEP = 'test:dep@0.2.0'

interface Choices {
  /** A number below `count`. */
  below(count: number): number
  pick<T>(from: readonly T[]): T
  chance(percent: number): boolean
  many<T>(most: number, make: (i: number) => T): T[]
}

function buildWorld(tape: readonly number[]): World {
  let at = 0
  const choices: Choices = {
    below: count => (tape[at++] ?? 0) % count,
    pick: from => from[choices.below(from.length)] as (typeof from)[number],
    chance: percent => choices.below(100) < percent,
    many: (most, make) => Array.from({ length: choices.below(most + 1) }, (_, i) => make(i)),
  }
  const table = createTypeTable()
  const interfaces: Interface[] = []
  const scopes: Scope[] = []
  const addInterface = (name: string | null, packageId: string): number => {
    const usable = scopes.filter(scope => scope.packageId === DEP || packageId === MAIN)
    const scope = fillScope(choices, table, { interface: interfaces.length }, packageId, usable)
    const functions = choices.many(3, () => makeFunc(choices, table, scope, scope.takeName()))
    const head = { name, package: packageId, ...describe(choices) }
    interfaces.push({ ...head, types: scope.named, functions: [...scope.functions, ...functions] })
    if (name !== null) scopes.push(scope)
    return interfaces.length - 1
  }
  for (let i = choices.below(3); i > 0; i--) addInterface(`dep-${i}`, DEP)
  for (let i = choices.below(3); i > 0; i--) addInterface(`main-${i}`, MAIN)

  const scope = fillScope(choices, table, 'world', MAIN, scopes)
  const imports: WorldItem[] = scope.named.map(({ name, type }) => ({ kind: 'type', name, type }))
  for (const func of scope.functions) imports.push({ kind: 'function', name: func.name, function: func })
  const exports: WorldItem[] = []
  const exported = new Set<number>()
  const exportAll = (index: number): void => {
    if (exported.has(index)) return
    exported.add(index)
    for (const used of scopes[index]?.uses ?? []) exportAll(used)
    exports.push(itemOf(interfaces, index))
  }
  for (const index of scopes.keys()) {
    if (choices.chance(50)) imports.push(itemOf(interfaces, index))
    if (choices.chance(30)) exportAll(index)
    if (choices.chance(10)) imports.push({ kind: 'interface', name: scope.takeName(), interface: index })
  }
  for (const items of [imports, exports]) {
    for (let i = choices.below(3); i > 0; i--) {
      const func = makeFunc(choices, table, scope, scope.takeName())
      items.push({ kind: 'function', name: func.name, function: func })
    }
    if (!choices.chance(30)) continue
    const usable = items === imports ? scopes : []
    const index = addInlineInterface(choices, table, interfaces, usable)
    const { stability } = interfaces[index] ?? {}
    const gate = stability === undefined ? {} : { stability }
    items.push({ kind: 'interface', name: scope.takeName(), interface: index, ...gate })
  }
  return extractWorld(
    { interfaces, types: table.types },
    {
      name: 'test-world',
      package: MAIN,
      ...describe(choices),
      imports,
      exports,
    },
  )
}

function addInlineInterface(
  choices: Choices,
  table: TypeTable,
  interfaces: Interface[],
  usable: readonly Scope[],
): number {
  const scope = fillScope(choices, table, { interface: interfaces.length }, MAIN, usable)
  const functions = choices.many(2, () => makeFunc(choices, table, scope, scope.takeName()))
  const head = { name: null, package: MAIN, ...describe(choices) }
  return interfaces.push({ ...head, types: scope.named, functions: [...scope.functions, ...functions] }) - 1
}

function itemOf(interfaces: readonly Interface[], index: number): WorldItem {
  const { name, package: id } = interfaces[index] as Interface
  const [path, version] = (id ?? '').split('@')
  return { kind: 'interface', name: `${path}/${name}@${version}`, interface: index }
}

interface Scope {
  readonly packageId: string
  readonly named: { readonly name: string; readonly type: number }[]
  readonly functions: Func[]
  readonly uses: Set<number>
  takeName(): string
}

function fillScope(
  choices: Choices,
  table: TypeTable,
  owner: Owner | 'world',
  packageId: string,
  usable: readonly Scope[],
): Scope {
  let names = 0
  const taken = new Set<string>()
  const scope: Scope = {
    packageId,
    named: [],
    functions: [],
    uses: new Set(),
    takeName() {
      const label = choices.pick(LABELS)
      const name = taken.has(label) ? `${label}-n${names++}` : label
      taken.add(label)
      return name
    },
  }
  const tableOwner = owner === 'world' ? { world: 0 } : owner
  const define = (type: Type, parts: ReturnType<typeof describe>): number => {
    const name = scope.takeName()
    const index = table.define({ name, owner: tableOwner, type, ...parts })
    scope.named.push({ name, type: index })
    return index
  }
  for (const from of usable) {
    if (from.named.length === 0 || !choices.chance(40)) continue
    const { docs: _, ...gate } = describe(choices)
    define({ kind: 'alias', target: choices.pick(from.named).type }, gate)
    scope.uses.add(interfaceOf(table, choices.pick(from.named).type))
  }
  for (let i = choices.below(5); i > 0; i--) {
    const index = define(makeDefinition(choices, table, scope), describe(choices))
    const { type, name } = table.types[index] ?? {}
    if (type?.kind === 'resource') addResource(choices, table, scope, index, name ?? '')
  }
  return scope
}

function interfaceOf(table: TypeTable, index: number): number {
  const owner = table.types[index]?.owner
  return owner != null && 'interface' in owner ? owner.interface : -1
}

function addResource(choices: Choices, table: TypeTable, scope: Scope, resource: number, name: string): void {
  const own = table.intern({ kind: 'own', resource })
  if (choices.chance(50)) {
    const error = makeRef(choices, table, scope, 0)
    const isFallible = choices.chance(30) && !table.hasBorrow(error)
    const result = isFallible ? table.intern({ kind: 'result', ok: own, err: error }) : own
    const func = makeFunc(choices, table, scope, '')
    const params = func.params
    scope.functions.push({
      ...func,
      name: `[constructor]${name}`,
      kind: 'constructor',
      resource,
      async: false,
      params,
      result,
    })
  }
  const self = { name: 'self', type: table.intern({ kind: 'borrow', resource }) }
  for (const [i, label] of choices.many(3, () => choices.pick(LABELS)).entries()) {
    const kind = choices.chance(60) ? 'method' : 'static'
    const func = makeFunc(choices, table, scope, `[${kind}]${name}.${label}-m${i}`)
    scope.functions.push({ ...func, kind, resource, params: kind === 'method' ? [self, ...func.params] : func.params })
  }
}

function makeFunc(choices: Choices, table: TypeTable, scope: Scope, name: string): Func {
  const params = choices.many(3, i => ({
    name: `${choices.pick(LABELS)}-p${i}`,
    type: makeRef(choices, table, scope, 3),
  }))
  const result = choices.chance(60) ? makeRef(choices, table, scope, 3) : null
  const external = choices.chance(5) ? { externalId: 'https://example.org/"x"\n' } : {}
  return {
    name,
    kind: 'freestanding',
    async: choices.chance(10),
    params,
    result: result !== null && table.hasBorrow(result) ? null : result,
    ...describe(choices),
    ...external,
  }
}

function makeDefinition(choices: Choices, table: TypeTable, scope: Scope): Type {
  const label = (i: number): { name: string; docs?: string } => {
    const name = `${choices.pick(LABELS)}-l${i}`
    return choices.chance(20) ? { name, docs: choices.pick(DOCS) } : { name }
  }
  const ref = (): TypeRef => makeRef(choices, table, scope, 2)
  switch (choices.below(8)) {
    case 0:
      return { kind: 'record', fields: choices.many(4, i => ({ ...label(i), type: ref() })) }
    case 1:
      return {
        kind: 'variant',
        cases: [label(9), ...choices.many(3, label)].map(one => ({ ...one, type: choices.chance(50) ? ref() : null })),
      }
    case 2:
      return { kind: 'enum', cases: [label(9), ...choices.many(4, label)] }
    case 3:
      return { kind: 'flags', flags: choices.many(9, label) }
    case 4:
    case 5:
      return { kind: 'resource' }
    case 6: {
      // An alias of a resource names it; all other references are values.
      const named = scope.named.length === 0 ? 'u8' : choices.pick(scope.named).type
      return { kind: 'alias', target: named }
    }
    default: {
      const target = ref()
      const type =
        typeof target === 'number' && table.types[target]?.name === null ? table.types[target]?.type : undefined
      if (type !== undefined) return type
      return { kind: 'alias', target }
    }
  }
}

/** A type where values are meant. */
function makeRef(choices: Choices, table: TypeTable, scope: Scope, depth: number): TypeRef {
  const inner = (): TypeRef => makeRef(choices, table, scope, depth - 1)
  const optional = (): TypeRef | null => (choices.chance(70) ? inner() : null)
  const sent = (ref: TypeRef | null): TypeRef | null =>
    ref !== null && (table.hasBorrow(ref) || table.behind(ref) === 'char') ? null : ref
  if (depth > 0 && choices.chance(50)) {
    switch (choices.below(9)) {
      case 0:
        return table.intern({ kind: 'list', element: inner(), length: 1 + choices.below(9) })
      case 1:
        return table.intern({ kind: 'option', some: inner() })
      case 2:
        return table.intern({ kind: 'result', ok: optional(), err: optional() })
      case 3:
        return table.intern({ kind: 'tuple', types: choices.many(3, inner) })
      case 4:
        return table.intern({ kind: 'map', key: choices.pick(KEYS), value: inner() })
      case 5:
        return table.intern({ kind: 'future', element: sent(optional()) })
      case 6:
        return table.intern({ kind: 'stream', element: sent(optional()) })
      default:
        return table.intern({ kind: 'list', element: inner() })
    }
  }
  const { named } = scope
  if (named.length === 0 || choices.chance(50)) return choices.pick(PRIMITIVES)
  const { type } = choices.pick(named)
  if (!table.isResource(type)) return type
  return table.intern({ kind: choices.chance(50) ? 'own' : 'borrow', resource: type })
}

function describe(choices: Choices): { docs?: string; stability?: Stability } {
  const stabilities: readonly Stability[] = [
    { since: '0.1.0' },
    { unstable: 'new-thing' },
    { since: '0.1.0', deprecated: '0.2.0' },
    { unstable: 'list', deprecated: '0.2.0' },
  ]
  return {
    ...(choices.chance(20) ? { docs: choices.pick(DOCS) } : {}),
    ...(choices.chance(20) ? { stability: choices.pick(stabilities) } : {}),
  }
}
