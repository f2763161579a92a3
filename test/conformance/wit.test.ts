import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { WitError } from '../../src/errors.ts'
import { decodeComponent } from '../../src/wasm/component/decode.ts'
import { resolutionOfPackage } from '../../src/wit/binary/decode.ts'
import { worldOf } from '../../src/wit/extract.ts'
import { parseWit } from '../../src/wit/parse.ts'
import { printResolution, printWorld } from '../../src/wit/printer.ts'
import type { Resolution } from '../../src/wit/resolution.ts'
import { resolvePackages } from '../../src/wit/resolve/resolve.ts'
import type { Source } from '../../src/wit/syntax/source.ts'
import { record } from './status.ts'
import { documentation, fromGolden, type Golden, outline } from './wit-golden.ts'

/** The corpora of the reference parser, of wit-bindgen, and WASI's own packages. */
const folder = fileURLToPath(new URL('../../../shared/conformance/wit/', import.meta.url))
const present = existsSync(folder)
const reason = present ? '' : ' (skipped: ../shared/conformance is not there)'

interface Case {
  readonly name: string
  readonly input: string
  readonly kind: 'wit' | 'directory' | 'wat'
  readonly golden?: string
  readonly golden_all_features?: string
  readonly message?: string
  readonly file?: string | null
  readonly line?: number | null
}

function cases(list: string): readonly (readonly [string, Case])[] {
  const all: readonly Case[] = present ? JSON.parse(readFileSync(join(folder, list), 'utf8')) : []
  return all.map(one => [one.name, one])
}

/** The inputs in the text form of WebAssembly, assembled. */
const assembled: Readonly<Record<string, string>> = {
  'ui/simple-wasm-text.wat': 'ui-binary/simple-wasm-text.wasm',
  'ui/kinds-of-deps/deps/d.wat': 'ui-binary/kinds-of-deps-d.wasm',
}

/** A package in binary form, as the text that says the same. */
function readBinary(path: string): Source[] {
  const bytes = readFileSync(join(folder, assembled[path] ?? path))
  const resolution = resolutionOfPackage(decodeComponent(new Uint8Array(bytes)))
  if (resolution === undefined) throw new Error(`${path} is no package`)
  return [{ name: path, text: printResolution(resolution) }]
}

function readSource(path: string): Source {
  return { name: path.slice(folder.length), text: readFileSync(path, 'utf8') }
}

function readFolder(path: string): Source[] {
  const names = readdirSync(path).filter(name => name.endsWith('.wit') && statSync(join(path, name)).isFile())
  return names.sort().map(name => readSource(join(path, name)))
}

/** The packages of a case, each with its files: the folder itself, and what stands in `deps`. */
function readCase({ input, kind }: Case): Source[][] {
  const path = join(folder, input)
  if (kind === 'wit') return [[readSource(path)]]
  if (kind === 'wat') return [readBinary(input)]
  const deps = join(path, 'deps')
  const names = existsSync(deps) ? readdirSync(deps).sort() : []
  const groups = names.map(name => {
    const dep = join(deps, name)
    if (statSync(dep).isDirectory()) return readFolder(dep)
    if (/\.wa(t|sm)$/.test(name)) return readBinary(`${input}/deps/${name}`)
    return name.endsWith('.wit') ? [readSource(dep)] : []
  })
  return [readFolder(path), ...groups].filter(group => group.length > 0)
}

function readGolden(path: string): Resolution {
  const golden: Golden = JSON.parse(readFileSync(join(folder, path), 'utf8'))
  return fromGolden(golden)
}

/** Each world of the packages, printed and parsed again. */
function expectSameAgain(found: Resolution): void {
  for (const index of found.worlds.keys()) {
    const world = worldOf(found, index)
    const text = printWorld(world)
    expect(parseWit(text, { features: 'all' }), text).toEqual(world)
    count('worlds printed and parsed back equal')
  }
}

function expectSame(found: Resolution, expected: Resolution, texts: readonly string[]): void {
  const implied = found.worlds.flatMap(({ imports }) =>
    imports.flatMap(item => (item.kind === 'interface' && item.typesOnly ? [item.name] : [])),
  )
  const typesOnly = new Set(implied)
  expect(outline(found, typesOnly)).toEqual(outline(expected, typesOnly))
  expectSameAgain(found)
  const docs = documentation(found)
  for (const [path, text] of documentation(expected)) expectSameDocs(path, docs.get(path), text, texts)
  expect([...docs.keys()].filter(path => !documentation(expected).has(path))).toEqual([])
}

/** The reference takes plain comments for documentation too; here they are none. */
function expectSameDocs(path: string, found: string | undefined, expected: string, texts: readonly string[]): void {
  if (found === expected) return
  const own = (found ?? '').split('\n').map(line => line.trim())
  const others: string[] = []
  let next = 0
  for (const line of expected.split('\n').map(text => text.trim())) {
    if (line === own[next]) next++
    else if (line !== '') others.push(line)
  }
  const isPlain = (line: string): boolean => texts.some(text => text.replaceAll(`/// ${line}`, '').includes(line))
  expect(next === own.length || found === undefined, `${path}: ${found} against ${expected}`).toBe(true)
  expect(
    others.filter(line => !isPlain(line)),
    path,
  ).toEqual([])
}

const counts: Record<string, number> = {}
function count(phrase: string): void {
  counts[phrase] = (counts[phrase] ?? 0) + 1
}

describe.skipIf(!present)(`WIT${reason}`, () => {
  describe('ui', () => {
    test.each(cases('ui.json'))('%s', (_, one) => {
      const groups = readCase(one)
      const found = resolvePackages(groups, { features: ['active'] })
      expectSame(
        found,
        readGolden(one.golden ?? ''),
        groups.flat().map(({ text }) => text),
      )
      count('ui: as the reference resolves it')
    })
  })

  describe('codegen', () => {
    test.each(cases('codegen.json'))('%s', (_, one) => {
      const groups = readCase(one)
      expectSame(
        resolvePackages(groups),
        readGolden(one.golden ?? ''),
        groups.flat().map(({ text }) => text),
      )
      count('codegen: as the reference resolves it')
    })
  })

  describe('wasi', () => {
    test.each(cases('wasi.json'))('%s', (_, one) => {
      const groups = readCase(one)
      const texts = groups.flat().map(({ text }) => text)
      expectSame(resolvePackages(groups), readGolden(one.golden ?? ''), texts)
      expectSame(resolvePackages(groups, { features: 'all' }), readGolden(one.golden_all_features ?? ''), texts)
      count('wasi: as the reference resolves it')
    })
  })

  describe('parse-fail', () => {
    test.each(cases('parse-fail.json'))('%s', (_, one) => {
      let error: unknown
      try {
        resolvePackages(readCase(one), { features: ['active'] })
      } catch (thrown) {
        error = thrown
      }
      expect(error).toBeInstanceOf(WitError)
      count('parse-fail: refused')
      if (one.line == null || !(error instanceof WitError)) return
      expect({ line: error.line, message: error.message }).toEqual({ line: one.line, message: error.message })
      expect(error.message).toContain(basename(one.file ?? ''))
      count('parse-fail: refused at the line that the reference names')
    })
  })

  afterAll(() => record('WIT', counts))
})
