import type { AnyFunction } from '../../src/contract/any-function.ts'
import { bindgenDialect } from '../../src/dialects/bindgen/dialect.ts'
import type { BindgenFacts } from '../../src/dialects/bindgen/facts.ts'
import { instantiate } from '../../src/dialects/bindgen/instantiate.ts'
import type { DialectInstance, Recognition } from '../../src/dialects/dialect.ts'
import { type Issue, PluginError } from '../../src/errors.ts'
import { classify } from '../../src/isolation/failure.ts'
import { defaultLimits, type Limits } from '../../src/limits.ts'
import { createGuest, type Guest } from '../../src/memory/guest.ts'
import { wrapHostFunction } from '../../src/plan/host-functions.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import { camelCase } from '../../src/wit/names.ts'
import { parseWit } from '../../src/wit/parse.ts'
import { slots } from '../../src/wit/slots.ts'

/** One instance straight through the dialect, without guard and host. */
export interface Opened {
  readonly guest: Guest
  readonly instance: DialectInstance
  /** Calls by the function's name in the contract, `counter.add` for a resource's. What fails is a PluginError. */
  call(name: string, ...args: unknown[]): unknown
  /** Whether the last failure left the instance sound. */
  kept: boolean
}

export interface OpenOptions {
  readonly world?: string
  /** By the name in JavaScript. */
  readonly imports?: Readonly<Record<string, AnyFunction>>
  readonly names?: Readonly<Record<string, string>>
  readonly limits?: Partial<Limits>
  readonly handles?: number
}

export function recognized(bytes: Uint8Array): Recognition<BindgenFacts> {
  const found = bindgenDialect.recognize(decodeModule(bytes))
  if (found === undefined) throw new Error('not recognized')
  return found
}

export function fit(bytes: Uint8Array, wit: string, { world, names = {} }: OpenOptions = {}): Issue[] {
  return bindgenDialect.fit(recognized(bytes).facts, parse(wit, world), { names })
}

function parse(wit: string, world: string | undefined): ReturnType<typeof parseWit> {
  return parseWit(wit, world === undefined ? {} : { world })
}

/** The makers of instances of one plugin: they share what was compiled. */
export function plugin(bytes: Uint8Array<ArrayBuffer>, wit: string, options: OpenOptions = {}): () => Opened {
  const { facts } = recognized(bytes)
  const world = parse(wit, options.world)
  const [issue] = bindgenDialect.fit(facts, world, { names: options.names ?? {} })
  if (issue !== undefined) throw new PluginError(issue.code, issue.message)
  const module = new WebAssembly.Module(bytes)
  const cache = new Map<string, unknown>()
  const exported = slots(world.exports, world)
  const imported = slots(world.imports, world)
  return () => {
    const guest = createGuest({ ...defaultLimits, ...options.limits })
    const hostFunctions = imported.map(({ function: { name, params } }) =>
      wrapHostFunction(name, params.length, options.imports?.[camelCase(name)] as AnyFunction, guest),
    )
    const wasi = () => ({})
    const wasiFunction = () => undefined
    const parts = { modules: [module], world, hostFunctions, cache, guest, wasi, wasiFunction }
    const linkage = { ...parts, names: options.names ?? {}, handles: options.handles ?? 10_000 }
    const instance = instantiate(facts, linkage)
    const opened: Opened = {
      guest,
      instance,
      kept: true,
      call(name, ...args) {
        const slot = exported.findIndex(({ path }) => path.at(-1)?.replace(/^\[\w+\]/, '') === name)
        if (slot < 0) throw new Error(`the world has no function ${name}`)
        guest.budget.reset()
        try {
          return (instance.functions[slot] as AnyFunction)(...args)
        } catch (thrown) {
          const failure = classify(thrown, guest, instance.recover)
          opened.kept = failure.instance === 'kept'
          throw failure.error
        }
      },
    }
    return opened
  }
}

export function open(bytes: Uint8Array<ArrayBuffer>, wit: string, options: OpenOptions = {}): Opened {
  return plugin(bytes, wit, options)()
}

/** The PluginError that this throws. */
export function failureOf(run: () => unknown): PluginError {
  try {
    run()
  } catch (error) {
    if (error instanceof PluginError) return error
    throw error
  }
  throw new Error('expected a failure, found none')
}
