import { compileLift, type Lift } from '../../canonical/lift.ts'
import { compileLower } from '../../canonical/lower.ts'
import { resourceFunction } from '../../canonical/resources.ts'
import type { AnyFunction } from '../../contract/any-function.ts'
import { PluginError } from '../../errors.ts'
import type { Guest, Realloc } from '../../memory/guest.ts'
import type { ResourceType } from '../../memory/resource.ts'
import { asksForPreview1 } from '../../wasi/preview1-names.ts'
import type { CoreFunction, DialectInstance, Linkage } from '../dialect.ts'
import { startGuest } from '../start.ts'
import { type BoundImport, bind } from './bind.ts'
import { type CoreFacts, initializeName, memoryName, reallocName } from './facts.ts'
import { forkWithResources } from './resources.ts'
import { findFunction, runtimeFunctions } from './runtime.ts'

/** What all instances of a plugin share. */
interface Program {
  readonly exports: readonly { readonly core: string; readonly postReturn: string | undefined; readonly lift: Lift }[]
  readonly imports: readonly { readonly module: string; readonly name: string; readonly make: MakeImport }[]
  /** Names of exports, by the resource's index in the type table. */
  readonly destructors: ReadonlyMap<number, string>
}

type MakeImport = (guest: Guest, hostFunctions: readonly AnyFunction[]) => CoreFunction

const programKey = 'core'

export function usesWasi({ imports }: CoreFacts): boolean {
  return asksForPreview1(imports)
}

/** One instance; `_initialize` has run. The module fits the world: `fit` has found no issue. */
export function instantiate(facts: CoreFacts, linkage: Linkage): DialectInstance {
  const { cache, world, handles } = linkage
  const program = (cache.get(programKey) as Program | undefined) ?? compile(facts, linkage)
  cache.set(programKey, program)

  let exports: WebAssembly.Exports | undefined
  const guest = forkWithResources(linkage.guest, world, handles, resource => {
    const destructor = program.destructors.get(resource)
    if (destructor === undefined) return undefined
    if (exports === undefined)
      throw new PluginError('trap', 'the guest dropped a resource of its own before it was there', { phase: 'link' })
    return exports[destructor] as CoreFunction
  })
  const imports = createImports(facts, program, guest, linkage)
  let memory: WebAssembly.Memory | undefined
  exports = startGuest(guest, linkage.modules[0] as WebAssembly.Module, imports, made => {
    exports = made
    if (facts.hasMemory) {
      memory = made[memoryName] as WebAssembly.Memory
      guest.attach(memory, made[reallocName] as Realloc | undefined)
    }
    const initialize = made[initializeName]
    if (typeof initialize === 'function') initialize()
  })
  const made = exports
  const functions = program.exports.map(({ core, postReturn, lift }): AnyFunction => {
    const release = postReturn === undefined ? undefined : (made[postReturn] as CoreFunction)
    return lift(guest, made[core] as CoreFunction, release)
  })
  // Nothing is thrown through this guest but traps: after an err of a function it stands as after any return.
  return { functions, memoryBytes: () => memory?.buffer.byteLength ?? 0, recover: () => true }
}

function compile(facts: CoreFacts, { world, names }: Linkage): Program {
  const { exports, imports, destructors } = bind(facts, world, names)
  return {
    exports: exports.map(({ slot, codecs, core, postReturn }) => ({
      core,
      postReturn,
      lift: compileLift(codecs, slot.function),
    })),
    imports: imports.map(bound => ({ ...bound.import, make: compileImport(bound) })),
    destructors,
  }
}

function compileImport(bound: BoundImport): MakeImport {
  if (bound.kind === 'builtin') {
    const { builtin, resource } = bound
    return guest => resourceFunction(builtin, guest.instance.resources[resource] as ResourceType, guest)
  }
  const { index, slot, codecs } = bound
  const lower = compileLower(codecs, slot.function)
  return (guest, hostFunctions) => lower(guest, hostFunctions[index] as AnyFunction)
}

/** Only what the module asks for, by objects that inherit nothing. */
function createImports(
  facts: CoreFacts,
  program: Program,
  guest: Guest,
  { hostFunctions, wasi }: Linkage,
): WebAssembly.Imports {
  const granted = usesWasi(facts) ? wasi(guest) : {}
  const imports: Record<string, Record<string, CoreFunction>> = Object.create(null)
  function give(module: string, name: string, call: CoreFunction): void {
    imports[module] ??= Object.create(null) as Record<string, CoreFunction>
    imports[module][name] = call
  }
  for (const { module, name } of facts.imports) {
    const given = findFunction(runtimeFunctions, module, name) ?? findFunction(granted, module, name)
    if (given !== undefined) give(module, name, given)
  }
  for (const { module, name, make } of program.imports) give(module, name, make(guest, hostFunctions))
  return imports
}
