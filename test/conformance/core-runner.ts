import { decodeModule } from '../../src/wasm/decode.ts'
import type { CoreModule, FunctionType } from '../../src/wasm/module.ts'
import { exportsByName, itemType } from '../../src/wasm/spaces.ts'
import { assemble } from '../../src/wasm/testing/assemble.ts'
import { adapt, bitsOf } from './core-adapter.ts'
import type { Script } from './core-suite.ts'
import { type CoreValue, type ExpectedValue, matches, show, toJs } from './core-values.ts'

/** Runs the scripts of the core specification in the engine that runs this, each module as `prepare` leaves it. */

export interface RunCommand {
  readonly type: string
  readonly line: number
  readonly bytes?: string
  readonly name?: string
  readonly as?: string
  readonly instance?: string
  readonly module?: string
  readonly action?: Action
  readonly expected?: readonly ExpectedValue[]
  readonly text?: string
}

interface Action {
  readonly type: 'invoke' | 'get'
  readonly module?: string
  readonly field: string
  readonly args?: readonly CoreValue[]
}

/** What became of one command. */
export interface Outcome {
  readonly line: number
  readonly type: string
  /** What happened, for comparison: `return i32:5`, `trap divide by zero`, `exception`, `exhaustion`, `module`, … */
  readonly what: string
  /** As the script expects it. */
  readonly passed: boolean
  /** What `Preparation.used` said afterwards. */
  readonly used: number
}

