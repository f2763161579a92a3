// FILE: how many milliseconds until the plugin in this file has greeted, from a process that has only just started.
const start = performance.now()
const { contract, loadPlugin } = await import('hospes')
const guest = contract(`
package bench:component;
world guest {
  import tick: func(n: u32) -> u32;
  import log: func(text: string);
  export greet: func(name: string) -> string;
}`)
const plugin = await loadPlugin(process.argv[2], guest, { imports: { tick: n => n, log: () => {} } })
const greeting = plugin.exports.greet('Ada')
console.log(JSON.stringify({ greeting, ms: performance.now() - start }))
