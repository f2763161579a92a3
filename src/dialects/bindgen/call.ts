import type { PairForm, SingleForm } from '../../canonical/codec.ts'
import { createCode, writable } from '../../canonical/generate.ts'
import { invoke } from '../../canonical/invoke.ts'
import { argumentError } from '../../canonical/mismatch.ts'
import { PluginError } from '../../errors.ts'
import type { Guest } from '../../memory/guest.ts'
import { parseExternName } from '../../wit/names.ts'
import type { CoreFunction, HostFunction } from '../dialect.ts'
import { areaLayout, areaMark, createAreaReader } from './area.ts'
import type { Binding } from './bind.ts'
import { flattenParam, isValue } from './flatten.ts'
import { guestError } from './guest-error.ts'
import { compileLift, type Lift } from './lift.ts'
import { compileLower, type Lower, pairOf, singleOf, type Words } from './lower.ts'
import { since } from './release.ts'
import type { Running } from './running.ts'

/**
 * Makes an export one of JavaScript, for one instance; what is compiled serves all. `area` is where the export puts a
 * result of several words, when it does not return them.
 *
 * The function throws PluginError `invalid-argument` before the guest has run (its allocator aside), `guest-error` for
 * what the guest reports or throws; `recover` says whether the instance is sound afterwards.
 */
export type Call = (running: Running, core: CoreFunction, area: number) => HostFunction

export function compileCall(binding: Binding): Call {
  const { params } = binding
  const finishing = compileFinish(binding)
  const [first] = params
  if (first === undefined) return callWithNone(binding, finishing)
  const single = params.length === 1 ? singleOf(first.wire) : undefined
  if (single !== undefined) return callWithSingle(binding, first.name, single.lower, finishing)
  const pair = params.length === 1 ? pairOf(first.wire) : undefined
  if (pair !== undefined) return callWithPair(binding, first.name, pair.lower, finishing)
  return callWithMany(binding, finishing)
}

/** What to do with the core result of an export that has returned. */
type Finish = (result: unknown) => unknown
type Finishing = (running: Running, area: number) => Finish

function callWithNone(binding: Binding, finishing: Finishing): Call {
  const usesArea = binding.returns === 'area'
  return (running, core, area) => {
    const { control } = running
    const finish = finishing(running, area)
    return () => {
      control.current = binding
      return finish(usesArea ? core(area) : core())
    }
  }
}

function callWithSingle(binding: Binding, name: string, lower: SingleForm['lower'], finishing: Finishing): Call {
  const usesArea = binding.returns === 'area'
  return (running, core, area) => {
    const { control } = running
    const finish = finishing(running, area)
    return value => {
      let word: unknown
      try {
        word = lower(value)
      } catch (thrown) {
        throw argumentError(name, thrown)
      }
      control.current = binding
      return finish(usesArea ? core(area, word) : core(word))
    }
  }
}

function callWithPair(binding: Binding, name: string, lower: PairForm['lower'], finishing: Finishing): Call {
  const usesArea = binding.returns === 'area'
  return (running, core, area) => {
    const { guest, control, allocator } = running
    const finish = finishing(running, area)
    return value => {
      let address: number
      allocator.begin()
      try {
        address = lower(guest, value)
      } catch (thrown) {
        allocator.undo()
        throw argumentError(name, thrown)
      }
      allocator.commit()
      control.current = binding
      return finish(usesArea ? core(area, address, guest.length) : core(address, guest.length))
    }
  }
}

function callWithMany(binding: Binding, finishing: Finishing): Call {
  const { params, era, returns } = binding
  const lowers: LowerAt[] = []
  let width = returns === 'area' ? 1 : 0
  for (const { name, wire } of params) {
    lowers.push({ name, at: width, lower: compileLower(era, wire) })
    width += flattenParam(era, wire).length
  }
  return (running, core, area) => {
    const { control, allocator, structs, values } = running
    const finish = finishing(running, area)
    // Filled and read within one call; an instance is in one call at a time.
    const words: Words = new Array<unknown>(width).fill(area)
    const call = (args: readonly unknown[]): unknown => {
      allocator.begin()
      structs.begin()
      let i = 0
      try {
        for (; i < lowers.length; i++) {
          const { at, lower } = lowers[i] as LowerAt
          lower(running, args[i], words, at)
        }
      } catch (thrown) {
        allocator.undo()
        values.settle(false)
        throw argumentError(lowers[i]?.name ?? '', thrown)
      }
      allocator.commit()
      structs.commit()
      control.current = binding
      return finish(invoke(core, words))
    }
    if (params.length > 4) return (...args) => call(args)
    const write = (): unknown => writeMany(binding, lowers, running, words, core, finish)
    return writable((a, b, c, d) => call([a, b, c, d]), write)
  }
}

interface LowerAt {
  readonly name: string
  readonly at: number
  readonly lower: Lower
}