/** What modules become before the engine gets them, and what they import besides. */
export interface Preparation {
  prepare(module: CoreModule, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>
  /** Added to the imports of every module. */
  readonly imports: WebAssembly.Imports
  /** Called before each action and instantiation. */
  refill(): void
  /** Units used since. */
  used(): number
}

/** As it stands. */
export const plain: Preparation = { prepare: (_, bytes) => bytes, imports: {}, refill: () => {}, used: () => 0 }

interface Loaded {
  readonly module: CoreModule
  readonly compiled: WebAssembly.Module
}
interface Running {
  readonly module: CoreModule
  readonly exports: WebAssembly.Exports
}

const spectest = assemble(`(module
  (func (export "print"))
  (func (export "print_i32") (param i32))
  (func (export "print_i64") (param i64))
  (func (export "print_f32") (param f32))
  (func (export "print_f64") (param f64))
  (func (export "print_i32_f32") (param i32 f32))
  (func (export "print_f64_f64") (param f64 f64))
  (global (export "global_i32") i32 (i32.const 666))
  (global (export "global_i64") i64 (i64.const 666))
  (global (export "global_f32") f32 (f32.const 666.6))
  (global (export "global_f64") f64 (f64.const 666.6))
  (table (export "table") 10 20 funcref)
  (memory (export "memory") 1 2))`)

export function runScript(script: Script<RunCommand>, preparation: Preparation): Outcome[] {
  const registry = new Map<string, WebAssembly.Exports>()
  registry.set('spectest', new WebAssembly.Instance(new WebAssembly.Module(spectest)).exports)
  const named = new Map<string, Running | undefined>()
  const definitions = new Map<string, Loaded | undefined>()
  let last: Running | undefined
  let lastDefinition: Loaded | undefined

  const load = (command: RunCommand): Loaded => {
    const bytes = Uint8Array.from(Buffer.from(command.bytes ?? '', 'base64'))
    if (!WebAssembly.validate(bytes)) throw new Unsupported('the engine does not accept it')
    const module = decodeModule(bytes)
    return { module, compiled: new WebAssembly.Module(preparation.prepare(module, bytes)) }
  }
  const instantiate = ({ module, compiled }: Loaded): Running => {
    const imports: WebAssembly.Imports = Object.assign(Object.create(null), preparation.imports)
    for (const { module: from } of module.imports) {
      imports[from] = (registry.get(from) ?? {}) as WebAssembly.ModuleImports
    }
    preparation.refill()
    return { module, exports: new WebAssembly.Instance(compiled, imports).exports }
  }
  const act = ({ type, module: name, field, args = [] }: Action): string => {
    const target = name === undefined ? last : named.get(name)
    if (target === undefined) throw new Unsupported('its module is not there')
    const found = exportsByName(target.module).get(field)
    const item = found && itemType(target.module, found)
    const value = target.exports[field]
    if (item === undefined || value === undefined) throw new Unsupported(`no export ${field}`)
    preparation.refill()
    if (type === 'get' && item.kind === 'global') {
      return `return ${show(item.type.type, bitsOf(value as WebAssembly.Global, item.type))}`
    }
    if (item.kind !== 'func') throw new Error(`${field} is no function`)
    return `return${call(value as Callable, item.type, args)}`
  }

  return script.commands.flatMap((command): Outcome[] => {
    const { line, type } = command
    const outcome = (what: string, passed: boolean): Outcome[] => [
      { line, type, what, passed, used: preparation.used() },
    ]
    const failure = (error: unknown, ...wanted: readonly string[]): Outcome[] => {
      const what = classify(error)
      return outcome(
        what,
        wanted.some(kind => what.startsWith(kind)),
      )
    }
    switch (command.type) {
      case 'module':
      case 'module_definition':
        last = type === 'module' ? undefined : last
        try {
          lastDefinition = load(command)
          if (command.name !== undefined) definitions.set(command.name, lastDefinition)
          if (type === 'module') {
            last = instantiate(lastDefinition)
            if (command.name !== undefined) named.set(command.name, last)
          }
          return outcome(type, true)
        } catch (error) {
          lastDefinition = undefined
          return failure(error)
        }
      case 'module_instance':
        last = undefined
        try {
          const definition = command.module === undefined ? lastDefinition : definitions.get(command.module)
          if (definition === undefined) throw new Unsupported('its definition is not there')
          last = instantiate(definition)
          if (command.instance !== undefined) named.set(command.instance, last)
          return outcome(type, true)
        } catch (error) {
          return failure(error)
        }
      case 'register': {
        const target = command.name === undefined ? last : named.get(command.name)
        if (target !== undefined && command.as !== undefined) registry.set(command.as, target.exports)
        return []
      }
      case 'action':
      case 'assert_return':
        try {
          const what = command.action === undefined ? '' : act(command.action)
          return outcome(what, type === 'action' || matches(what, command.expected ?? []))
        } catch (error) {
          return failure(error)
        }
      case 'assert_trap':
      case 'assert_exhaustion':
      case 'assert_exception':
        try {
          return outcome(command.action === undefined ? '' : act(command.action), false)
        } catch (error) {
          return failure(error, type.replace('assert_', ''))
        }
      case 'assert_unlinkable':
      case 'assert_uninstantiable':
        try {
          instantiate(load(command))
          return outcome('module', false)
        } catch (error) {
          return failure(error, ...(type === 'assert_unlinkable' ? ['link'] : ['trap', 'exception']))
        }
      default:
        return []
    }
  })
}

/** A command that this engine, or the guard, has no module for. */
export class Unsupported extends Error {}

function classify(error: unknown): string {
  if (error instanceof Unsupported) return `unsupported: ${error.message}`
  if (error instanceof WebAssembly.RuntimeError) return `trap ${error.message}`
  if (error instanceof WebAssembly.LinkError) return `link ${error.message}`
  if (error instanceof WebAssembly.Exception) return 'exception'
  if (error instanceof RangeError && /call stack/.test(error.message)) return 'exhaustion'
  throw error
}

type Callable = (...args: unknown[]) => unknown

const adapters = new WeakMap<Callable, ReturnType<typeof adapt>>()

/** The results, each as its type and bits. */
function call(callee: Callable, type: FunctionType, args: readonly CoreValue[]): string {
  let adapter = adapters.get(callee)
  if (adapter === undefined) {
    adapter = adapt(callee, type)
    adapters.set(callee, adapter)
  }
  const results = adapter(args.map(toJs))
  return results.map((result, index) => ` ${show(type.results[index] ?? 'i32', result)}`).join('')
}
