import type { AnyFunction } from '../contract/any-function.ts'
import { Failure } from '../contract/err.ts'
import { PluginError } from '../errors.ts'
import { allocate, checkRange } from '../memory/bounds.ts'
import type { Guest } from '../memory/guest.ts'
import type { Func } from '../wit/world.ts'
import { borrowsResources, scoped } from './borrows.ts'
import type { Codec, CoreValue, PairForm, SingleForm } from './codec.ts'
import type { Codecs } from './codecs.ts'
import { isResultSpilled, type ParamsLayout, paramsLayout } from './flatten.ts'
import { createCode, writable } from './generate.ts'
import { type CoreFunction, invoke, valuesFor } from './invoke.ts'
import { argumentError } from './mismatch.ts'
import { startsOf } from './types/sequence.ts'

/**
 * Makes a guest's core function one of JavaScript (canon lift), for one instance. What is compiled serves all.
 * The result is lifted, then the post-return function runs, then the caller goes on.
 *
 * The function throws PluginError `invalid-argument` before the guest has run (its allocator aside), `guest-error`
 * for the err of a whole result; after anything else the instance is not to be used again.
 */
export type Lift = (guest: Guest, core: CoreFunction, postReturn: CoreFunction | undefined) => AnyFunction

interface Param {
  readonly name: string
  readonly codec: Codec
}

/**
 * `fail` is what becomes of the err of a whole result.
 * @throws PluginError `unsupported`, `limit-exceeded` for types that cannot pass.
 */
export function compileLift(
  codecs: Codecs,
  func: Func,
  fail: (failure: Failure<unknown>) => unknown = throwFailure,
): Lift {
  const params: readonly Param[] = func.params.map(({ name, type }) => ({ name, codec: codecs.of(type) }))
  const layout = paramsLayout(codecs.layouts, func)
  const readResult = compileResult(codecs, func)
  const bindCall = compileCall(params, layout)
  const borrows = borrowsResources(codecs.layouts.types, func)

  return (guest, core, postReturn) => {
    const { handles } = guest.instance
    const finish = (raw: unknown): unknown => {
      // A guest that was stopped and has come back all the same was stopped too deep in the stack for a trap.
      if (guest.violation !== undefined) throw guest.violation
      const result = readResult(guest, raw as CoreValue)
      if (borrows) handles.checkReturned()
      if (postReturn !== undefined) {
        guest.mayLeave = false
        postReturn(raw)
        guest.mayLeave = true
      }
      return result instanceof Failure ? fail(result) : result
    }
    const call = bindCall(guest, core, finish)
    return borrows ? scoped(call, params.length, handles) : call
  }
}

type BindCall = (guest: Guest, core: CoreFunction, finish: (raw: unknown) => unknown) => AnyFunction

/** The shapes that most functions have are closures of their own; a general one costs several times a small call. */
function compileCall(params: readonly Param[], layout: ParamsLayout): BindCall {
  const [first, second] = params
  if (first === undefined) return (_guest, core, finish) => () => finish(core())
  if (params.length === 1 && first.codec.single) return callWithSingle(first.name, first.codec.single.lower)
  if (params.length === 1 && first.codec.pair) return callWithPair(first.name, first.codec.pair.lower)
  if (params.length === 2 && first.codec.single && second?.codec.single) return callWithSingles(first, second)
  return callWithMany(params, layout)
}

function callWithSingle(name: string, lower: SingleForm['lower']): BindCall {
  return (_guest, core, finish) => value => {
    let word: CoreValue
    try {
      word = lower(value)
    } catch (thrown) {
      throw argumentError(name, thrown)
    }
    return finish(core(word))
  }
}

function callWithPair(name: string, lower: PairForm['lower']): BindCall {
  return (guest, core, finish) => value => {
    let address: number
    try {
      address = lower(guest, value)
    } catch (thrown) {
      throw argumentError(name, thrown)
    }
    return finish(core(address, guest.length))
  }
}

function callWithSingles(first: Param, second: Param): BindCall {
  const lowerFirst = first.codec.single?.lower as SingleForm['lower']
  const lowerSecond = second.codec.single?.lower as SingleForm['lower']
  return (_guest, core, finish) => (a, b) => {
    let firstWord: CoreValue
    try {
      firstWord = lowerFirst(a)
    } catch (thrown) {
      throw argumentError(first.name, thrown)
    }
    let secondWord: CoreValue
    try {
      secondWord = lowerSecond(b)
    } catch (thrown) {
      throw argumentError(second.name, thrown)
    }
    return finish(core(firstWord, secondWord))
  }
}