/** What `callWithMany` does, without a loop and arrays. */
function writeMany(
  binding: Binding,
  lowers: readonly LowerAt[],
  running: Running,
  words: Words,
  core: CoreFunction,
  finish: Finish,
): unknown {
  const code = createCode()
  const args = lowers.map((_, i) => `argument${i}`)
  const [allocator, structs] = [code.bind(running.allocator), code.bind(running.structs)]
  const lines = [
    `${allocator}.begin()`,
    `${structs}.begin()`,
    'let i = 0',
    'try {',
    ...lowers.map(
      ({ lower, at }, i) =>
        `i = ${i}; ${code.bind(lower)}(${code.bind(running)}, ${args[i]}, ${code.bind(words)}, ${at})`,
    ),
    '} catch (thrown) {',
    `${allocator}.undo()`,
    `${code.bind(running.values)}.settle(false)`,
    `throw ${code.bind(argumentError)}(${code.bind(lowers.map(({ name }) => name))}[i], thrown)`,
    '}',
    `${allocator}.commit()`,
    `${structs}.commit()`,
    `${code.bind(running.control)}.current = ${code.bind(binding)}`,
    `return ${code.bind(finish)}(${code.bind(core)}(${words.map((_, i) => `${code.bind(words)}[${i}]`).join(', ')}))`,
  ]
  return code.build(args.join(', '), lines.join('\n'))
}

function compileFinish(binding: Binding): Finishing {
  const { era, params, returns, words: types } = binding
  const passes = era.values === 'heap' && params.some(({ wire }) => isValue(era, wire))
  const keeps = mayKeep(binding)
  const lift = compileResult(binding)
  const read = returns === 'area' ? createAreaReader(types) : undefined
  const check = returns === 'area' ? createMarkCheck(binding) : undefined
  return (running, area) => {
    const { guest, control, values } = running
    const words: Words = new Array<unknown>(types.length).fill(0)
    check?.begin(guest, area)
    return result => {
      // A guest that was stopped and has come back all the same was stopped too deep in the stack for a trap.
      if (guest.violation !== undefined) throw guest.violation
      if (guest.u8.length === 0) guest.refresh()
      let found = words
      if (read !== undefined) {
        read(guest, area, words)
        check?.end(running, area)
      } else if (returns === 'multi') found = result as Words
      else words[0] = result
      const value = lift(running, found, 0)
      control.current = undefined
      if (passes) values.settle(keeps)
      return value
    }
  }
}

interface MarkCheck {
  /** Puts the mark where it is before any call. */
  readonly begin: (guest: Guest, area: number) => void
  /** Looks at the mark after a call, and puts it back. @throws PluginError `abi-violation` for a result of the other kind */
  readonly end: (running: Running, area: number) => void
}

/** Up to 0.2.78 no result is longer than it says. */
function createMarkCheck({ era, result, words }: Binding): MarkCheck | undefined {
  if (era.release < since.resultWords) return undefined
  const { offsets, size } = areaLayout(words)
  const isResult = result?.kind === 'result'
  const at = isResult ? (offsets.at(-1) ?? 0) : size
  const begin = ({ i32 }: Guest, area: number): void => {
    i32[(area + at) >>> 2] = areaMark
  }
  const end = (running: Running, area: number): void => {
    const { guest, control } = running
    const isThere = guest.i32[(area + at) >>> 2] === areaMark
    if (isResult) begin(guest, area)
    if (isThere !== isResult) return
    begin(guest, area)
    // The guest has returned in good order.
    control.current = undefined
    const [expected, found] = isResult ? ['a', 'one without'] : ['no', 'one with it']
    throw new PluginError(
      'abi-violation',
      `expected a function of Rust that returns ${expected} Result, found ${found}`,
    )
  }
  return { begin, end }
}

/** Where a value can stay with the guest beyond the call: in what is made, and in what is set. */
function mayKeep({ path }: Binding): boolean {
  const name = parseExternName(path.at(-1) ?? '')
  if (name === undefined || name.kind === 'interface') return false
  return name.kind === 'constructor' || name.label.startsWith('set-')
}

/** A whole result: with the two words that say whether the function failed. */
function compileResult({ era, result, words }: Binding): Lift {
  if (result === null) return () => undefined
  const options = { era, ownership: 'given', byIndex: words.length > 1 } as const
  if (result.kind !== 'result') return compileLift(options, result)
  const { ok, err } = result
  const lift: Lift = ok === null ? () => undefined : compileLift(options, ok)
  if (era.release < since.resultWords) return lift
  const flag = words.length - 1
  return (running, found, at) => {
    if (found[at + flag] === 0) return lift(running, found, at)
    const value = running.values.take(found[at + flag - 1] as number)
    // The guest has returned in good order: there is nothing to put back.
    running.control.current = undefined
    running.values.settle(false)
    throw guestError(running, err, value, 'answered with an error')
  }
}
