import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** The folders of `src/` in the way of the data: each imports only from those before it. */
export const folders: readonly string[] = [
  'wasm',
  'wit',
  'contract',
  'memory',
  'canonical',
  'guard',
  'wasi',
  'dialects',
  'plan',
  'inspect',
  'isolation',
  'host',
  'platform',
  'cli',
]

/** From here on code may know the runtime it stands on; everything before is portable. */
const firstOnAPlatform = 'platform'

/** What the portable folders get from `platform/` instead of the runtime's global of that name. */
const platformGlobals = [
  'Buffer',
  'Date',
  'MessageChannel',
  'Worker',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'self',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
]

interface Pattern {
  readonly group: readonly string[]
  readonly message: string
}

const portableMessage = 'This folder is portable: take it from platform/ as a port.'

const file = new URL('../biome.layers.json', import.meta.url)

/** The Biome configuration that enforces the order. `npm run layers` writes it. */
export function layerRules(): object {
  const roots = {
    includes: ['src/errors.ts', 'src/limits.ts'],
    linter: rules(
      [{ group: ['./*/**', 'node:*'], message: 'Everything imports this file; it imports no folder.' }],
      true,
    ),
  }
  const overrides = [roots, ...folders.map(folderRules)]
  return { $schema: 'https://biomejs.dev/schemas/2.5.15/schema.json', overrides }
}

function folderRules(folder: string, at: number): object {
  const portable = at < folders.indexOf(firstOnAPlatform)
  const later = folders.slice(at + 1).map(name => `../**/${name}/**`)
  // The command line is a user of the public API.
  const entries =
    folder === 'cli' ? [] : ['index.ts', 'browser.ts', 'build.ts', 'public.ts'].map(name => `../**/${name}`)
  const patterns: Pattern[] = []
  if (later.length + entries.length > 0)
    patterns.push({ group: [...later, ...entries], message: `${folder}/ comes earlier in the way of the data.` })
  if (portable) patterns.push({ group: ['node:*'], message: portableMessage })
  return {
    includes: [`src/${folder}/**`, '!src/**/*.test.ts', '!src/**/*.test-d.ts'],
    linter: rules(patterns, portable),
  }
}

function rules(patterns: readonly Pattern[], portable: boolean): object {
  const deniedGlobals = Object.fromEntries(platformGlobals.map(name => [name, portableMessage]))
  return {
    rules: {
      style: {
        noRestrictedImports: { level: 'error', options: { patterns } },
        ...(portable && { noRestrictedGlobals: { level: 'error', options: { deniedGlobals } } }),
      },
    },
  }
}

/** What lies in the repository; equal to `layerRules()` unless somebody forgot to regenerate. */
export function committedLayerRules(): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(file, `${JSON.stringify(layerRules(), null, 2)}\n`)
