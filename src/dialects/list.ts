import { PluginError } from '../errors.ts'
import type { CoreModule } from '../wasm/module.ts'
import { bindgenDialect } from './bindgen/dialect.ts'
import { componentDialect } from './component/dialect.ts'
import { coreDialect } from './core/dialect.ts'
import type { Dialect, Recognition } from './dialect.ts'

/** All dialects. Where two recognise a module with equal strength, the earlier one has it. */
export const dialects: readonly Dialect[] = [componentDialect, bindgenDialect, coreDialect]

/** A module's dialect, with what it read. */
export interface Recognized extends Recognition<unknown> {
  readonly dialect: Dialect
}

/** Decides, in this one place, which dialect a module speaks. */
export function recognizeDialect(
  module: CoreModule,
  candidates: readonly Dialect[] = dialects,
): Recognized | undefined {
  let best: Recognized | undefined
  for (const dialect of candidates) {
    const recognition = dialect.recognize(module)
    if (recognition !== undefined && (best === undefined || recognition.strength > best.strength))
      best = { ...recognition, dialect }
  }
  return best
}

/** @throws PluginError `invalid-option` when there is no dialect of that name */
export function dialectNamed(name: string): Dialect {
  const dialect = dialects.find(candidate => candidate.name === name)
  if (dialect !== undefined) return dialect
  const names = dialects.map(candidate => `"${candidate.name}"`).join(', ')
  throw new PluginError('invalid-option', `dialect: expected one of ${names}, found ${JSON.stringify(name)}`)
}
