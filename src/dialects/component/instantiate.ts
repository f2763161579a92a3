import type { AnyFunction } from '../../contract/any-function.ts'
import { createFinder } from '../../wit/compare.ts'
import { slots } from '../../wit/slots.ts'
import type { DialectInstance, Linkage } from '../dialect.ts'
import { exportedFunctions } from './exported-functions.ts'
import type { ComponentFacts } from './facts.ts'
import { callableByHost } from './run/callable.ts'
import { type Compiled, createCompiled } from './run/compile.ts'
import { instantiateProgram } from './run/instance.ts'

const cacheKey = 'component'

export function usesWasi({ program }: ComponentFacts): boolean {
  return program.functions.some(func => func.kind === 'import' && func.path[0]?.startsWith('wasi:') === true)
}

/** One instance of all that the component links. It fits the world: `fit` has found no issue. */
export function instantiate({ program }: ComponentFacts, linkage: Linkage): DialectInstance {
  const { world, hostFunctions, modules, guest, handles, cache, wasiFunction } = linkage
  const compiled = (cache.get(cacheKey) as Compiled | undefined) ?? createCompiled(program)
  cache.set(cacheKey, compiled)

  const givers = slots(world.imports, world).map(({ path }, slot) => ({ path, slot }))
  const findGiver = createFinder(givers)
  const running = instantiateProgram(program, {
    modules,
    guest,
    handles,
    compiled,
    hostFunction: path => {
      const giver = findGiver({ path })
      return giver === undefined ? wasiFunction(path) : hostFunctions[giver.slot]
    },
  })
  const functions = exportedFunctions(program, world).map((func): AnyFunction => {
    if (func === undefined) throw new RangeError('a component that fits lacks a function of its contract')
    return callableByHost(func, running)
  })
  // Nothing is thrown through these guests but traps: after an err of a function they stand as after any return.
  return { functions, memoryBytes: running.memoryBytes, recover: () => true }
}
