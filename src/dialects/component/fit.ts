import { type Issue, PluginError } from '../../errors.ts'
import { compareWorlds } from '../../wit/compare.ts'
import { compatibilityKey, parseInterfaceId } from '../../wit/names.ts'
import { slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import { exportedFunctions } from './exported-functions.ts'
import type { ComponentFacts } from './facts.ts'
import type { Program } from './link/program.ts'
import { createCompiled } from './run/compile.ts'
import { isWasi, wasiIssues } from './wasi.ts'

/** Names match as they are, those of interfaces also in another version that is compatible. */
export function fit({ program, world: own }: ComponentFacts, world: World): Issue[] {
  const isGiven = interfacesOf(world)
  const { issues } = compareWorlds(world, own, { isProvided: id => isWasi(id) && !isGiven(id) })
  const found = [...issues, ...wasiIssues(own, isGiven)]
  return found.length > 0 ? found : unsupported(program, world)
}

/** Whether the host has to give this interface, or one that it is compatible with. */
function interfacesOf({ imports }: World): (interfaceId: string) => boolean {
  const keys = new Set(
    imports.filter(item => item.kind === 'interface' && !item.typesOnly).map(({ name }) => keyOf(name)),
  )
  return interfaceId => keys.has(keyOf(interfaceId))
}

function keyOf(name: string): string {
  const id = parseInterfaceId(name)
  return id === undefined ? name : compatibilityKey(id)
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
