import type { ReleaseRange } from '../facts.ts'
import { type Crate, crates } from './crates.ts'
import { type DeclaredShim, indexShims, plainName, readDeclared, type Service, type Shim } from './declared.ts'
import { hashed, sipHash } from './sip-hash.ts'

/**
 * The function behind the name of an import, `__wbg_push_f724b5db8acf89d2`, where it is one of those that may be given.
 * The hash in it is of the crate, the crate's version and the declaration: a name alone says nothing, since `new` makes
 * an object as well as a function from its text.
 */
export function findShim(name: string, release: ReleaseRange): Service | undefined {
  const [, shim, hash] = /^__wbg_(\w+)_([0-9a-f]{16})$/.exec(name) ?? []
  if (shim === undefined || hash === undefined) return undefined
  for (const crate of crates) {
    const found = search(crate, plainName(shim), hash, release)
    if (found !== undefined) return { ...found.declaration, run: found.shim.run }
  }
  return undefined
}

/** The declarations of one name in one crate, read when the first module asks for one. */
interface Names {
  readonly declared: readonly DeclaredShim[]
  /** By the hashes that were worked out so far. */
  readonly found: Map<string, DeclaredShim>
  /** Versions and forms that are in `found`. */
  readonly entered: Set<string>
}

const known = new Map<string, Names>()

const shims = new Map<Crate, ReadonlyMap<string, readonly Shim[]>>()

function shimsOf(crate: Crate): ReadonlyMap<string, readonly Shim[]> {
  const found = shims.get(crate) ?? indexShims(crate.shims)
  shims.set(crate, found)
  return found
}

function namesOf(crate: Crate, shim: string): Names | undefined {
  const key = `${crate.name} ${shim}`
  const found = known.get(key)
  const named = shimsOf(crate).get(shim)
  if (found !== undefined || named === undefined) return found
  const names = { declared: readDeclared(named), found: new Map(), entered: new Set<string>() }
  known.set(key, names)
  return names
}

function search(crate: Crate, shim: string, hash: string, { from, to }: ReleaseRange): DeclaredShim | undefined {
  const names = namesOf(crate, shim)
  const found = names?.found.get(hash)
  if (names === undefined || found !== undefined) return found
  // The likely ones first. The others are looked up once for all, however many names a module makes up.
  const [usual, ...others] = crate.versions(to)
  if (usual !== undefined)
    enter(
      names,
      crate.name,
      usual,
      forms.filter(form => form.from <= to && form.to >= from),
    )
  for (const version of names.found.has(hash) ? [] : others) enter(names, crate.name, version, forms)
  return names.found.get(hash)
}

function enter({ declared, found, entered }: Names, crate: string, version: string, wanted: readonly Form[]): void {
  const missing = wanted.filter(form => !entered.has(`${version} ${form.from}`))
  if (missing.length === 0) return
  const seed = hashed.hash(sipHash(Uint8Array.from([...hashed.text(crate), ...hashed.text(version)])))
  for (const form of missing) {
    entered.add(`${version} ${form.from}`)
    for (const item of declared)
      for (const identity of form.identities(item)) found.set(sipHash(Uint8Array.from([...seed, ...identity])), item)
  }
}

/** What the hash in an import's name is of, beside crate and version: the owner and the name, then ever more. */
const since = {
  /** Another way to say that no JavaScript module is named … */
  moduleCases: 39,
  /** … and the first one again. */
  optionalModule: 83,
  signature: 96,
  /** The conditions that the declaration is under. */
  conditions: 109,
  /** The object that it is a property of. */
  namespace: 127,
  /** How it is called, where that is not plainly. */
  callStyle: 130,
}

/** What a release hashes of a declaration. */
interface Form {
  readonly from: number
  readonly to: number
  readonly identities: (item: DeclaredShim) => readonly number[][]
}

