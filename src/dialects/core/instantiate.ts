import { compileLift, type Lift } from '../../canonical/lift.ts'
import { compileLower, type Lower } from '../../canonical/lower.ts'
import type { Realloc } from '../../memory/guest.ts'
import { slots } from '../../wit/slots.ts'
import type { CoreFunction, DialectInstance, HostFunction, Linkage } from '../dialect.ts'
import { startGuest } from '../start.ts'
import { bind } from './bind.ts'
import { type CoreFacts, initializeName, memoryName, reallocName } from './facts.ts'
import { findFunction, runtimeFunctions } from './runtime.ts'

/** What all instances of a plugin share. */
interface Program {
  readonly exports: readonly { readonly core: string; readonly postReturn: string | undefined; readonly lift: Lift }[]
  readonly imports: readonly {
    readonly module: string
    readonly name: string
    readonly slot: number
    readonly lower: Lower
  }[]
}

const programKey = 'core'

/** One instance; `_initialize` has run. The module fits the world: `fit` has found no issue. */
export function instantiate(facts: CoreFacts, linkage: Linkage): DialectInstance {
  const { guest, cache } = linkage
  const program = (cache.get(programKey) as Program | undefined) ?? compile(facts, linkage)
  cache.set(programKey, program)

  const imports = createImports(facts, program, linkage)
  let memory: WebAssembly.Memory | undefined
  const exports = startGuest(guest, linkage.module, imports, made => {
    if (facts.hasMemory) {
      memory = made[memoryName] as WebAssembly.Memory
      guest.attach(memory, made[reallocName] as Realloc | undefined)
    }
    const initialize = made[initializeName]
    if (typeof initialize === 'function') initialize()
  })
  const functions = program.exports.map(({ core, postReturn, lift }): HostFunction => {
    const release = postReturn === undefined ? undefined : (exports[postReturn] as CoreFunction)
    return lift(guest, exports[core] as CoreFunction, release)
  })
  // Nothing is thrown through this guest but traps: after an err of a function it stands as after any return.
  return { functions, memory, recover: () => true }
}

function compile(facts: CoreFacts, { world, names }: Linkage): Program {
  const { codecs, exports, imports } = bind(facts, world, names)
  const importSlots = slots(world.imports, world)
  return {
    exports: exports.map(({ slot, core, postReturn }) => ({
      core,
      postReturn,
      lift: compileLift(codecs, slot.function),
    })),
    imports: imports.flatMap(({ import: { module, name }, slot }) => {
      const func = importSlots[slot]?.function
      return func === undefined ? [] : [{ module, name, slot, lower: compileLower(codecs, func) }]
    }),
  }
}

/** Only what the module asks for, by objects that inherit nothing. */
function createImports(
  facts: CoreFacts,
  program: Program,
  { guest, hostFunctions, wasi }: Linkage,
): WebAssembly.Imports {
  const granted = wasi(guest)
  const imports: Record<string, Record<string, CoreFunction>> = Object.create(null)
  function give(module: string, name: string, call: CoreFunction): void {
    imports[module] ??= Object.create(null) as Record<string, CoreFunction>
    imports[module][name] = call
  }
  for (const { module, name } of facts.imports) {
    const given = findFunction(runtimeFunctions, module, name) ?? findFunction(granted, module, name)
    if (given !== undefined) give(module, name, given)
  }
  for (const { module, name, slot, lower } of program.imports) {
    give(module, name, lower(guest, hostFunctions[slot] as HostFunction))
  }
  return imports
}
