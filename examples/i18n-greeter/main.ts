import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { contract, openPlugins, PluginError } from 'hospes'

// Greets in the language of each plugin of a folder: i18n-greeter <name> [--plugins DIR]

const greeter = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    /// The hour of the day where the host is, from 0 to 23.
    import hour: func() -> u32;
    /// The human language of the greetings, by its English name.
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)

process.exitCode = await main()

async function main(): Promise<number> {
  const args = readArguments()
  if (args === undefined) {
    console.error('Usage: i18n-greeter <name>')
    return 2
  }
  const problems = await greet(args.name, args.folder)
  for (const problem of problems) console.error(problem)
  return problems.length === 0 ? 0 : 1
}

/** Prints the greetings; returns a line about each plugin that could not greet. */
async function greet(name: string, folder: string): Promise<string[]> {
  const problems: string[] = []
  try {
    await using plugins = await openPlugins(folder, greeter, { imports: { hour: () => new Date().getHours() } })
    for (const { error } of plugins.failures) problems.push(error.message)
    for (const plugin of plugins) {
      try {
        const language = plugin.exports.language()
        const greeting = plugin.exports.greet(name)
        console.log(`Language: ${language}`)
        console.log(`Greeting: ${greeting}`)
      } catch (error) {
        problems.push(messageOf(error))
      }
    }
    if (plugins.size + plugins.failures.length === 0) problems.push(`No plugins in ${folder}`)
  } catch (error) {
    problems.push(messageOf(error))
  }
  return problems
}

function messageOf(error: unknown): string {
  if (error instanceof PluginError) return error.message
  throw error
}

function readArguments(): { readonly name: string; readonly folder: string } | undefined {
  try {
    const options = { plugins: { type: 'string', default: defaultFolder() } } as const
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const [name, ...more] = positionals
    return name === undefined || more.length > 0 ? undefined : { name, folder: values.plugins }
  } catch {
    return undefined
  }
}

function defaultFolder(): string {
  return fileURLToPath(new URL('../../guests/prebuilt/greeter', import.meta.url))
}
