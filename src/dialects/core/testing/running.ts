import type { AnyFunction } from '../../../contract/any-function.ts'
import { defaultLimits } from '../../../limits.ts'
import { createGuest, type Guest } from '../../../memory/guest.ts'
import { decodeModule } from '../../../wasm/decode.ts'
import { assemble } from '../../../wasm/testing/assemble.ts'
import type { World } from '../../../wit/world.ts'
import type { DialectInstance, Recognition } from '../../dialect.ts'
import { coreDialect } from '../dialect.ts'
import type { CoreFacts } from '../facts.ts'
import { instantiate } from '../instantiate.ts'

export function recognize(wat: string): Recognition<CoreFacts> | undefined {
  return coreDialect.recognize(decodeModule(assemble(wat), defaultLimits))
}

/** `code: message` of what is in the way. */
export function fit(wat: string, expected: World, names: Readonly<Record<string, string>> = {}): string[] {
  return coreDialect.fit(factsOf(wat), expected, { names }).map(({ code, message }) => `${code}: ${message}`)
}

export interface Running extends DialectInstance {
  readonly guest: Guest
}

export interface Surroundings {
  readonly hostFunctions?: readonly AnyFunction[]
  readonly wasi?: Readonly<Record<string, AnyFunction>>
  readonly handles?: number
}

/** An instance of a module that has to fit, as it is without a guard. */
export function start(
  wat: string,
  expected: World,
  { hostFunctions = [], wasi = {}, handles = 0 }: Surroundings = {},
): Running {
  const facts = factsOf(wat)
  const [issue] = coreDialect.fit(facts, expected, { names: {} })
  if (issue !== undefined) throw new Error(issue.message)
  const guest = createGuest(defaultLimits)
  const module = new WebAssembly.Module(assemble(wat))
  const instance = instantiate(facts, {
    modules: [module],
    handles,
    world: expected,
    names: {},
    hostFunctions,
    cache: new Map(),
    guest,
    wasi: () => ({ wasi_snapshot_preview1: wasi }),
    wasiFunction: () => undefined,
  })
  return { ...instance, guest }
}

function factsOf(wat: string): CoreFacts {
  const recognized = recognize(wat)
  if (recognized === undefined) throw new Error('expected a module of the dialect')
  return recognized.facts
}
