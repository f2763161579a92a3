import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'rolldown'

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
 * What entries share, a file each: modules, with all that they import and no group before has. Without them every set
 * of entries that shares something has a file of its own, and each takes a runtime 0.1 to 0.25 ms to find and read.
 * What is imported when it is needed is a file of its own, with what nobody else has.
 */
const groups: Readonly<Record<string, readonly string[]>> = {
  // What every plugin needs to run, and what those of other dialects need to be understood.
  run: [
    'plan/instantiate',
    'isolation/inline',
    'platform/clocks',
    'dialects/bindgen/answers',
    'dialects/bindgen/bind',
    'guard/stack-pointer',
    'contract/crossing',
    'contract/resource-owner',
  ],
  // What crosses between threads, and the guest's side of it.
  guest: ['isolation/resident', 'isolation/answer-buffer', 'isolation/frames'],
  // What reads contracts and plugins, and loads them.
  load: [
    'host/create-host',
    'contract/contract',
    'inspect/inspect',
    'inspect/check',
    'inspect/validate',
    'platform/source',
  ],
  node: ['index'],
}

/** What is imported when it is needed is named after its folder, too: entries have some of these names. */
function fileOf(module: string): string {
  return `${basename(dirname(module))}-${basename(module, '.ts')}.js`
}

/**
 * A thread in a browser imports at once what others import when they need it. The file of that stays as it is for those:
 * else they had to load one more, with the names of what is in it.
 */
const atOnce: Plugin = {
  name: 'at once',
  resolveId: (source, importer) =>
    importer?.endsWith('/src/worker-browser.ts') && /[/](bindgen[/]instantiate|wasi[/]give)\.ts$/.test(source)
      ? { id: `./${fileOf(source)}`, external: true }
      : undefined,
}

const options: BuildOptions = {
  input: entries,
  platform: 'neutral',
  external: /^node:/,
  plugins: [atOnce],
  transform: { target: ['node20', 'es2022'] },
  output: {
    dir: 'dist',
    format: 'esm',
    chunkFileNames: ({ facadeModuleId, isDynamicEntry }) =>
      isDynamicEntry ? fileOf(facadeModuleId ?? '') : '[name].js',
    codeSplitting: {
      groups: Object.entries(groups).map(([name, modules], at, { length }) => ({
        name,
        test: id => modules.some(module => id.endsWith(`/src/${module}.ts`)),
        priority: length - at,
      })),
    },
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
