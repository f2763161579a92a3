import type { Dialect } from '../dialect.ts'
import type { ComponentFacts } from './facts.ts'
import { fit } from './fit.ts'
import { isWasi, withoutWasi } from './wasi.ts'

/** Components, linked from their own bytes: what they import and export says all that a host must know. */
export const componentDialect: Dialect<ComponentFacts> = {
  name: 'component',
  // It is told by the first bytes of the file, before there is a module to look at.
  recognize: () => undefined,
  world: ({ world }) => withoutWasi(world),
  importRole: (_facts, from) => (isWasi(from) ? 'wasi' : 'contract'),
  fit,
}
