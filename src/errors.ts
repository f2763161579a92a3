/**
 * Every failure that hospes raises. `code` is API: programs switch on it, new ones may come in a minor version.
 * The list stands in the order in which a plugin meets it, from the call of hospes to its end.
 */
export type ErrorCode =
  // the call of hospes itself
  | 'invalid-option'
  | 'invalid-argument'
  | 'wit-invalid'
  | 'not-found'
  | 'aborted'
  // the bytes
  | 'not-wasm'
  | 'malformed'
  | 'invalid'
  | 'unsupported'
  | 'too-large'
  | 'limit-exceeded'
  // the fit between bytes and contract
  | 'missing-export'
  | 'signature-mismatch'
  | 'unknown-import'
  | 'ambiguous-export'
  // running
  | 'trap'
  | 'fuel-exhausted'
  | 'memory-exhausted'
  | 'stack-exhausted'
  | 'deadline-exceeded'
  | 'output-too-large'
  | 'abi-violation'
  | 'guest-error'
  | 'host-error'
  | 'exited'
  | 'reentrant'
  | 'stale-handle'
  // the plugin
  | 'poisoned'
  | 'closed'
  | 'crashed'

/** Where on its way a plugin was when it failed. */
export type Phase = 'contract' | 'load' | 'link' | 'call' | 'close'

/** One finding about bytes, a contract or their fit: plain data, as `check` and `validate` return it. */
export interface Issue {
  readonly code: ErrorCode
  /** One sentence, with what was expected and what was found. */
  readonly message: string
  /** The item concerned, outermost name first: `["api", "greet", "name"]`. */
  readonly path?: readonly string[]
  /** Bytes from the start of the file. */
  readonly offset?: number
  /** Line in the WIT text, from 1. */
  readonly line?: number
  /** Column in the WIT text, from 1, in UTF-16 code units. */
  readonly column?: number
  readonly expected?: string
  readonly found?: string
}

/** What is known about a failure besides its code and message. */
export interface ErrorContext {
  readonly phase?: Phase | undefined
  /** The plugin's name. */
  readonly plugin?: string | undefined
  /** The function's name in the contract, with its path: `api.greet`. */
  readonly function?: string | undefined
  /** `guest-error`: the lifted error value. `exited`: the exit code. */
  readonly payload?: unknown
  readonly issues?: readonly Issue[] | undefined
  /** Bytes from the start of the file. */
  readonly offset?: number | undefined
  readonly cause?: unknown
}

/** The one error class of hospes, with its subclass `WitError`; whatever an engine throws travels as `cause`. */
export class PluginError extends Error {
  override readonly name: string = 'PluginError'
  readonly code: ErrorCode
  readonly phase: Phase | undefined
  readonly plugin: string | undefined
  readonly function: string | undefined
  readonly payload: unknown
  readonly issues: readonly Issue[] | undefined
  readonly offset: number | undefined

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause })
    this.code = code
    this.phase = context.phase
    this.plugin = context.plugin
    this.function = context.function
    this.payload = context.payload
    this.issues = context.issues
    this.offset = context.offset
  }
}

/** A fault in a WIT text. `issues` holds all faults found in one pass; the error itself speaks of the first. */
export class WitError extends PluginError {
  override readonly name: string = 'WitError'
  /** Line of the first fault, from 1. */
  readonly line: number
  /** Column of the first fault, from 1. */
  readonly column: number

  constructor(message: string, line: number, column: number, issues: readonly Issue[]) {
    super('wit-invalid', message, { phase: 'contract', issues })
    this.line = line
    this.column = column
  }
}

/** `invalid-option`: what stands at `path` in the options is not as expected; short values are shown. */
export function invalidOption(path: string, expected: string, found: unknown): PluginError {
  return new PluginError('invalid-option', `${path}: expected ${expected}, found ${shown(found)}`)
}

/** @throws PluginError `invalid-option` for anything but a whole number from 0 up */
export function wholeNumber(path: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw invalidOption(path, 'a whole number from 0 up', value)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol'))
    return String(value)
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** What was thrown, in words: of an error its message. Runs at most the value's own conversion to a string. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } catch {
    return `a value of type ${typeof thrown}`
  }
}
