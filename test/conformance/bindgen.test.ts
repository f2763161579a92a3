import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { contract, loadPlugin } from '../../src/index.ts'
import { camelCase, upperCamelCase } from '../../src/wit/names.ts'
import { failureOf, recognized } from '../bindgen/open.ts'
import { moduleOf, type Published, readSuite } from './bindgen-packages.ts'
import { survey, surveyed, surveyRow, witnessOf } from './bindgen-survey.ts'
import { record } from './status.ts'

interface Package extends Published {
  readonly sha256: string
  readonly wasmBindgen: string
  readonly values: 'heap' | 'externref'
  readonly wit: string
  readonly cases: readonly { readonly steps: readonly Step[] }[]
}

interface Step {
  /** A function, `resource.method` for one of a resource. */
  readonly call?: string
  readonly on?: string
  readonly args?: readonly unknown[]
  readonly ok?: unknown
  readonly err?: string
  readonly as?: string
  readonly hostRefuses?: string
  readonly drop?: string
}

const packages = readSuite<Package>()
const modules = new Map((packages ?? []).map(published => [published, moduleOf(published)]))
const missing = [...modules].filter(([, bytes]) => bytes === undefined).map(([{ package: name }]) => name)
const reason =
  packages === undefined
    ? ' (skipped: ../shared/conformance is not there)'
    : missing.length > 0
      ? ` (skipped: ${missing.join(', ')} not downloaded: tsx test/conformance/bindgen-survey.ts download)`
      : ''

describe.skipIf(reason !== '')(`published wasm-bindgen modules${reason}`, () => {
  let recognizedModules = 0
  let cases = 0

  describe.each(packages ?? [])('$package $version', published => {
    const bytes = (): Uint8Array<ArrayBuffer> => modules.get(published) as Uint8Array<ArrayBuffer>

    it('is recognized', () => {
      const { facts, version } = recognized(bytes())
      expect({ version, values: facts.values }).toEqual({ version: published.wasmBindgen, values: published.values })
      recognizedModules++
    })

    it.each(published.cases.map(({ steps }, i) => [i + 1, steps] as const))('case %i', async (_number, steps) => {
      await play(bytes(), published.wit, steps)
      cases++
    })
  })

  afterAll(() => record('published wasm-bindgen modules', { recognized: recognizedModules, cases }))
})

const downloaded = surveyed.flatMap(published => {
  const bytes = moduleOf(published)
  return bytes === undefined ? [] : [{ ...published, bytes }]
})
const absent = surveyed.length - downloaded.length

describe.skipIf(absent > 0)(`the survey${absent > 0 ? ` (skipped: ${absent} packages not downloaded)` : ''}`, () => {
  const page = readFileSync('docs/dialects/wasm-bindgen.md', 'utf8')
  let agreed = 0

  it.each(downloaded)('$package $version is what its own JavaScript says', async published => {
    const found = await survey(published.bytes)
    const witness = found.read === undefined ? undefined : witnessOf(published)
    if (found.read !== undefined && witness !== undefined) {
      const { values = found.read.values, results, helpers } = witness
      const seen = results === 'none seen' ? found.read.results : results
      expect(found.read).toEqual({ values, results: seen, helpers: { ...found.read.helpers, ...helpers } })
      agreed++
    }
    // What an engine can run differs: the page is of this one.
    if (process.versions.node.startsWith('20.')) expect(page).toContain(surveyRow(published, found))
  })

  afterAll(() => record('wasm-bindgen, surveyed', { 'as their own JavaScript says': agreed }))
})

/** Plays one case, as any caller would. */
async function play(bytes: Uint8Array, wit: string, steps: readonly Step[]): Promise<void> {
  const plugin = await loadPlugin(bytes, contract(wit), { imports: {} })
  const exports = Object.values(plugin.exports).find(item => typeof item === 'object') ?? plugin.exports
  const named = new Map<string, Resource>()
  for (const { call, on, args = [], ok, err, as, hostRefuses, drop } of steps) {
    if (drop !== undefined) {
      named.get(drop)?.[Symbol.dispose]()
      continue
    }
    const values = args.map(arg => decode(arg, named))
    const answer = (): unknown =>
      functionOf(exports, on === undefined ? undefined : named.get(on), call ?? '')(...values)
    if (hostRefuses !== undefined) expect(failureOf(answer).code).toBe('stale-handle')
    else if (err !== undefined) expect(failureOf(answer)).toMatchObject({ code: 'guest-error', payload: err })
    else if (as === undefined) expect(encode(answer())).toEqual(ok)
    else named.set(as, answer() as Resource)
  }
  plugin.close()
}

type Callable = (...args: readonly unknown[]) => unknown
type Members = Readonly<Record<string, Callable>>
type Resource = Members & { readonly [Symbol.dispose]: () => void }

/** A function by its name in the suite: its own, `resource.method` of an object or `resource.function` of a class. */
function functionOf(exports: unknown, self: Resource | undefined, name: string): Callable {
  const [first = '', second] = name.split('.')
  const owner =
    self ?? (second === undefined ? exports : (exports as Readonly<Record<string, unknown>>)[upperCamelCase(first)])
  const member = (owner as Members)[camelCase(second ?? first)]
  if (member === undefined) throw new Error(`the plugin has no ${name}`)
  return member.bind(owner)
}

function decode(value: unknown, named: ReadonlyMap<string, unknown>): unknown {
  if (value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const { hex, resource } = value as { readonly hex?: string; readonly resource?: string }
  return resource === undefined ? Uint8Array.from(Buffer.from(hex ?? '', 'hex')) : named.get(resource)
}

function encode(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') }
  return ArrayBuffer.isView(value) ? [...(value as Uint32Array)] : value
}
