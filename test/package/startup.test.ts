import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// What the first plugin of a program waits for: each file, and each part of the runtime that is loaded for it.

const dist = new URL('../../dist/', import.meta.url)

/** The files that a file of the package imports, and those that they import, in their order. */
function filesFrom(file: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  const text = readFileSync(new URL(file, dist), 'utf8')
  for (const [, next] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) filesFrom(next as string, found)
  return found
}

test.each([
  ['index.js', ['index.js', 'load.js', 'node.js', 'run.js']],
  ['browser.js', ['browser.js', 'load.js', 'run.js']],
  ['worker.js', ['guest.js', 'run.js', 'worker.js']],
  ['process.js', ['guest.js', 'process.js', 'run.js']],
  // All at once: some bundlers make one file of a thread's code or none.
  ['worker-browser.js', ['bindgen-instantiate.js', 'guest.js', 'run.js', 'wasi-give.js', 'worker-browser.js']],
])('%s is a few files', (file, files) => {
  expect([...filesFrom(file)].sort()).toEqual(files)
})

const program = `
  import { contract, loadPlugin } from 'hospes'
  const greeter = contract(\`
    package demo:greeter@1.0.0;
    world greeter {
      import hour: func() -> u32;
      export language: func() -> string;
      export greet: func(name: string) -> string;
    }\`)
  const plugin = await loadPlugin(process.argv[1], greeter, { imports: { hour: () => 9 } })
  plugin.exports.greet('Ada')
  console.log(JSON.stringify(process.moduleLoadList))
`

test('nothing of Node is loaded that takes longer than a small plugin', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const guest = fileURLToPath(new URL('../../guests/prebuilt/greeter/c.wasm', import.meta.url))
  const args = ['--input-type=module', '--eval', program, guest]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: {} })
  expect(stderr).toBe('')
  const loaded = (JSON.parse(stdout) as string[]).map(name => name.replace(/^\S+ /, ''))
  expect(loaded).toContain('fs')
  const heavy = ['internal/deps/undici/undici', 'crypto', 'child_process', 'worker_threads', 'http', 'net', 'stream']
  expect(loaded.filter(name => heavy.includes(name))).toEqual([])
})
