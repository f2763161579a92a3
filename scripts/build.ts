import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, build } from 'rolldown'

/** The entries of the package, by the source of each; what they have in common is in modules beside them. */
const entries: Readonly<Record<string, string>> = {
  index: 'src/index.ts',
  browser: 'src/browser.ts',
  build: 'src/build.ts',
  // Not imported but started, by the platform.
  worker: 'src/worker.ts',
  'worker-browser': 'src/worker-browser.ts',
  process: 'src/process.ts',
  cli: 'src/cli/main.ts',
}

/** Those of them that are imported by name, and so need declarations. */
const imported: readonly string[] = ['index', 'browser', 'build']

/**
 * What entries share, a file each, with all that it imports and no group before it has. Without them every set of
 * entries that shares something has a file of its own, and each takes a runtime 0.1 to 0.25 ms to find and read.
 */
const groups: readonly { readonly name: string; readonly test: RegExp }[] = [
  // All that a plugin's own thread needs.
  { name: 'run', test: /[/]isolation[/](resident|answer-buffer|frames)\.ts$|[/]platform[/]clocks\.ts$/ },
  // What reads contracts and plugins, and loads them.
  { name: 'load', test: /[/](host[/]create-host|contract[/]contract|inspect[/]\w+|platform[/]source)\.ts$/ },
  { name: 'node', test: /[/]src[/]index\.ts$/ },
]

const options: BuildOptions = {
  input: entries,
  platform: 'neutral',
  external: /^node:/,
  transform: { target: ['node20', 'es2022'] },
  output: {
    dir: 'dist',
    format: 'esm',
    // What is imported when it is needed is named after its folder, too: entries have some of these names.
    chunkFileNames: ({ name, facadeModuleId, isDynamicEntry }) =>
      isDynamicEntry ? `${basename(dirname(facadeModuleId ?? ''))}-${name}.js` : '[name].js',
    codeSplitting: { groups: groups.map((group, at) => ({ ...group, priority: groups.length - at })) },
    minify: true,
    comments: false,
    // With them a stack trace names our files and lines; the sources themselves are not in the package.
    sourcemap: true,
    sourcemapExcludeSources: true,
  },
}

/** Writes the ES modules of `dist/`. */
export async function bundle(): Promise<void> {
  const { output } = await build(options)
  const written = new Set(output.map(({ fileName }) => fileName))
  for (const name of readdirSync('dist'))
    if (/\.js(\.map)?$/.test(name) && !written.has(name)) rmSync(join('dist', name))
  chmodSync('dist/cli.js', 0o755)
}

/** Writes the declarations of `dist/types/`, as far as an entry reaches them. */
function declare(): boolean {
  rmSync('dist/types', { recursive: true, force: true })
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' })
  const reached = new Set<string>()
  for (const name of imported) reach(resolve('dist/types', `${name}.d.ts`), reached)
  for (const name of readdirSync('dist/types', { recursive: true, encoding: 'utf8' })) {
    const file = resolve('dist/types', name)
    if (name.endsWith('.d.ts') && !reached.has(file)) rmSync(file)
  }
  return status === 0
}

/** Adds a declaration file and all that it refers to. */
function reach(file: string, reached: Set<string>): void {
  if (reached.has(file) || !existsSync(file)) return
  reached.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*["'](\.[^"']*)\.(?:js|ts)["']/g))
    reach(join(dirname(file), `${path}.d.ts`), reached)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle()
  if (process.argv.includes('--types') && !declare()) process.exitCode = 1
}
