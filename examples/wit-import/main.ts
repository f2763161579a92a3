import { contract, loadPlugin } from 'hospes'
import wit from './greeter.wit'

// Greets by a contract that lies in a file of its own: wit-import <plugin.wasm> <name>
// The bundler puts the text here, and greeter.d.wit.ts, written by `hospes types`, tells the compiler what it says.

const greeter = contract(wit)

const [path, name] = process.argv.slice(2)
if (path === undefined || name === undefined) {
  console.error('Usage: wit-import <plugin.wasm> <name>')
  process.exitCode = 2
} else {
  await using plugin = await loadPlugin(path, greeter, { imports: { hour: () => new Date().getHours() } })
  console.log(`${plugin.exports.language()}: ${plugin.exports.greet(name)}`)
}
