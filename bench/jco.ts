import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// jco makes JavaScript of components, in about 100 MB that nobody should have to install for a test: it is put into the
// cache of the lanes, where it is asked for by `--install`.

const name = '@bytecodealliance/jco-transpile'
export const jcoVersion = '0.15.0'

const cache =
  process.env['HOSPES_LANES_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hospes-lanes')
const folder = join(cache, `${name.replaceAll('/', '-')}-${jcoVersion}`)

/** URL of the module that transpiles. */
export const jcoModule: string = pathToFileURL(join(folder, 'node_modules', name, 'dist', 'index.js')).href

/** What jco offers, as far as it is used here. */
export interface Jco {
  transpileBytes(bytes: Uint8Array, options: object): Promise<{ readonly files: Files }>
  /** Assembles text, also that of components. */
  parse(text: string): Promise<Uint8Array<ArrayBuffer>>
}

type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>

/** `undefined` when it is not installed. */
export async function loadJco(): Promise<Jco | undefined> {
  if (process.argv.includes('--install')) install()
  if (!existsSync(join(folder, '.complete'))) return undefined
  const { transpileBytes } = await import(jcoModule)
  const { parse } = await import(new URL('wasm-tools.js', jcoModule).href)
  return { transpileBytes, parse }
}

function install(): void {
  if (existsSync(join(folder, '.complete'))) return
  mkdirSync(folder, { recursive: true })
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--loglevel=error', '--prefix', folder]
  execFileSync('npm', ['install', ...options, `${name}@${jcoVersion}`], { stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(join(folder, '.complete'), '')
}

/** Makes instances of a component by jco's output, its modules compiled beforehand. */
export async function transpiled<Exports>(jco: Jco, bytes: Uint8Array): Promise<(imports: object) => Exports> {
  const { files } = await jco.transpileBytes(bytes, { name: 'guest', instantiation: 'sync' })
  const modules = new Map(
    Object.entries(files)
      .filter(([path]) => path.endsWith('.wasm'))
      .map(([path, bytes]) => [path, new WebAssembly.Module(bytes)]),
  )
  const source = Buffer.from(files['guest.js'] ?? []).toString('base64')
  const { instantiate } = await import(`data:text/javascript;base64,${source}`)
  return imports =>
    instantiate(
      (path: string) => modules.get(path),
      imports,
      (module: WebAssembly.Module, imports: WebAssembly.Imports) => new WebAssembly.Instance(module, imports),
    )
}
