import type { Isolation, Plugin, PluginError } from 'hospes'
import type { Form, HostileCase, Outcome, Step } from './hostile.ts'

// Runs one hostile case in one tier, and says what is wrong with what came of it. Knows no test framework, so that
// every runtime can do it.

type Hospes = Pick<typeof import('hospes'), 'contract' | 'err' | 'loadPlugin' | 'PluginError'>
type Result = { readonly value: unknown } | { readonly error: unknown }

/** A busy machine takes longer than the idle one that the times were written for. */
const patience = 20

const camelCase = (name: string): string => name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** What is wrong; empty when all is as it has to be. The plugins of the case are closed. */
export async function problemsOf(
  hospes: Hospes,
  hostile: HostileCase,
  form: Form,
  isolation: Isolation,
): Promise<string[]> {
  const before = shapeOfIntrinsics()
  const outcome = await run(hospes, hostile, isolation)
  const { judged, results, lastMs } = outcome
  const expected = hostile.expect[isolation]
  const problems = problemsWith(hostile, outcome)
  if (![expected, ...hostile.acceptAlso].some(each => matches(hospes, judged, each)))
    problems.push(`expected ${JSON.stringify(expected)}, found ${show(judged)}`)
  for (const result of results)
    if ('error' in result && !(result.error instanceof hospes.PluginError))
      problems.push(`expected a PluginError, found ${show(result)}`)
  if (lastMs > expected.withinMs * patience)
    problems.push(`expected it within ${expected.withinMs} ms, found ${lastMs.toFixed()} ms`)
  const dialect = outcome.plugin?.dialect.name
  if (dialect !== undefined && (dialect === 'component') !== (form === 'component'))
    problems.push(`expected a ${form}, found the dialect ${dialect}`)
  if (shapeOfIntrinsics() !== before) problems.push('it has changed an object of the language')
  return problems
}

/** Of what every object has: a plugin must never get there. */
function shapeOfIntrinsics(): string {
  const intrinsics = [Object.prototype, Function.prototype, Array.prototype, Promise.prototype, globalThis]
  return JSON.stringify(intrinsics.map(each => [Object.isFrozen(each), Object.getOwnPropertyNames(each).sort()]))
}

interface CaseOutcome {
  readonly plugin: Plugin | undefined
  readonly results: readonly Result[]
  /** The result that the case speaks of. */
  readonly judged: Result | undefined
  readonly lastMs: number
  readonly log: readonly string[]
  readonly inner: readonly Result[]
}

