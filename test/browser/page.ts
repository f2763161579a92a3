import * as hospes from 'hospes'
import { fuelOf, type Report, type Surroundings, tryAll } from '../tiers/guarantees/guarantees.ts'

// In a page: loads every greeter of plugins.json from its response and by its bytes, in each tier that can call the
// host; tries what the tiers guarantee; and posts what it found.

/** What the page posts. */
export interface PageReport {
  readonly isIsolated: boolean
  readonly greetings: readonly Greeting[]
  readonly reports: readonly Report[]
  readonly fuel: readonly (number | undefined)[]
  readonly rejections: readonly string[]
}

export interface Greeting {
  readonly name: string
  readonly language?: string
  readonly greeting?: string
  readonly error?: string
}

const greeter = hospes.contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)

const rejections: string[] = []
addEventListener('unhandledrejection', event => rejections.push(String((event as PromiseRejectionEvent).reason)))

async function greet(name: string, isolation: 'inline' | 'worker'): Promise<readonly Greeting[]> {
  const greetings: Greeting[] = []
  try {
    const response = await fetch(`../plugins/${name}`)
    const bytes = new Uint8Array(await response.clone().arrayBuffer())
    for (const source of [response, bytes]) {
      const plugin = await hospes.loadPlugin(source, greeter, { isolation, imports: { hour: () => 9 } })
      const { language, greet } = plugin.exports
      greetings.push({ name, language: await language(), greeting: await greet('Zoë 😀') })
      await plugin.close()
    }
  } catch (error) {
    greetings.push({ name, error: String(error) })
  }
  return greetings
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

const modules: Readonly<Record<string, string>> = await (await fetch('modules.json')).json()
const surroundings: Surroundings = {
  hospes,
  modules: Object.fromEntries(Object.entries(modules).map(([name, base64]) => [name, decode(base64)])),
}
const isIsolated = crossOriginIsolated
const greetings: Greeting[] = []
for (const isolation of isIsolated ? (['inline', 'worker'] as const) : (['inline'] as const))
  for (const name of await (await fetch('plugins.json')).json()) greetings.push(...(await greet(name, isolation)))
const reports: Report[] = []
const fuel: (number | undefined)[] = []
for (const tier of ['inline', 'worker'] as const) {
  reports.push(...(await tryAll(surroundings, tier)))
  fuel.push(await fuelOf(surroundings, tier))
}
const report: PageReport = { isIsolated, greetings, reports, fuel, rejections }
await fetch('report', { method: 'POST', body: JSON.stringify(report) })
