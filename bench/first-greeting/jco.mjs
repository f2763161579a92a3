// FILE JCO: the same as hospes.mjs does, by jco, whose module is at the URL given.
const start = performance.now()
const { readFile } = await import('node:fs/promises')
const { transpileBytes } = await import(process.argv[3])
const { files } = await transpileBytes(await readFile(process.argv[2]), { name: 'guest', instantiation: 'async' })
const glue = await import(`data:text/javascript;base64,${Buffer.from(files['guest.js']).toString('base64')}`)
const plugin = await glue.instantiate(path => WebAssembly.compile(files[path]), {
  tick: { default: n => n },
  log: { default: () => {} },
})
const greeting = plugin.greet('Ada')
console.log(JSON.stringify({ greeting, ms: performance.now() - start }))
