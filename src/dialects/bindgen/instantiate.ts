import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import { asksForPreview1 } from '../../wasi/preview1-names.ts'
import type { CoreFunction, DialectInstance, Linkage } from '../dialect.ts'
import { startGuest } from '../start.ts'
import { type Answer, answerImport, hostSlots } from './answers.ts'
import { areaLayout, markSize } from './area.ts'
import { type Binding, type BoundStruct, bindExports } from './bind.ts'
import { type Call, compileCall } from './call.ts'
import { cast, maxCastWords } from './cast.ts'
import { type Era, erasOf } from './era.ts'
import type { BindgenFacts } from './facts.ts'
import { compileImport, type ImportCall } from './imports.ts'
import { since } from './release.ts'
import { Running } from './running.ts'
import { findStack, type Stack } from './stack.ts'
import { initTable } from './values.ts'

/** What all instances of a plugin share. */
interface Compiled {
  readonly bindings: readonly Binding[]
  readonly structs: readonly BoundStruct[]
  readonly calls: readonly Call[]
  /** In the order of `facts.imports`. */
  readonly answers: readonly Answer[]
  readonly imports: readonly (ImportCall | undefined)[]
  /** Where the result of each binding lies, from the start of the areas; those of one form share a place. */
  readonly areas: readonly number[]
  /** Bytes for the results of all exports that return in memory. */
  readonly areaSize: number
}

/** Bytes for the answer of a cast. */
const castSize = 16

const cacheKey = 'wasm-bindgen'

function compile(facts: BindgenFacts, { cache, world, names }: Linkage): Compiled {
  const known = cache.get(cacheKey)
  if (known !== undefined) return known as Compiled
  const { bindings, structs } = bindExports(facts, world, names)
  const hosts = hostSlots(world)
  const answers = facts.imports.map(imported => answerImport(facts, hosts, imported))
  const { areas, size } = layOutAreas(bindings)
  const made: Compiled = {
    bindings,
    structs,
    calls: bindings.map(compileCall),
    answers,
    imports: answers.map(answer => {
      if (answer.by === 'host') return compileImport(answer.era, answer.type)
      return answer.by === 'intrinsic' ? compileImport(answer.era, answer.intrinsic) : undefined
    }),
    // The stack pointer stays a multiple of 16. A cast's answer has a place of its own behind the results.
    areas,
    areaSize: size + (answers.some(({ by }) => by === 'cast') ? castSize : 0),
  }
  cache.set(cacheKey, made)
  return made
}

function layOutAreas(bindings: readonly Binding[]): { readonly areas: readonly number[]; readonly size: number } {
  const places = new Map<string, number>()
  let size = 0
  const areas = bindings.map(({ returns, words, result }) => {
    if (returns !== 'area') return 0
    const form = `${words.join()} ${result?.kind === 'result'}`
    const place = places.get(form) ?? size
    if (!places.has(form)) size += Math.ceil((areaLayout(words).size + markSize) / 16) * 16
    places.set(form, place)
    return place
  })
  return { areas, size }
}

export function usesWasi({ imports }: BindgenFacts): boolean {
  return asksForPreview1(imports)
}

/** Builds a running instance of a module that fits. */
export function instantiate(facts: BindgenFacts, linkage: Linkage): DialectInstance {
  const compiled = compile(facts, linkage)
  const { guest } = linkage
  const running = new Running(facts, guest, linkage.handles)
  const imports = linkImports(facts, linkage, compiled, running)
  const exports = startGuest(guest, linkage.modules[0] as WebAssembly.Module, imports, made => {
    running.attach(facts, made, compiled.structs)
    for (const start of startsOf(facts)) (made[start] as CoreFunction)()
  })

  const stack = findStack(exports, facts.helpers)
  const area = compiled.areaSize === 0 ? 0 : reserveArea(facts, exports, stack, running, compiled.areaSize)
  running.castArea = area + compiled.areaSize - castSize
  const functions = compiled.bindings.map((binding, slot) =>
    (compiled.calls[slot] as Call)(
      running,
      exports[binding.export] as CoreFunction,
      area + (compiled.areas[slot] ?? 0),
    ),
  )
  const memory = memoryOf(facts, exports)
  return { functions, memoryBytes: () => memory?.buffer.byteLength ?? 0, recover: recovery(running, stack) }
}

/** What is called once, before anything else: by the CLI's own function, or what a module from cargo says. */
function startsOf({ helpers, functions }: BindgenFacts): readonly string[] {
  if (helpers.start !== undefined) return [helpers.start]
  return functions.filter(({ described }) => described?.start).map(item => item.export)
}