const forms: readonly Form[] = [
  { from: 0, to: since.moduleCases - 1, identities: item => [[...nameOf(item), ...noModule]] },
  { from: since.moduleCases, to: since.optionalModule - 1, identities: item => [[...nameOf(item), 0]] },
  { from: since.optionalModule, to: since.signature - 1, identities: item => [[...nameOf(item), ...noModule]] },
  { from: since.signature, to: since.conditions - 1, identities: item => [signatureOf(item)] },
  { from: since.conditions, to: since.namespace - 1, identities: withConditions },
  {
    from: since.namespace,
    to: since.callStyle - 1,
    identities: item => withConditions(item).map(bytes => [...bytes, ...namespaceOf(item)]),
  },
  {
    from: since.callStyle,
    to: Number.POSITIVE_INFINITY,
    identities: item => withConditions(item).map(bytes => [...bytes, ...styleOf(item)]),
  },
]

/** Where a declaration names no JavaScript module: the first case of an `Option`. */
const noModule = hashed.u64(0)

/** A function that stands alone or one of a class: a pair of a number and a name. */
function ownerOf({ shim }: DeclaredShim): number[] {
  return shim.class === undefined
    ? [...hashed.i32(0), ...hashed.text('n')]
    : [...hashed.i32(1), ...hashed.text(shim.class)]
}

function nameOf(item: DeclaredShim): number[] {
  return [...ownerOf(item), ...hashed.text(item.declaration.name)]
}

function signatureOf(item: DeclaredShim): number[] {
  return [...ownerOf(item), ...hashed.text(item.declaration.printed), ...noModule]
}

/** js-sys has some declarations twice, the other one for who asks for what is not settled yet. */
const conditions = ['', '#[cfg(not(js_sys_unstable_apis))]']

function withConditions(item: DeclaredShim): number[][] {
  return conditions.map(condition => [...signatureOf(item), ...hashed.text(condition)])
}

function namespaceOf({ shim: { namespace } }: DeclaredShim): number[] {
  return namespace === undefined ? [] : [...hashed.u64(1), ...hashed.text(namespace)]
}

/** An `Option` of Rust: which of its two cases it is, and what it holds. */
function option(some: readonly number[] | undefined): number[] {
  return some === undefined ? hashed.u64(0) : [...hashed.u64(1), ...some]
}

function styleOf(item: DeclaredShim): number[] {
  const { shim, declaration } = item
  const kind = methodKind(item)
  const catches = declaration.result?.kind === 'result'
  const isOtherName = /[^A-Za-z0-9_]/.test(shim.name)
  if (!catches && kind === undefined && !isOtherName) return namespaceOf(item)
  const namespace = shim.namespace === undefined ? undefined : namespaceOf(item)
  const name = isOtherName ? hashed.text(shim.name) : undefined
  // Variadic, final, suspending, once for each type: none is any of these. Slices that become arrays: none does.
  const style = [catches ? 1 : 0, 0, 0, 0, 0, ...option(kind), ...hashed.u64(0), ...option(name)]
  return [...option(namespace), ...option(undefined), ...option(style)]
}

const accesses = { getter: 2, 'indexing getter': 4, 'indexing setter': 5 } as const

/** What a function of a class is, where it is no plain method: a constructor, or an operation of some kind. */
function methodKind({ shim, declaration: { printed } }: DeclaredShim): number[] | undefined {
  if (shim.class === undefined) return undefined
  const isStatic = !/\(this :|\((?:set|error) :/.test(printed)
  if (isStatic && shim.name.startsWith('new')) return hashed.u64(0)
  if (!isStatic && shim.access === undefined) return undefined
  const access = shim.access === undefined ? hashed.u64(0) : hashed.u64(accesses[shim.access])
  // The property that it gets has its own name.
  const property = shim.access === 'getter' ? option(undefined) : []
  return [...hashed.u64(1), isStatic ? 1 : 0, ...access, ...property]
}
