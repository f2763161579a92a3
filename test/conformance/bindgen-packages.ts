import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Published wasm-bindgen modules for the conformance lane. They are downloaded, never committed.

export interface Published {
  readonly package: string
  readonly version: string
  /** Path of the module within the package, or of a script that has it as a text. */
  readonly wasm: string
}

const folder = fileURLToPath(new URL('../../node_modules/.cache/hospes-packages/', import.meta.url))
const suite = new URL('../../../shared/conformance/wasm-bindgen/cases.json', import.meta.url)

/** The suite's packages with their cases; `undefined` when it is not there. */
export function readSuite<T extends Published>(): readonly T[] | undefined {
  return existsSync(suite)
    ? (JSON.parse(readFileSync(suite, 'utf8')) as { packages: readonly T[] }).packages
    : undefined
}

export function folderOf({ package: name, version }: Pick<Published, 'package' | 'version'>): string {
  return join(folder, `${name.replace('/', '+')}@${version}`)
}

/** Where the module is, once it was downloaded. */
export function pathOf(published: Published): string {
  return join(folderOf(published), 'node_modules', published.package, published.wasm)
}

/** The module's bytes; `undefined` when it was not downloaded. @throws Error when they are not those expected */
export function moduleOf(published: Published & { readonly sha256?: string }): Uint8Array<ArrayBuffer> | undefined {
  const path = pathOf(published)
  if (!existsSync(path)) return undefined
  const bytes = path.endsWith('.js') ? embedded(readFileSync(path, 'utf8')) : new Uint8Array(readFileSync(path))
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (published.sha256 !== undefined && digest !== published.sha256)
    throw new Error(`${published.package}: expected SHA-256 ${published.sha256}, found ${digest}`)
  return bytes
}

/** The module that stands in a script as a text in base 64. */
function embedded(script: string): Uint8Array<ArrayBuffer> {
  const [text = ''] = /AGFzbQ[\w+/=]+/.exec(script) ?? []
  return new Uint8Array(Buffer.from(text, 'base64'))
}

/** Downloads a package unless it is there, without running any script of it. */
export function download(published: Pick<Published, 'package' | 'version'>): void {
  const target = folderOf(published)
  if (existsSync(join(target, 'node_modules', published.package))) return
  mkdirSync(target, { recursive: true })
  const wanted = `${published.package}@${published.version}`
  const options = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--no-package-lock', '--prefix', target]
  execFileSync('npm', ['install', ...options, wanted], { stdio: ['ignore', 'ignore', 'inherit'] })
}
