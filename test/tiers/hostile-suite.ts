import { readFileSync } from 'node:fs'
import { contract, err, loadPlugin, type Plugin, PluginError } from 'hospes'
import { afterAll, describe, expect, test } from 'vitest'
import { record } from '../conformance/status.ts'
import {
  type Form,
  type HostileCase,
  hostileCases,
  isPresent,
  type Outcome,
  type Step,
  type TierName,
} from './hostile.ts'

/** A busy machine takes longer than the idle one that the times were written for. */
const patience = 20

type Result = { readonly value: unknown } | { readonly error: unknown }

const camelCase = (name: string): string => name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

class Blob {
  readonly #size: number
  constructor(size: number) {
    this.#size = size
  }
  size(): number {
    return this.#size
  }
}

/** What a case finds of its host: a log that records, a network that is not there. */
function hostOf(hostile: HostileCase, plugin: () => Plugin) {
  const log: string[] = []
  const inner: Promise<unknown>[] = []
  const host = {
    log(_level: number, message: string): void {
      if (log.length < 1000) log.push(message)
      if (hostile.id === 'F01') inner.push(settle(() => plugin().exports.greet('inner')))
    },
    fetch(): unknown {
      if (hostile.id === 'E10') throw new Error('token=SECRET /home/op/.ssh')
      return err('no')
    },
    kvSet: () => undefined,
  }
  const store = { Blob, keep: () => undefined }
  const imports = hostile.contract.includes('import store;') ? { host, store } : { host }
  return { imports, log, inner }
}

async function settle(call: () => unknown): Promise<Result> {
  try {
    return { value: await call() }
  } catch (error) {
    return { error }
  }
}

async function run(hostile: HostileCase, isolation: TierName) {
  let plugin: Plugin | undefined
  const opened: Plugin[] = []
  const { imports, log, inner } = hostOf(hostile, () => plugin as Plugin)
  const deadlines = isolation === 'inline' ? {} : { deadlineMs: 200 * patience, startDeadlineMs: 500 * patience }
  const load = async (): Promise<Plugin> => {
    const bytes = hostile.bytes()
    const wit = witOf(hostile, bytes)
    const limits = { ...hostile.limits, ...deadlines }
    const loaded = await loadPlugin(bytes, contract(wit), { isolation, limits, imports })
    opened.push(loaded as Plugin)
    return loaded as Plugin
  }
  const results: Result[] = []
  let lastMs = 0
  for (const step of hostile.steps) {
    const start = performance.now()
    const result = await settle(async () => {
      if (step.op === 'load') plugin = await load()
      else return doStep(step, plugin as Plugin, load)
      return undefined
    })
    lastMs = performance.now() - start
    results.push(result)
    if ('error' in result && step.expectError === undefined && step.op !== 'call') break
  }
  const close = (): Promise<unknown> => Promise.all(opened.map(each => each.close()))
  return { plugin, results, lastMs, log, inner: await Promise.all(inner), close }
}

function witOf({ id, variant, contract }: HostileCase, bytes: Uint8Array): string {
  // A case about the contract itself gives text instead of a module.
  if (variant === 'wit-type') return new TextDecoder().decode(bytes)
  // Its note says so.
  if (id === 'D06') return contract.replace(/ *export greet:[^;]*;/, '')
  return contract
}

async function doStep(step: Step, plugin: Plugin, load: () => Promise<Plugin>): Promise<unknown> {
  const call = (target: Plugin, name = '', args: readonly unknown[] = []): unknown =>
    target.exports[camelCase(name)](...args)
  switch (step.op) {
    case 'call':
      return call(plugin, step.export, step.args)
    case 'call-no-await':
      void settle(() => call(plugin, step.export, step.args))
      return undefined
    case 'close':
      return plugin.close()
    case 'each': {
      const outcomes = []
      for (const name of step.exports ?? []) {
        const fresh = await load()
        outcomes.push(await settle(() => call(fresh, name)))
      }
      const failed = outcomes.filter(outcome => 'error' in outcome)
      if (failed.length === 0) return outcomes.map(outcome => ('value' in outcome ? outcome.value : undefined))
      expect(failed).toHaveLength(outcomes.length)
      expect(new Set(failed.map(({ error }) => (error as PluginError).code)).size).toBe(1)
      throw failed[0]?.error
    }
    case 'echo':
      for (const [name, texts] of Object.entries(step.values ?? {}))
        for (const text of texts) {
          const value = parseEcho(name, text)
          const back = await call(plugin, name, [value])
          if (Array.isArray(value)) expect(Array.from(back as number[])).toEqual(value)
          else expect(Object.is(back, value), `${name}(${text})`).toBe(true)
        }
      return 'each value comes back equal (Object.is for numbers; NaN payloads are canonicalised)'
    default:
      return undefined
  }
}

