// FILE: how many milliseconds each step takes until the plugin in this file has greeted, from a program's first line.
const start = performance.now()
const { contract, loadPlugin } = await import('hospes')
const imported = performance.now()
const greeter = contract(`
package demo:greeter@1.0.0;
world greeter {
  import hour: func() -> u32;
  export language: func() -> string;
  export greet: func(name: string) -> string;
}`)
const read = performance.now()
const plugin = await loadPlugin(process.argv[2], greeter, { imports: { hour: () => 9 } })
const loaded = performance.now()
const greeting = plugin.exports.greet('Ada')
const greeted = performance.now()
const steps = [imported - start, read - imported, loaded - read, greeted - loaded, greeted - start]
console.log(JSON.stringify({ greeting, steps }))