async function run(hospes: Hospes, hostile: HostileCase, isolation: Isolation): Promise<CaseOutcome> {
  let plugin: Plugin | undefined
  const opened: Plugin[] = []
  const { imports, log, inner } = hostOf(hospes, hostile, () => plugin as Plugin)
  const deadlines = isolation === 'inline' ? {} : { deadlineMs: 200 * patience, startDeadlineMs: 500 * patience }
  const load = async (): Promise<Plugin> => {
    const bytes = hostile.bytes()
    const limits = { ...hostile.limits, ...deadlines }
    const contract = hospes.contract(witOf(hostile, bytes))
    const loaded = await hospes.loadPlugin(bytes, contract, { isolation, limits, imports })
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
  const acted = results.filter((_, at) => hostile.steps[at]?.op !== 'check')
  const outcome = { plugin, results, judged: judgedOf(hostile, acted), lastMs, log, inner: await Promise.all(inner) }
  await Promise.all(opened.map(each => each.close()))
  return outcome
}

function witOf({ id, variant, contract }: HostileCase, bytes: Uint8Array): string {
  // A case about the contract itself gives text instead of a module.
  if (variant === 'wit-type') return new TextDecoder().decode(bytes)
  // Its note says so.
  if (id === 'D06') return contract.replace(/ *export greet:[^;]*;/, '')
  return contract
}

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
function hostOf({ err }: Hospes, hostile: HostileCase, plugin: () => Plugin) {
  const log: string[] = []
  const inner: Promise<Result>[] = []
  const host = {
    log(_level: number, message: string): void {
      if (log.length < 1000) log.push(message)
      if (hostile.id === 'F01') inner.push(settle(() => plugin().exports['greet']('inner')))
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
    case 'each':
      return callEach(step.exports ?? [], async name => {
        const fresh = await load()
        return settle(() => call(fresh, name))
      })
    case 'echo':
      for (const [name, texts] of Object.entries(step.values ?? {}))
        for (const text of texts) {
          const value = parseEcho(name, text)
          const back = plain(await call(plugin, name, [value]))
          const isSame = Array.isArray(value) ? JSON.stringify(value) === JSON.stringify(back) : Object.is(back, value)
          if (!isSame) throw new Error(`${name}(${text}) gives ${String(back)}`)
        }
      return 'each value comes back equal (Object.is for numbers; NaN payloads are canonicalised)'
    default:
      return undefined
  }
}

/** All must end alike: in the values, or in one code. */
async function callEach(names: readonly string[], call: (name: string) => Promise<Result>): Promise<unknown> {
  const outcomes: Result[] = []
  for (const name of names) outcomes.push(await call(name))
  const [failed, ...more] = outcomes.filter(outcome => 'error' in outcome)
  if (failed === undefined) return outcomes.map(outcome => ('value' in outcome ? outcome.value : undefined))
  const codes = new Set([failed, ...more].map(({ error }) => (error as PluginError).code))
  if (more.length + 1 !== outcomes.length || codes.size !== 1)
    throw new Error(`expected all to fail alike, found ${outcomes.map(show).join(', ')}`)
  throw failed.error
}

function parseEcho(name: string, text: string): unknown {
  if (/64$/.test(name) && text.endsWith('n')) return BigInt(text.slice(0, -1))
  if (name.startsWith('echo-f')) return Number(text)
  return name === 'echo-words' ? JSON.parse(text) : text
}

function matches({ PluginError }: Hospes, result: Result | undefined, outcome: Outcome): boolean {
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

/** That of its last step, but for two that say otherwise. */
function judgedOf({ id }: HostileCase, results: readonly Result[]): Result | undefined {
  if (id === 'D14') return results[1]
  if (id === 'C08' && results.every(result => 'value' in result))
    return { value: results.slice(1).map(({ value }) => value) }
  return results.at(-1)
}

/** What a case adds to its outcome in words. */
function problemsWith({ id }: HostileCase, { plugin, results, log, inner }: CaseOutcome): string[] {
  const problems: string[] = []
  const must = (what: string, holds: boolean): void => {
    if (!holds) problems.push(`expected ${what}`)
  }
  const [first, second] = results
  const last = results.at(-1)
  switch (id) {
    case 'B05':
      must('exports without a prototype', Object.getPrototypeOf(plugin?.exports) === null)
      must(
        'the contract’s exports',
        Object.keys(plugin?.exports ?? {})
          .sort()
          .join() === 'greet,language',
      )
      break
    case 'D03':
    case 'D04':
      must('at most 10,000 lines', log.length <= 10_000)
      break
    case 'D14':
      must(
        'the trap of greet',
        codeOf(second) === 'trap' && (second as { error: PluginError }).error.function === 'greet',
      )
      must('the other export to answer', last !== undefined && 'value' in last && last.value === 'en')
      break
    case 'E10':
      must('host-error', codeOf(last) === 'host-error')
      break
    case 'F01':
      must('the inner call to be reentrant', inner.length === 1 && codeOf(inner[0]) === 'reentrant')
      must('the outer call to answer', last !== undefined && 'value' in last && last.value === 'Ada')
      break
    case 'F04':
      must('a trap after loading', codeOf(first) === undefined && codeOf(second) === 'trap')
  }
  return problems
}

function codeOf(result: Result | undefined): string | undefined {
  return result !== undefined && 'error' in result ? (result.error as PluginError).code : undefined
}

function show(result: Result | undefined): string {
  if (result === undefined) return 'nothing'
  if ('value' in result) return `the value ${JSON.stringify(plain(result.value))}`
  const { error } = result
  return error instanceof Error ? `${(error as PluginError).code}: ${error.message}` : String(error)
}
