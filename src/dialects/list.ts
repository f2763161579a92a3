import { type Issue, PluginError } from '../errors.ts'
import type { CoreModule } from '../wasm/module.ts'
import { bindgenDialect } from './bindgen/dialect.ts'
import { componentDialect } from './component/dialect.ts'
import { coreDialect } from './core/dialect.ts'
import { type Dialect, type Recognition, Strength } from './dialect.ts'
import type { DialectInfo } from './dialect-info.ts'
import { foreignToolchain } from './foreign.ts'

/** All dialects. Where two recognise a module with equal strength, the earlier one has it. */
const dialects: readonly Dialect[] = [componentDialect, bindgenDialect, coreDialect]

/** A module's dialect, with what it read. */
export interface Recognized extends Recognition<unknown> {
  readonly dialect: Dialect
}

export function dialectInfo({ dialect: { name }, version, evidence }: Recognized): DialectInfo {
  return version === undefined ? { name, evidence } : { name, version, evidence }
}

/** Decides, in this one place, which dialect a module speaks; `forced` is the only one to try, where it is given. */
export function recognizeDialect(module: CoreModule, forced?: Dialect): Recognized | undefined {
  let best: Recognized | undefined
  for (const dialect of forced === undefined ? dialects : [forced]) {
    const recognition = dialect.recognize(module)
    if (recognition !== undefined && (best === undefined || recognition.strength > best.strength))
      best = { ...recognition, dialect }
  }
  const isGuess = best?.strength === Strength.weak && forced === undefined
  return isGuess && foreignToolchain(module) !== undefined ? undefined : best
}

/** What to say of a module that `recognizeDialect` finds no dialect for. */
export function unrecognized(module: CoreModule, forced?: Dialect): Issue {
  const message =
    forced === undefined
      ? 'expected a module of a known calling convention, found no sign of one'
      : `expected a module that speaks ${forced.name}, found no sign of it`
  return foreignToolchain(module) ?? { code: 'unsupported', message }
}

/** @throws PluginError `invalid-option` when there is no dialect of that name */
export function dialectNamed(name: string): Dialect {
  const dialect = dialects.find(candidate => candidate.name === name)
  if (dialect !== undefined) return dialect
  const names = dialects.map(candidate => `"${candidate.name}"`).join(', ')
  throw new PluginError('invalid-option', `dialect: expected one of ${names}, found ${JSON.stringify(name)}`)
}