function linkImports(
  facts: BindgenFacts,
  linkage: Linkage,
  { answers, imports }: Compiled,
  running: Running,
): WebAssembly.Imports {
  const { guest, hostFunctions } = linkage
  const wasi = usesWasi(facts) ? linkage.wasi(guest) : undefined
  const linked: Record<string, Record<string, CoreFunction>> = Object.create(null)
  const [era] = erasOf(facts)

  const answer = (i: number, module: string, name: string): CoreFunction => {
    const by = answers[i]
    const call = imports[i]
    if (by?.by === 'host') return (call as ImportCall)(running, hostFunctions[by.slot] as CoreFunction)
    if (by?.by === 'intrinsic') return (call as ImportCall)(running, by.intrinsic.make(running))
    if (by?.by === 'table') return () => fillTable(running)
    if (by?.by === 'describe') return word => describe(running, word)
    if (by?.by === 'cast') return (_self, source) => castValue(running, era, source)
    return wasi?.[module]?.[name] ?? (() => guest.stop(notProvided(module, name)))
  }
  for (const [i, { module, name }] of facts.imports.entries()) {
    linked[module] ??= Object.create(null) as Record<string, CoreFunction>
    linked[module][name] = answer(i, module, name)
  }
  return linked
}

function fillTable({ table, guest }: Running): void {
  try {
    if (table === undefined)
      throw new PluginError('abi-violation', 'expected an exported table of externrefs, found none')
    initTable(table)
  } catch (thrown) {
    guest.stop(thrown)
  }
}

function describe({ words, guest }: Running, word: number): void {
  if (words.length >= maxCastWords)
    guest.stop(new PluginError('abi-violation', `expected a cast of at most ${maxCastWords} words, found more`))
  words.push(word >>> 0)
}

function castValue(running: Running, era: Era, source: number): number {
  const { guest, words } = running
  if (guest.u8.length === 0) guest.refresh()
  try {
    return cast(running, era, words, source >>> 0, running.castArea)
  } catch (thrown) {
    if (thrown instanceof PluginError) return guest.stop(thrown)
    throw thrown
  } finally {
    words.length = 0
  }
}

function notProvided(module: string, name: string): PluginError {
  const found = `${JSON.stringify(module)} ${JSON.stringify(name)}`
  return new PluginError(
    'unsupported',
    `expected no call of an import that the contract does not grant, found one of ${found}`,
  )
}

/** The era when results went to this address, whatever stands there. */
const fixedArea = 8

/**
 * Sets a piece of the guest's memory aside for results, once for the instance: calls don't nest. Below the stack it
 * costs the guest's allocator nothing; every release has one of these.
 */
function reserveArea(
  { helpers, release }: BindgenFacts,
  exports: WebAssembly.Exports,
  stack: Stack | undefined,
  { allocator, guest }: Running,
  size: number,
): number {
  if (stack !== undefined) {
    const address = (stack.get() >>> 0) - size
    stack.set(address)
    return checkArea(guest, address, size)
  }
  if (helpers.malloc !== undefined) return checkArea(guest, allocator.realloc(0, 0, 8, size), size)
  if (helpers.globalArgumentPtr !== undefined)
    return checkArea(guest, (exports[helpers.globalArgumentPtr] as CoreFunction)() >>> 0, size)
  if (release.to >= since.calleeOwnsSlices && release.from < 66) return checkArea(guest, fixedArea, size)
  throw new PluginError('unsupported', 'expected a stack pointer or an allocator among the exports, found neither', {
    phase: 'link',
  })
}

function checkArea(guest: Guest, address: number, size: number): number {
  guest.refresh()
  if (address > 0 && address % 8 === 0 && address + size <= guest.u8.length) return address
  throw new PluginError(
    'abi-violation',
    `expected ${size} bytes for results within memory, found the address ${address}`,
  )
}

/** Puts the stack back after a throw. Without a hold on it the instance is given up: it would sink with every throw. */
function recovery({ control, values }: Running, stack: Stack | undefined): () => boolean {
  const baseline = stack?.get()
  return () => {
    if (control.current === undefined) return true
    const { threw } = control
    values.settle(false)
    control.current = undefined
    control.threw = false
    if (!threw || stack === undefined || baseline === undefined) return false
    stack.set(baseline)
    return true
  }
}

function memoryOf({ memory }: BindgenFacts, exports: WebAssembly.Exports): WebAssembly.Memory | undefined {
  const found = memory === undefined ? undefined : exports[memory]
  return found instanceof WebAssembly.Memory ? found : undefined
}
