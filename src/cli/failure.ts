import { type ErrorCode, PluginError } from '../errors.ts'
import { UsageError } from './command.ts'
import { escapeText } from './text.ts'

/** A file that could not be used, as `--json` prints it. */
export interface Failed {
  readonly file: string
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly offset?: number }
}

/**
 * What an error says about a file.
 * @throws the error itself when it is none of hospes: then hospes is at fault, not the file
 */
export function failedBy(file: string, error: unknown): Failed {
  if (!(error instanceof PluginError)) throw error
  const { code, message, offset } = error
  return { file, error: { code, message, ...(offset !== undefined && { offset }) } }
}

/** One line, and for a fault in a text the lines that show the place. */
export function failureLines({ file, error }: Failed): string[] {
  const [first = '', ...more] = error.message.split('\n')
  // Errors of reading a file say the path themselves.
  const place = first.includes(file) ? '' : `${file}: `
  return [`${place}${first} (${error.code})`, ...more].map(escapeText)
}

/** Reads a text of the command line: what is wrong with it is wrong usage. @throws UsageError */
export function asUsage<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    throw new UsageError(error.message)
  }
}