function parseEcho(name: string, text: string): unknown {
  if (/64$/.test(name) && text.endsWith('n')) return BigInt(text.slice(0, -1))
  if (name.startsWith('echo-f')) return Number(text)
  return name === 'echo-words' ? JSON.parse(text) : text
}

function matches(result: Result | undefined, outcome: Outcome): boolean {
  if (result === undefined) return false
  if (outcome.outcome === 'check') return true
  const isValue = 'value' in result && JSON.stringify(plain(result.value)) === JSON.stringify(outcome.value)
  const isError = 'error' in result && result.error instanceof PluginError && isListed(result.error, outcome)
  return outcome.outcome === 'value' ? isValue : outcome.outcome === 'error' ? isError : isValue || isError
}

/** Typed arrays as the lists that the cases write. */
function plain(value: unknown): unknown {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Uint8Array) : value
}

function isListed(error: PluginError, { codes }: Outcome): boolean {
  return codes === undefined || codes.includes(error.code)
}

/** The result that a case speaks of: of its last step, but for two that say otherwise. */
function judgedOf({ id }: HostileCase, results: readonly Result[]): Result | undefined {
  if (id === 'D14') return results[1]
  if (id === 'C08' && results.every(result => 'value' in result))
    return { value: results.slice(1).map(({ value }) => value) }
  return results.at(-1)
}

/** What a case adds to its outcome in words. */
function check(hostile: HostileCase, { plugin, results, log, inner }: Awaited<ReturnType<typeof run>>): void {
  const last = results.at(-1)
  switch (hostile.id) {
    case 'B05':
      expect(Object.getPrototypeOf(plugin?.exports)).toBeNull()
      expect(Object.keys(plugin?.exports ?? {}).sort()).toEqual(['greet', 'language'])
      break
    case 'D03':
    case 'D04':
      expect(log.length).toBeLessThanOrEqual(10_000)
      break
    case 'D14':
      expect(results[1]).toMatchObject({ error: { code: 'trap', function: 'greet' } })
      expect(last).toEqual({ value: 'en' })
      break
    case 'E10':
      expect(last).toMatchObject({ error: { code: 'host-error' } })
      break
    case 'F01':
      expect(inner).toMatchObject([{ error: { code: 'reentrant' } }])
      expect(last).toEqual({ value: 'Ada' })
      break
    case 'F04':
      expect(results[1]).toMatchObject({ error: { code: 'trap' } })
  }
}

const intrinsics = [Object.prototype, Function.prototype, Array.prototype, Promise.prototype, globalThis]
const shapeOf = (): unknown => intrinsics.map(each => [Object.isFrozen(each), Object.getOwnPropertyNames(each).sort()])

const benign = contract(
  'package a:b; world w { import hour: func() -> u32; export greet: func(name: string) -> string; }',
)
const benignBytes = readFileSync(new URL('../../guests/prebuilt/greeter/c.wasm', import.meta.url))
const before = shapeOf()
const absent = isPresent ? '' : ' (skipped: ../shared/conformance/hostile is not there)'

/** Tests for all cases in one form, in every tier: each must end as it says, and harm nobody. */
export async function testHostile(form: Form): Promise<void> {
  const cases = await hostileCases(form)
  const bystander = await loadPlugin(benignBytes, benign, { imports: { hour: () => 9 } })
  afterAll(() => bystander.close())

  describe.skipIf(!isPresent).each(['inline', 'worker', 'process'] as const)(
    `hostile ${form}s, %s${absent}`,
    isolation => {
      let passed = 0
      test.each(cases.map(hostile => [`${hostile.id} ${hostile.variant}`, hostile] as const))(
        '%s',
        async (_, hostile) => {
          const outcome = await run(hostile, isolation)
          const expected = hostile.expect[isolation]
          const acted = outcome.results.filter((_, at) => hostile.steps[at]?.op !== 'check')
          const judged = judgedOf(hostile, acted)
          if (![expected, ...hostile.acceptAlso].some(each => matches(judged, each)))
            expect(judged).toEqual({ outcome: expected.outcome, codes: expected.codes, value: expected.value })
          check(hostile, outcome)
          if (outcome.plugin !== undefined)
            expect(outcome.plugin.dialect.name === 'component').toBe(form === 'component')
          expect(outcome.lastMs).toBeLessThan(expected.withinMs * patience)
          await outcome.close()
          expect(bystander.exports.greet('Ada')).toBe('Bonjour, Ada !')
          expect(shapeOf()).toEqual(before)
          passed += 1
        },
      )
      test('as many as before', () => record(`hostile ${form}s, ${isolation}`, { 'required outcomes': passed }))
    },
  )
}
