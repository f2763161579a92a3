import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { itemId } from '../../src/wit/names.ts'
import { parseWit } from '../../src/wit/parse.ts'
import { resolvePackages } from '../../src/wit/resolve/resolve.ts'
import { openWorkshop, type Workshop } from '../types/compiler.ts'
import { type Sample, sameTypes } from '../types/same-types.ts'
import { record } from './status.ts'

/** The corpora of the reference parser, of wit-bindgen, and WASI's own packages, read by the compiler. */
const folder = fileURLToPath(new URL('../../../shared/conformance/wit/', import.meta.url))
const present = existsSync(folder)
const reason = present ? '' : ' (skipped: ../shared/conformance is not there)'

interface Case {
  readonly name: string
  readonly input: string
  readonly kind: 'wit' | 'directory' | 'wat'
}

// These have packages in binary form, which no compiler reads.
const binary = new Set(['kinds-of-deps', 'simple-wasm-text'])

function cases(list: string): readonly Case[] {
  const all: readonly Case[] = present ? JSON.parse(readFileSync(join(folder, list), 'utf8')) : []
  return all.filter(({ name }) => !binary.has(name))
}

/** The texts of a case, one group for each package, the main one first. */
function readCase({ input, kind }: Case): readonly (readonly string[])[] {
  const path = join(folder, input)
  if (kind === 'wit') return [[readFileSync(path, 'utf8')]]
  const deps = join(path, 'deps')
  const names = existsSync(deps) ? readdirSync(deps).sort() : []
  const groups = names.map(name => {
    const dep = join(deps, name)
    if (statSync(dep).isDirectory()) return readFolder(dep)
    return name.endsWith('.wit') ? [readFileSync(dep, 'utf8')] : []
  })
  return [readFolder(path), ...groups].filter(group => group.length > 0)
}

/** The files of a package; in a contract each has to name it. */
function readFolder(path: string): string[] {
  const names = readdirSync(path).filter(name => name.endsWith('.wit') && statSync(join(path, name)).isFile())
  const texts = names.sort().map(name => readFileSync(join(path, name), 'utf8'))
  const header = texts.map(packageLine).find(line => line !== undefined) ?? ''
  return texts.map(text => (packageLine(text) === undefined ? `${header}\n${text}` : text))
}

function packageLine(text: string): string | undefined {
  return /^\s*(package\s+[^;{]+;)/m.exec(text)?.[1]
}

/** A contract for each world of a case's main package. */
function samples(one: Case, features: readonly string[]): Sample[] {
  const groups = readCase(one)
  const [text = '', ...deps] = groups.flat()
  const { worlds } = resolvePackages(
    groups.map((group, at) => group.map((source, i) => ({ name: `${at}-${i}`, text: source }))),
    { features },
  )
  const home = packageLine(text)?.replaceAll(/^package\s+|[\s;%]/g, '')
  const own = worlds.filter(world => home === undefined || world.package === home)
  return own.map((world, at) => {
    const options = { world: itemId(world.package, world.name), deps, features }
    const name = `${one.name.replaceAll(/\W/g, '_')}-${at}`
    return { name, text, options, world: parseWit(text, options) }
  })
}

describe.skipIf(!present)(`WIT, read by the compiler${reason}`, () => {
  let workshop: Workshop | undefined
  afterAll(() => workshop?.close())
  const open = (): Workshop => {
    workshop ??= openWorkshop()
    return workshop
  }
  const counts: Record<string, number> = {}
  afterAll(() => record('WIT types', counts))

  test.each([
    ['ui', ['active']],
    ['codegen', []],
    ['wasi', []],
  ])('%s: every world has the types that are declared from what the run-time parser reads', (list, features) => {
    const all = cases(`${list}.json`).flatMap(one => samples(one, features))
    const { complaints } = open().compile(Object.assign({}, ...all.map(sameTypes)))
    expect(complaints).toEqual([])
    counts[`${list}: worlds of the types that their World has`] = all.length
  })

  test('wasi:http 0.2 whole, with all that it needs, within its budget', () => {
    const http = cases('wasi.json').find(({ input }) => input.includes('0.2') && input.endsWith('http'))
    if (http === undefined) throw new Error('wasi:http is not in the list')
    const proxy = samples(http, []).find(({ options }) => options.world?.includes('/proxy@'))
    const program = `import { contract, type Exports } from 'hospes'
const http = contract(${JSON.stringify(proxy?.text)}, ${JSON.stringify(proxy?.options)})
declare const exports: Exports<typeof http>
exports.incomingHandler.handle satisfies (...args: never) => void
`
    const { complaints, instantiations } = open().compile({ 'http.ts': program })
    expect(complaints).toEqual([])
    expect(instantiations).toBeLessThan(134_000)
  })
})
