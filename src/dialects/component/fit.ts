import { type Issue, PluginError } from '../../errors.ts'
import { compareWorlds, createFinder } from '../../wit/compare.ts'
import { slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import type { ComponentFacts } from './facts.ts'
import type { Program } from './link/program.ts'
import { createCompiled } from './run/compile.ts'

/** What hospes gives by itself, whatever the contract says. */
export function isWasi(interfaceName: string): boolean {
  return interfaceName.startsWith('wasi:')
}

/** Names match as they are, those of interfaces also in another version that is compatible. */
export function fit({ program, world: own }: ComponentFacts, world: World): Issue[] {
  const { issues } = compareWorlds(world, own, { isProvided: isWasi })
  return issues.length > 0 ? [...issues] : unsupported(program, world)
}

/** The program's function for each of the world's exports, in the order of their slots. */
export function exportedFunctions(program: Program, world: World): (number | undefined)[] {
  const find = createFinder(program.exports.filter(item => item.kind === 'func'))
  return slots(world.exports, world).map(slot => find(slot)?.func)
}

/** Functions that the component has, but hospes cannot call. */
function unsupported(program: Program, world: World): Issue[] {
  const compiled = createCompiled(program)
  const expected = slots(world.exports, world)
  return exportedFunctions(program, world).flatMap((func, slot): Issue[] => {
    const definition = func === undefined ? undefined : program.functions[func]
    if (func === undefined || definition?.kind !== 'lift') return []
    const path = expected[slot]?.path ?? []
    try {
      if (definition.options.async) throw new PluginError('unsupported', 'it is lifted async')
      compiled.liftForHost(func)
      return []
    } catch (error) {
      if (!(error instanceof PluginError)) throw error
      return [{ code: error.code, message: `'${path.join('#')}' cannot be called: ${error.message}`, path }]
    }
  })
}
