import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { contract, type Isolation, openPlugins, type Plugin, PluginError } from 'hospes'
import wabt from 'wabt'

// Loads a folder of plugins of which all but one mean harm, lets each greet, and says what became of it:
// untrusted [--isolation inline|worker|process]

const greeter = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export greet: func(name: string) -> string;
  }
`)

/** As much as a greeting may need. The defaults are far more generous. */
const limits = {
  fuel: 100_000_000,
  startFuel: 100_000_000,
  memoryPages: 1024,
  liftedBytes: 1024 * 1024,
  hostCalls: 1000,
}

const { values } = parseArgs({ options: { isolation: { type: 'string', default: 'inline' } } })
const isolation = values.isolation as Isolation
await using plugins = await openPlugins(await assemble(new URL('./plugins/', import.meta.url)), greeter, {
  isolation,
  limits,
  imports: { hour: () => 9 },
})
const outcomes = [
  ...plugins.failures.map(({ name, error }) => ({ name, text: `refused, ${describe(error)}` })),
  ...(await Promise.all([...plugins].map(async plugin => ({ name: plugin.name, text: await greet(plugin) })))),
]
for (const { name, text } of outcomes.sort((a, b) => (a.name < b.name ? -1 : 1)))
  console.log(`${name.padEnd(15)} ${text}`)

async function greet(plugin: Plugin<typeof greeter, Isolation>): Promise<string> {
  try {
    return `greets: ${await plugin.exports.greet('Ada')}`
  } catch (error) {
    return `stopped, ${describe(error)}`
  }
}

/** Its code, and what it says after the plugin's name. */
function describe(error: unknown): string {
  if (!(error instanceof PluginError)) throw error
  return `${error.code}: ${error.message.replace(/^plugin "[^"]*"(?: \(bytes\))?: /, '')}`
}

/** The plugins lie here as text, so that everybody can see what they do. */
async function assemble(folder: URL): Promise<Record<string, Uint8Array>> {
  const { parseWat } = await wabt()
  const plugins: Record<string, Uint8Array> = {}
  for (const file of readdirSync(folder)) {
    const module = parseWat(file, readFileSync(new URL(file, folder), 'utf8'))
    plugins[file.replace(/\.wat$/, '')] = module.toBinary({}).buffer
    module.destroy()
  }
  return plugins
}
