import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { committedLayerRules, folders, layerRules } from '../scripts/layers.ts'

const root = mkdtempSync(join(tmpdir(), 'hospes-layers-'))
afterAll(() => rmSync(root, { recursive: true }))

test('the committed rules are those of scripts/layers.ts', () => {
  expect(committedLayerRules()).toEqual(layerRules())
})

test('every folder of src has its place in the order', () => {
  const present = readdirSync('src', { withFileTypes: true }).filter(entry => entry.isDirectory())
  expect(folders).toEqual(expect.arrayContaining(present.map(entry => entry.name)))
})

test.each([
  ['an import of a later folder', 'src/wasm/a.ts', "import { x } from '../wit/world.ts'", 'noRestrictedImports'],
  ['the same from a subfolder', 'src/dialects/core/a.ts', "import { x } from '../../host/x.ts'", 'noRestrictedImports'],
  ['an import of an entry', 'src/host/a.ts', "import { x } from '../index.ts'", 'noRestrictedImports'],
  ['node: in a portable folder', 'src/host/a.ts', "import { x } from 'node:fs'", 'noRestrictedImports'],
  ['any folder from errors.ts', 'src/errors.ts', "import { x } from './wasm/x.ts'", 'noRestrictedImports'],
  ['a timer in a portable folder', 'src/isolation/a.ts', 'const x = setTimeout', 'noRestrictedGlobals'],
  ['any', 'src/cli/a.ts', 'const x: any = 1', 'noExplicitAny'],
])('refused: %s', (_, path, line, rule) => {
  expect(lint(path, line)).toContain(rule)
})

test.each([
  ['an import of an earlier folder', 'src/wit/a.ts', "import { x } from '../wasm/reader.ts'"],
  ['a sibling in a dialect', 'src/dialects/core/a.ts', "import { x } from '../dialect.ts'"],
  ['node: in platform/', 'src/platform/node/a.ts', "import { x } from 'node:fs'"],
  ['node: in a test', 'src/wasm/a.test.ts', "import { x } from 'node:fs'"],
  ['the entry from the command line', 'src/cli/a.ts', "import { x } from '../index.ts'"],
])('allowed: %s', (_, path, line) => {
  expect(lint(path, line)).toBe('')
})

/** What Biome says about a file of this one line and its use, under the project's own configuration. */
function lint(path: string, line: string): string {
  const project = mkdtempSync(join(root, 'project-'))
  for (const config of ['biome.json', 'biome.layers.json']) cpSync(config, join(project, config))
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), `${line}\n\nexport const y = x\n`)
  const biome = join('node_modules', '.bin', 'biome')
  const args = ['lint', '--vcs-enabled=false', '--reporter=github', `--config-path=${project}`, join(project, path)]
  try {
    execFileSync(biome, args, { encoding: 'utf8', stdio: 'pipe' })
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}
