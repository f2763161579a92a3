// Loads every plugin of plugins.json from its response and by its bytes, and posts what it found.
import { contract, loadPlugin } from '/dist/browser.js'

const greeter = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)
const options = { imports: { hour: () => 9 } }
const results = []
for (const name of await (await fetch('plugins.json')).json()) {
  try {
    const response = await fetch(`/plugins/${name}`)
    const bytes = new Uint8Array(await response.clone().arrayBuffer())
    for (const source of [response, bytes]) {
      const plugin = await loadPlugin(source, greeter, options)
      results.push({ name, language: plugin.exports.language(), greeting: plugin.exports.greet('Zoë 😀') })
      await plugin.close()
    }
  } catch (error) {
    results.push({ name, error: String(error) })
  }
}
await fetch('report', { method: 'POST', body: JSON.stringify(results) })
