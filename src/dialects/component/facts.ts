import type { World } from '../../wit/world.ts'
import type { Program } from './link/program.ts'

/** A component as the plan carries it. */
export interface ComponentFacts {
  readonly program: Program
  /** What it imports and exports by itself. */
  readonly world: World
}
