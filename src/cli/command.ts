/** What a command may touch. `main.ts` gives it the process's own; tests give it arrays. */
export interface CommandIo {
  /** A plugin. @throws PluginError when there is no such file, or it is no regular one */
  readonly readFile: (path: string) => Promise<Uint8Array>
  /** A text of the user's own, from wherever it comes. @throws PluginError `not-found` */
  readonly readText: (path: string) => Promise<string>
  /** What is in a folder, in code-unit order, folders with a slash behind their names; `undefined` where none is. */
  readonly list: (path: string) => Promise<readonly string[] | undefined>
  /** Writes a text file. @throws PluginError `not-found` */
  readonly writeText: (path: string, text: string) => Promise<void>
  /** One line for standard output: results. */
  readonly out: (line: string) => void
  /** One line for standard error: everything else. */
  readonly err: (line: string) => void
  /** Whether standard output takes colours. */
  readonly color: boolean
  /** Of the package. */
  readonly version: string
}

/** 0 done · 1 the plugin is at fault · 2 wrong usage */
export type ExitCode = 0 | 1 | 2

/** One option, for `parseArgs` and for the help text. */
export interface CommandOption {
  readonly type: 'boolean' | 'string'
  /** What stands for the value in the help text: `FILE`. */
  readonly value?: string
  readonly help: string
  /** It may be given more than once; its value is an array. */
  readonly multiple?: boolean
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** A subcommand: data for its help, and what it does. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** More lines for its own help. */
  readonly details?: readonly string[]
  /** What follows the name: `FILE... --contract FILE`. */
  readonly usage: string
  readonly options: Readonly<Record<string, CommandOption>>
  readonly run: (values: OptionValues, files: readonly string[], io: CommandIo) => Promise<ExitCode>
}

/** Wrong usage: ends the command with exit code 2 and a hint at its help. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}
