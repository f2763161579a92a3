import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { folderOf, type Published } from '../test/conformance/bindgen-packages.ts'

/** What the JavaScript of wasm-bindgen exports. */
export type Glue = Readonly<Record<string, unknown>>

const prebuilt = new URL('../guests/prebuilt/bindgen/', import.meta.url)
const tools = process.env['GUEST_TOOLS'] ?? join(homedir(), '.cache', 'hospes-guests')

/** The zoo of an age with the glue that its own tool makes of it; `undefined` where that tool is not installed. */
export function zooGlue(era: string): { readonly module: Uint8Array<ArrayBuffer>; readonly glue: Glue } | undefined {
  const tool = join(tools, `wasm-bindgen-${era}`, 'bin', 'wasm-bindgen')
  if (!existsSync(tool)) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'hospes-bench-'))
  try {
    const built = fileURLToPath(new URL(`${era}/zoo-precli.wasm`, prebuilt))
    execFileSync(tool, ['--target', 'nodejs', '--out-name', 'zoo', '--out-dir', folder, built])
    return { module: new Uint8Array(readFileSync(join(folder, 'zoo_bg.wasm'))), glue: evaluate(folder, 'zoo.js') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The glue for Node that a package carries. */
export function loadGlue(published: Published, path: string): Glue {
  return evaluate(join(folderOf(published), 'node_modules', published.package), path)
}

/** What the zoo asks of its host; nothing of it is called here. */
const zooHost = new Proxy({}, { get: () => () => undefined })

/** Runs CommonJS as it stands: the compiler that these programs run through would slow its small functions down. */
function evaluate(folder: string, path: string): Glue {
  const file = join(folder, path)
  const module: { exports: Glue } = { exports: {} }
  const run = new Function('module', 'exports', 'require', '__dirname', readFileSync(file, 'utf8'))
  const require = createRequire(file)
  run(module, module.exports, (name: string) => (name === 'demo:zoo/host' ? zooHost : require(name)), dirname(file))
  return module.exports
}
