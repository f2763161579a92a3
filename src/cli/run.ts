import { type ParseArgsConfig, parseArgs } from 'node:util'
import { messageOf } from '../errors.ts'
import { callCommand } from './call.ts'
import { checkCommand } from './check.ts'
import { type Command, type CommandIo, type ExitCode, type OptionValues, UsageError } from './command.ts'
import { inspectCommand } from './inspect.ts'
import { columns, escapeText } from './text.ts'
import { typesCommand } from './types.ts'

const commands: readonly Command[] = [inspectCommand, checkCommand, callCommand, typesCommand]

/** Finds the command, reads its options and runs it. Never throws for what a user or a plugin does wrong. */
export async function run(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const [name, ...rest] = args
  if (name === undefined) {
    for (const line of overview()) io.err(line)
    return 2
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    for (const line of overview()) io.out(line)
    return 0
  }
  if (name === '--version') {
    io.out(io.version)
    return 0
  }
  const command = commands.find(candidate => candidate.name === name)
  if (command === undefined) {
    io.err(`hospes: expected a command (${commands.map(c => c.name).join(', ')}), found ${escapeText(name)}`)
    return 2
  }
  try {
    const { values, files } = parse(command, rest)
    if (values['help'] !== true) return await command.run(values, files, io)
    for (const line of help(command)) io.out(line)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    for (const line of `hospes ${name}: ${error.message}`.split('\n')) io.err(escapeText(line))
    io.err(`See hospes ${name} --help`)
    return 2
  }
}

function parse(command: Command, args: readonly string[]): { values: OptionValues; files: readonly string[] } {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } }
  for (const [name, { type, multiple = false }] of Object.entries(command.options)) options[name] = { type, multiple }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { values: values as OptionValues, files: positionals }
  } catch (error) {
    throw new UsageError(messageOf(error))
  }
}

function overview(): string[] {
  return [
    'Usage: hospes COMMAND [OPTION...] [FILE...]',
    '',
    ...columns(
      commands.map(({ name, summary }) => [name, summary]),
      false,
      '  ',
    ),
    '',
    'hospes COMMAND --help tells more about one. Exit codes: 0 done, 1 a plugin is at fault, 2 wrong usage.',
  ]
}

function help({ name, usage, summary, details = [], options }: Command): string[] {
  const rows = Object.entries(options).map(([option, { value, help }]) => [
    value === undefined ? `--${option}` : `--${option} ${value}`,
    help,
  ])
  return [
    `Usage: hospes ${name} ${usage}`,
    '',
    summary,
    ...details,
    '',
    ...columns([...rows, ['--help', 'this text']], false, '  '),
  ]
}