function callWithMany(params: readonly Param[], layout: ParamsLayout): BindCall {
  const lowerArguments = layout.spilled ? lowerSpilled(params, layout) : lowerFlat(params)
  const width = layout.spilled ? 1 : layout.flat.length
  return (guest, core, finish) => {
    // Filled and read within one call; an instance is in one call at a time.
    const values = valuesFor(width)
    const call = (args: readonly unknown[]): unknown => {
      lowerArguments(guest, args, values)
      return finish(invoke(core, values))
    }
    if (params.length > 4) return (...args) => call(args)
    const plain: AnyFunction = (a, b, c, d) => call([a, b, c, d])
    return layout.spilled ? plain : writable(plain, () => writeMany(params, guest, values, core, finish))
  }
}

/** What `callWithMany` does, without loops and arrays of arguments. */
function writeMany(
  params: readonly Param[],
  guest: Guest,
  values: CoreValue[],
  core: CoreFunction,
  finish: (raw: unknown) => unknown,
): unknown {
  const code = createCode()
  const [its, room] = [code.bind(guest), code.bind(values)]
  const starts = startsOf(params.map(({ codec }) => codec))
  const checks = params.map(({ codec: { pair } }, i) =>
    pair ? `i = ${i}; ${code.bind(pair.check)}(argument${i})` : '',
  )
  const lowers = lowerOrder(params).map(i => {
    const { lowerFlat } = (params[i] as Param).codec
    return `i = ${i}; ${code.bind(lowerFlat)}(${its}, argument${i}, ${room}, ${starts[i]})`
  })
  const lines = [
    'let i = 0',
    'try {',
    ...checks,
    ...lowers,
    '} catch (thrown) {',
    `throw ${code.bind(argumentError)}(${code.bind(params.map(({ name }) => name))}[i], thrown)`,
    '}',
    `return ${code.bind(finish)}(${code.bind(core)}(${values.map((_, i) => `${room}[${i}]`).join(', ')}))`,
  ]
  return code.build(params.map((_, i) => `argument${i}`).join(', '), lines.join('\n'))
}

type LowerArguments = (guest: Guest, args: readonly unknown[], values: CoreValue[]) => void

function lowerFlat(params: readonly Param[]): LowerArguments {
  const starts = startsOf(params.map(({ codec }) => codec))
  const checkFirst = checker(params)
  const order = lowerOrder(params)
  return (guest, args, values) => {
    checkFirst(args)
    for (const i of order) {
      const { name, codec } = params[i] as Param
      try {
        codec.lowerFlat(guest, args[i], values, starts[i] as number)
      } catch (thrown) {
        throw argumentError(name, thrown)
      }
    }
  }
}

/** Too many flat values: all arguments are stored as a tuple that the guest's allocator makes room for. */
function lowerSpilled(params: readonly Param[], { size, align, offsets }: ParamsLayout): LowerArguments {
  const checkFirst = checker(params)
  const order = lowerOrder(params)
  return (guest, args, values) => {
    checkFirst(args)
    const address = allocate(guest, align, size)
    for (const i of order) {
      const { name, codec } = params[i] as Param
      try {
        codec.store(guest, address + (offsets[i] as number), args[i])
      } catch (thrown) {
        throw argumentError(name, thrown)
      }
    }
    values[0] = address
  }
}

/**
 * What the guest's allocator gave for an argument is lost when a later argument turns out to be wrong: the Canonical
 * ABI has no way to give it back. So first come the arguments that need no memory, and the kinds of the others.
 */
function lowerOrder(params: readonly Param[]): readonly number[] {
  const indices = [...params.keys()]
  const allocates = (i: number): boolean => params[i]?.codec.allocates === true
  return [...indices.filter(i => !allocates(i)), ...indices.filter(allocates)]
}

function checker(params: readonly Param[]): (args: readonly unknown[]) => void {
  const checks = params.flatMap(({ name, codec }, i) => (codec.pair ? [{ name, i, check: codec.pair.check }] : []))
  return args => {
    for (const { name, i, check } of checks) {
      try {
        check(args[i])
      } catch (thrown) {
        throw argumentError(name, thrown)
      }
    }
  }
}

/** Reads what a core function returned: the value itself, or the address of its place in memory. */
function compileResult(codecs: Codecs, func: Func): (guest: Guest, raw: CoreValue) => unknown {
  if (func.result === null) return () => undefined
  const { single, size, align, load, liftFlat } = codecs.ofAnswer(func.result)
  if (single) return (_guest, raw) => single.lift(raw)
  if (!isResultSpilled(codecs.layouts, func)) {
    return (guest, raw) => {
      if (guest.u8.length === 0) guest.refresh()
      return liftFlat(guest, [raw], 0)
    }
  }
  return (guest, raw) => {
    if (guest.u8.length === 0) guest.refresh()
    const address = (raw as number) >>> 0
    checkRange(guest, address, size, align)
    return load(guest, address)
  }
}

const MAX_ERROR_TEXT = 500

function throwFailure({ payload }: Failure<unknown>): never {
  const text = typeof payload === 'string' ? `: ${payload.slice(0, MAX_ERROR_TEXT)}` : ''
  throw new PluginError('guest-error', `the guest answered with an error${text}`, { payload })
}
