import { PluginError } from '../errors.ts'

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

/** The clocks and random bytes that the platform has. */
export interface WasiPorts {
  random(bytes: Uint8Array<ArrayBuffer>): void
  /** Milliseconds since 1970. */
  wallClock(): number
  /** Milliseconds, never going back. */
  monotonicClock(): number
}

/** The options, checked and encoded once for all instances of a plugin. */
export interface WasiGrants {
  /** `KEY=value` each, NUL-terminated. */
  readonly environment: readonly Uint8Array[]
  /** NUL-terminated. */
  readonly arguments: readonly Uint8Array[]
  readonly stdin: Uint8Array
  readonly stdout: ((chunk: Uint8Array) => void) | undefined
  readonly stderr: ((chunk: Uint8Array) => void) | undefined
  /** Nanoseconds; `undefined`: no clock. */
  readonly clock: ((id: 'wall' | 'monotonic') => bigint) | undefined
  /** `undefined`: no random bytes. */
  readonly random: ((bytes: Uint8Array<ArrayBuffer>) => void) | undefined
}

const known = ['env', 'args', 'stdin', 'stdout', 'stderr', 'clock', 'random']

/**
 * Reads the `wasi` option.
 * @throws PluginError `invalid-option`, or `unsupported` for files, which no dialect of this version serves
 */
export function parseWasi(input: unknown, ports: WasiPorts): WasiGrants {
  if (input !== undefined && (typeof input !== 'object' || input === null)) throw wrong('wasi', 'an object', input)
  const options = (input ?? {}) as Readonly<Record<string, unknown>>
  for (const name of Object.keys(options)) {
    if (name === 'files') throw new PluginError('unsupported', 'wasi.files: this version grants no files')
    if (!known.includes(name))
      throw new PluginError('invalid-option', `wasi.${name} is not an option; expected one of ${known.join(', ')}`)
  }
  return {
    environment: parseEnvironment(options['env']),
    arguments: parseArguments(options['args']),
    stdin: parseStdin(options['stdin']),
    stdout: parseSink('wasi.stdout', options['stdout']),
    stderr: parseSink('wasi.stderr', options['stderr']),
    clock: parseClock(options['clock'], ports),
    random: parseRandom(options['random'], ports),
  }
}

function parseEnvironment(env: unknown): Uint8Array[] {
  if (env === undefined) return []
  if (typeof env !== 'object' || env === null) throw wrong('wasi.env', 'an object of strings', env)
  return Object.entries(env).map(([key, value]) => {
    if (typeof value !== 'string') throw wrong(`wasi.env.${key}`, 'a string', value)
    if (key === '' || key.includes('=')) throw wrong('wasi.env', 'names without "=" that are not empty', key)
    return terminated(`wasi.env.${key}`, `${key}=${value}`)
  })
}

function parseArguments(args: unknown): Uint8Array[] {
  if (args === undefined) return []
  if (!Array.isArray(args)) throw wrong('wasi.args', 'an array of strings', args)
  return args.map((arg: unknown, index) => {
    if (typeof arg !== 'string') throw wrong(`wasi.args[${index}]`, 'a string', arg)
    return terminated(`wasi.args[${index}]`, arg)
  })
}

function terminated(path: string, text: string): Uint8Array {
  if (text.includes('\0')) throw wrong(path, 'a string without NUL', text)
  return new TextEncoder().encode(`${text}\0`)
}

function parseStdin(stdin: unknown): Uint8Array {
  if (stdin === undefined) return new Uint8Array(0)
  if (typeof stdin === 'string') return new TextEncoder().encode(stdin)
  if (stdin instanceof Uint8Array) return new Uint8Array(stdin)
  throw wrong('wasi.stdin', 'a string or Uint8Array', stdin)
}

function parseSink(path: string, sink: unknown): ((chunk: Uint8Array) => void) | undefined {
  if (sink === undefined || typeof sink === 'function') return sink as ((chunk: Uint8Array) => void) | undefined
  throw wrong(path, 'a function', sink)
}

function parseClock(clock: unknown, ports: WasiPorts): WasiGrants['clock'] {
  if (clock === 'none') return undefined
  if (clock === undefined || clock === 'coarse')
    // Whole milliseconds: finer clocks measure what other code in the process does.
    return id => BigInt(Math.floor(id === 'wall' ? ports.wallClock() : ports.monotonicClock())) * 1_000_000n
  if (typeof clock === 'function')
    return () => {
      const now: unknown = clock()
      if (typeof now === 'bigint') return BigInt.asUintN(64, now)
      throw wrong('wasi.clock', 'a function that returns a bigint', now)
    }
  throw wrong('wasi.clock', '"coarse", "none" or a function', clock)
}

function parseRandom(random: unknown, ports: WasiPorts): WasiGrants['random'] {
  if (random === 'none') return undefined
  if (random === undefined || random === 'secure') return bytes => ports.random(bytes)
  if (typeof random === 'number' && Number.isSafeInteger(random)) return seeded(random)
  throw wrong('wasi.random', '"secure", "none" or a whole number', random)
}

/** A small reproducible generator (xorshift32 on a mixed seed): for tests, not for keys. */
function seeded(seed: number): (bytes: Uint8Array) => void {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1
  return bytes => {
    for (let at = 0; at < bytes.length; at++) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      bytes[at] = state >>> 11
    }
  }
}

function wrong(path: string, expected: string, found: unknown): PluginError {
  const shown = typeof found === 'string' ? JSON.stringify(found) : found === null ? 'null' : typeof found
  return new PluginError('invalid-option', `${path}: expected ${expected}, found ${shown}`)
}
