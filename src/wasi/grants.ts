import { invalidOption, PluginError } from '../errors.ts'

/** What a WASI guest is granted: nothing by default but a coarse clock and random bytes, without which no runtime starts. */
export interface WasiOptions {
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly args?: readonly string[] | undefined
  readonly stdin?: Uint8Array | string | undefined
  /** Gets each chunk as the guest writes it: a copy. */
  readonly stdout?: ((chunk: Uint8Array) => void) | undefined
  readonly stderr?: ((chunk: Uint8Array) => void) | undefined
  /** `coarse`: milliseconds; a function: nanoseconds since 1970, for both clocks. */
  readonly clock?: 'coarse' | 'none' | (() => bigint) | undefined
  /** A number seeds a reproducible generator. */
  readonly random?: 'secure' | 'none' | number | undefined
}

/** The options, checked and encoded once for all instances of a plugin: plain data, the same in every tier. */
export interface WasiGrants {
  /** `KEY=value` each, NUL-terminated. */
  readonly environment: readonly Uint8Array[]
  /** NUL-terminated. */
  readonly arguments: readonly Uint8Array[]
  readonly stdin: Uint8Array
  /** `host`: asked of `WasiHost.clock`. */
  readonly clock: 'coarse' | 'none' | 'host'
  /** A number seeds a reproducible generator. */
  readonly random: 'secure' | 'none' | number
}

/** The host's own functions among the options: they stay in the host's thread. */
export interface WasiHost {
  readonly stdout: ((chunk: Uint8Array) => void) | undefined
  readonly stderr: ((chunk: Uint8Array) => void) | undefined
  /** Nanoseconds. */
  readonly clock: (() => bigint) | undefined
}

const known = ['env', 'args', 'stdin', 'stdout', 'stderr', 'clock', 'random']

/**
 * Reads the `wasi` option.
 * @throws PluginError `invalid-option`, or `unsupported` for files, which no dialect of this version serves
 */
export function parseWasi(input: unknown): { readonly grants: WasiGrants; readonly host: WasiHost } {
  if (input !== undefined && (typeof input !== 'object' || input === null))
    throw invalidOption('wasi', 'an object', input)
  const options = (input ?? {}) as Readonly<Record<string, unknown>>
  for (const name of Object.keys(options)) {
    if (name === 'files') throw new PluginError('unsupported', 'wasi.files: this version grants no files')
    if (!known.includes(name))
      throw new PluginError('invalid-option', `wasi.${name} is not an option; expected one of ${known.join(', ')}`)
  }
  const { clock, random } = options
  return {
    grants: {
      environment: parseEnvironment(options['env']),
      arguments: parseArguments(options['args']),
      stdin: parseStdin(options['stdin']),
      clock: typeof clock === 'function' ? 'host' : parseChoice('wasi.clock', clock, ['coarse', 'none'], 'a function'),
      random: Number.isSafeInteger(random)
        ? (random as number)
        : parseChoice('wasi.random', random, ['secure', 'none'], 'a whole number'),
    },
    host: {
      stdout: parseSink('wasi.stdout', options['stdout']),
      stderr: parseSink('wasi.stderr', options['stderr']),
      clock: typeof clock === 'function' ? (clock as () => bigint) : undefined,
    },
  }
}

function parseEnvironment(env: unknown): Uint8Array[] {
  if (env === undefined) return []
  if (typeof env !== 'object' || env === null) throw invalidOption('wasi.env', 'an object of strings', env)
  return Object.entries(env).map(([key, value]) => {
    if (typeof value !== 'string') throw invalidOption(`wasi.env.${key}`, 'a string', value)
    if (key === '' || key.includes('=')) throw invalidOption('wasi.env', 'names without "=" that are not empty', key)
    return terminated(`wasi.env.${key}`, `${key}=${value}`)
  })
}

function parseArguments(args: unknown): Uint8Array[] {
  if (args === undefined) return []
  if (!Array.isArray(args)) throw invalidOption('wasi.args', 'an array of strings', args)
  return args.map((arg: unknown, index) => {
    if (typeof arg !== 'string') throw invalidOption(`wasi.args[${index}]`, 'a string', arg)
    return terminated(`wasi.args[${index}]`, arg)
  })
}

function terminated(path: string, text: string): Uint8Array {
  if (text.includes('\0')) throw invalidOption(path, 'a string without NUL', text)
  return new TextEncoder().encode(`${text}\0`)
}

function parseStdin(stdin: unknown): Uint8Array {
  if (stdin === undefined) return new Uint8Array(0)
  if (typeof stdin === 'string') return new TextEncoder().encode(stdin)
  if (stdin instanceof Uint8Array) return new Uint8Array(stdin)
  throw invalidOption('wasi.stdin', 'a string or Uint8Array', stdin)
}

function parseSink(path: string, sink: unknown): ((chunk: Uint8Array) => void) | undefined {
  if (sink === undefined || typeof sink === 'function') return sink as ((chunk: Uint8Array) => void) | undefined
  throw invalidOption(path, 'a function', sink)
}

/** One of some words, by default the first. */
function parseChoice<const W extends string>(path: string, value: unknown, words: readonly [W, W], or: string): W {
  if (value === undefined) return words[0]
  const choice = words.find(word => word === value)
  if (choice === undefined) throw invalidOption(path, `"${words[0]}", "${words[1]}" or ${or}`, value)
  return choice
}
