import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** Every ES module of the package, by its source; those whose source is not there yet are passed over. */
const entries = {
  index: 'src/index.ts',
  browser: 'src/browser.ts',
  build: 'src/build.ts',
  cli: 'src/cli/main.ts',
}

const present = Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(source)))

/** The command line uses the library that lies beside it instead of a second copy. */
const libraryBeside: Plugin = {
  name: 'library-beside',
  setup(build) {
    build.onResolve({ filter: /\/index\.ts$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './index.js', external: true },
    )
  },
}

/** Writes the ES modules of `dist/`. */
export async function bundle(): Promise<void> {
  await build({
    entryPoints: present,
    outdir: 'dist',
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: ['node20', 'es2022'],
    external: ['node:*'],
    plugins: [libraryBeside],
    legalComments: 'none',
    logLevel: 'warning',
  })
}

/** Writes the declarations of `dist/types/`. */
function declare(): void {
  rmSync('dist/types', { recursive: true, force: true })
  const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit', shell: false })
  if (status !== 0) process.exit(1)
  const reached = new Set<string>()
  for (const source of Object.values(present))
    if (!source.includes('/cli/'))
      reach(resolve('dist/types', source.replace('src/', '').replace('.ts', '.d.ts')), reached)
  for (const name of readdirSync('dist/types', { recursive: true, encoding: 'utf8' })) {
    const file = resolve('dist/types', name)
    if (name.endsWith('.d.ts') && !reached.has(file)) rmSync(file)
  }
}

/** Adds the declaration file and all that it refers to; what no entry reaches is not for users. */
function reach(file: string, reached: Set<string>): void {
  if (reached.has(file)) return
  reached.add(file)
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*["'](\.[^"']*)\.(?:js|ts)["']/g))
    reach(join(dirname(file), `${path}.d.ts`), reached)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bundle()
  if (process.argv.includes('--types')) declare()
}
