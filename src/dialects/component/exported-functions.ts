import { createFinder } from '../../wit/compare.ts'
import { slots } from '../../wit/slots.ts'
import type { World } from '../../wit/world.ts'
import type { Program } from './link/program.ts'

/** The program's function for each of the world's exports, in the order of their slots. */
export function exportedFunctions(program: Program, world: World): (number | undefined)[] {
  const find = createFinder(program.exports.filter(item => item.kind === 'func'))
  return slots(world.exports, world).map(slot => find(slot)?.func)
}
