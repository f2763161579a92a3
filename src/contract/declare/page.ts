import type { TypeRef, World } from '../../wit/world.ts'
import type { Way } from './way.ts'

/** A page of declarations while it is written. */
export interface Page {
  readonly world: World
  /** A type as TypeScript. */
  text(type: TypeRef, way: Way): string
  /** The name of a definition in the form that this way asks for; it is declared when it is first spoken of. */
  nameOf(type: number, way: Way): string
}
