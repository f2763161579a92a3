import type { Isolation } from '../contract/exports.ts'
import { dialectNamed } from '../dialects/list.ts'
import { invalidOption, PluginError, wholeNumber } from '../errors.ts'
import { type LimitOptions, type Limits, parseLimits } from '../limits.ts'
import { parseWasi, type WasiGrants, type WasiHost, type WasiOptions } from '../wasi/grants.ts'

/** Who a plugin is, before it is loaded: for imports that must know who speaks. */
export interface PluginInfo {
  readonly name: string
  /** Path, URL, or `bytes`. */
  readonly source: string
  /** SHA-256 of the file, hex. */
  readonly digest: string
}

/** What a plugin writes by its dialect's log or to standard output that nobody claimed. Untrusted text. */
export interface LogEntry {
  readonly plugin: PluginInfo
  readonly level: 'info' | 'error'
  readonly text: string
}

/** The options of `loadPlugin` and `openPlugins` besides `imports` and `isolation`. */
export interface CommonOptions {
  readonly limits?: LimitOptions | undefined
  /** How many times in a row, with no good call between, a lost instance is replaced; default 3, 0: never. */
  readonly restarts?: number | undefined
  /** Told whenever an instance has been replaced: the guest's state is gone. */
  readonly onRestart?: ((plugin: PluginInfo, cause: PluginError) => void) | undefined
  readonly wasi?: WasiOptions | undefined
  readonly log?: ((entry: LogEntry) => void) | undefined
  /** A dialect's name, to force it. */
  readonly dialect?: string | undefined
  /** Contract name to export name. */
  readonly names?: Readonly<Record<string, string>> | undefined
  /** Aborts loading. */
  readonly signal?: AbortSignal | undefined
}

/** The options, checked once for all plugins of a call. */
export interface ParsedOptions {
  /** The host functions, or what makes them for a plugin. */
  readonly imports: unknown
  readonly isolation: Isolation
  readonly limits: Limits
  readonly restarts: number
  readonly onRestart: ((plugin: PluginInfo, cause: PluginError) => void) | undefined
  readonly wasi: { readonly grants: WasiGrants; readonly host: WasiHost }
  readonly log: ((entry: LogEntry) => void) | undefined
  readonly dialect: string | undefined
  readonly names: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
}

const known: readonly string[] = [
  'imports',
  'isolation',
  'limits',
  'restarts',
  'onRestart',
  'wasi',
  'log',
  'dialect',
  'names',
  'signal',
] satisfies (keyof ParsedOptions)[]

/**
 * Reads the options of a call. Nothing unknown is passed over: a misspelt option would be a lost limit.
 * @throws PluginError `invalid-option`, or `unsupported` for what this version does not do
 */
export function parseOptions(input: unknown): ParsedOptions {
  if (input !== undefined && (typeof input !== 'object' || input === null))
    throw invalidOption('options', 'an object', input)
  const options = (input ?? {}) as Readonly<Record<string, unknown>>
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new PluginError('invalid-option', `${name} is not an option; expected one of ${known.join(', ')}`)
  const isolation = parseIsolation(options['isolation'])
  return {
    imports: options['imports'],
    isolation,
    limits: parseLimits(options['limits'], isolation),
    restarts: parseRestarts(options['restarts']),
    onRestart: parseFunction('onRestart', options['onRestart']),
    wasi: parseWasi(options['wasi']),
    log: parseFunction('log', options['log']),
    dialect: parseDialect(options['dialect']),
    names: parseNames(options['names']),
    signal: parseSignal(options['signal']),
  }
}

function parseIsolation(isolation: unknown): Isolation {
  if (isolation === undefined) return 'inline'
  if (isolation === 'inline' || isolation === 'worker' || isolation === 'process') return isolation
  throw invalidOption('isolation', '"inline", "worker" or "process"', isolation)
}

function parseRestarts(restarts: unknown): number {
  return restarts === undefined ? 3 : wholeNumber('restarts', restarts)
}

function parseFunction<F>(name: string, value: F | unknown): F | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'function') return value as F
  throw invalidOption(name, 'a function', value)
}

function parseDialect(dialect: unknown): string | undefined {
  if (dialect === undefined) return undefined
  if (typeof dialect === 'string') return dialectNamed(dialect).name
  if (typeof dialect === 'object')
    throw new PluginError('unsupported', 'dialect: this version takes a name, and no object that describes one')
  throw invalidOption('dialect', 'a name', dialect)
}

function parseNames(names: unknown): Readonly<Record<string, string>> {
  if (names === undefined) return {}
  if (typeof names !== 'object' || names === null) throw invalidOption('names', 'an object of strings', names)
  for (const [name, target] of Object.entries(names))
    if (typeof target !== 'string') throw invalidOption(`names.${name}`, 'a string', target)
  return { ...names } as Record<string, string>
}

export function parseSignal(signal: unknown): AbortSignal | undefined {
  if (signal === undefined) return undefined
  if (typeof signal === 'object' && signal !== null && 'aborted' in signal && 'addEventListener' in signal)
    return signal as AbortSignal
  throw invalidOption('signal', 'an AbortSignal', signal)
}
