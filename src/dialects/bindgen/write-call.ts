import { type Code, createCode } from '../../canonical/generate.ts'
import { argumentError } from '../../canonical/mismatch.ts'
import { scalarCodecs } from '../../canonical/types/scalar.ts'
import { liftUtf8, lowerUtf8 } from '../../memory/utf8.ts'
import type { CoreType } from '../core-function.ts'
import type { CoreFunction } from '../dialect.ts'
import { areaLayout, areaMark } from './area.ts'
import type { Binding, Param } from './bind.ts'
import type { LowerAt } from './call.ts'
import { textOf } from './convert.ts'
import { flattenParam } from './flatten.ts'
import { defined, pairOf, singleOf, type Words } from './lower.ts'
import type { Result } from './result.ts'
import type { Running } from './running.ts'
import type { Wire } from './wire.ts'

/** What a call is made of, in one instance. */
export interface CallParts {
  readonly binding: Binding
  readonly lowers: readonly LowerAt[]
  readonly result: Result
  readonly running: Running
  readonly core: CoreFunction
  readonly area: number
}

/**
 * A call of one export of one instance by code of its own. The core values of the usual types are variables of it, and
 * the engine sees which functions of the guest it calls, so that it can call them directly.
 */
export function writeCall(parts: CallParts): unknown {
  const { binding, running, core, area } = parts
  const code = createCode()
  const args = binding.params.map((_, i) => `argument${i}`)
  const lowered = writeLowering(code, parts)
  const words = binding.returns === 'area' ? [String(area), ...lowered.words] : lowered.words
  const lines = [
    `const guest = ${code.bind(running.guest)}`,
    ...lowered.lines,
    `${code.bind(running.control)}.current = ${code.bind(binding)}`,
    `const core = ${code.bind(core)}(${words.join(', ')})`,
    // A guest that was stopped and has come back all the same was stopped too deep in the stack for a trap.
    'if (guest.violation !== undefined) throw guest.violation',
    ...writeResult(code, parts),
    'return value',
  ]
  return code.build(args.join(', '), lines.join('\n'))
}

/** What comes of arguments. */
interface Lowering {
  readonly lines: readonly string[]
  /** Expressions of the core values: variables, or places in a room of words. */
  readonly words: readonly string[]
}

function writeLowering(code: Code, parts: CallParts): Lowering {
  const { binding, lowers, running } = parts
  if (lowers.length === 0) return { lines: [], words: [] }
  // Of what has no text of its own; filled and read within one call.
  const room: Words = []
  const lowered = lowers.map((_, i) => writeLower(code, parts, i, room))
  const words = lowered.flatMap(each => each.words)
  const variables = words.filter(word => /^\w+$/.test(word))

  // Once a text takes memory, nothing can be wrong with it: as the last argument it leaves nothing to undo.
  const mayUndo = binding.params.some(
    ({ wire }, i) => singleOf(wire) === undefined && !(wire.kind === 'string' && i === lowers.length - 1),
  )
  const allocator = code.bind(running.allocator)
  // What can give structs or values away, and not only memory, is what has no text of its own.
  const givers = [...(mayUndo ? [allocator] : []), ...(room.length > 0 ? [code.bind(running.structs)] : [])]
  const undo = [
    ...(mayUndo ? [`${allocator}.undo()`] : []),
    ...(room.length > 0 ? [`${code.bind(running.values)}.settle(false)`] : []),
  ]
  const fault = `throw ${code.bind(argumentError)}(${code.bind(lowers.map(({ name }) => name))}[i], thrown)`
  const lines = [
    `let ${['i = 0', ...variables].join(', ')}`,
    ...givers.map(giver => `${giver}.begin()`),
    'try {',
    ...lowered.flatMap((each, i) => [`i = ${i}`, ...each.lines]),
    '} catch (thrown) {',
    ...undo,
    fault,
    '}',
    ...givers.map(giver => `${giver}.commit()`),
  ]
  return { lines, words }
}

/** Of one argument: statements that set the variables of its core values, or fill its part of `room`. */
function writeLower(code: Code, { binding, lowers, running }: CallParts, i: number, room: Words): Lowering {
  const { wire } = binding.params[i] as Param
  const [argument, word, length] = [`argument${i}`, `word${i}`, `length${i}`]
  const single = singleOf(wire)
  if (single !== undefined) return { lines: [`${word} = ${code.bind(single.lower)}(${argument})`], words: [word] }
  const inner = wire.kind === 'option' ? wire.some : wire
  const pair = pairOf(inner)
  if (pair === undefined) {
    const { lower } = lowers[i] as LowerAt
    const its = code.bind(room)
    const lines = [`${code.bind(lower)}(${code.bind(running)}, ${argument}, ${its}, ${room.length})`]
    return { lines, words: flattenParam(binding.era, wire).map(() => `${its}[${room.push(0) - 1}]`) }
  }
  const realloc = code.bind(running.allocator.realloc)
  const lines =
    inner.kind === 'string'
      ? [`${code.bind(pair.check)}(${argument})`, `${word} = ${code.bind(lowerUtf8)}(guest, ${argument}, ${realloc})`]
      : [`${word} = ${code.bind(pair.lower)}(guest, ${argument})`]
  const read = `${length} = guest.length`
  if (wire === inner) return { lines: [...lines, read], words: [word, length] }
  const none = `if (${argument} === undefined) ${word} = ${length} = 0`
  return { lines: [none, 'else {', ...lines, read, '}'], words: [word, length] }
}

/** Statements that leave the variable `value`. */
function writeResult(code: Code, parts: CallParts): readonly string[] {
  const { binding, result, running, area } = parts
  const { returns, words: types } = binding
  const { offsets } = areaLayout(types)
  const found = types.map((_, i) => `found${i}`)
  const source = (type: CoreType, i: number): string => {
    if (returns === 'area') return readText(type, area + (offsets[i] as number))
    return returns === 'multi' ? `core[${i}]` : 'core'
  }
  const lines = types.map((type, i) => `const ${found[i]} = ${source(type, i)}`)
  const { mark, flag, fail, wire, passed } = result
  if (mark !== undefined) {
    const place = readText('i32', area + mark.offset)
    const end = `${code.bind(mark.end)}(${code.bind(running)}, ${area})`
    if (mark.isResult) lines.push(`if (${place} === ${areaMark}) ${end}`, `${place} = ${areaMark}`)
    else lines.push(`if (${place} !== ${areaMark}) ${end}`)
  }
  if (flag !== undefined)
    lines.push(`if (${found[flag]} !== 0) ${code.bind(fail)}(${code.bind(running)}, ${found[flag - 1]})`)
  const touchesMemory = returns === 'area' || (wire !== null && singleOf(wire) === undefined)
  return [
    ...(touchesMemory ? ['if (guest.u8.length === 0) guest.refresh()'] : []),
    ...lines,
    'let value',
    ...writeLift(code, parts, found),
    `${code.bind(running.control)}.current = undefined`,
    ...(passed === 'nothing' ? [] : [`${code.bind(running.values)}.settle(${passed === 'kept'})`]),
  ]
}

/** A place in memory that the area of results has been checked to hold. */
function readText(type: CoreType, address: number): string {
  if (type === 'i64') return `guest.i64[${address >>> 3}]`
  if (type === 'f64') return `guest.f64[${address >>> 3}]`
  return `guest.${type === 'f32' ? 'f32' : 'i32'}[${address >>> 2}]`
}

/** Statements that set the variable `value`. */
function writeLift(code: Code, { result, running }: CallParts, found: readonly string[]): readonly string[] {
  const { wire, lift } = result
  if (wire === null) return []
  const single = singleOf(wire)
  if (single !== undefined) return [`value = ${code.bind(single.lift)}(${found[0]})`]
  const inner = wire.kind === 'option' ? wire.some : wire
  if (inner.kind !== 'string' && inner.kind !== 'numbers') {
    const words = code.bind(found.map(() => 0))
    return [
      ...found.map((word, i) => `${words}[${i}] = ${word}`),
      `value = ${code.bind(lift)}(${code.bind(running)}, ${words}, 0)`,
    ]
  }
  const lines = [
    `const address = ${found[0]} >>> 0, length = ${found[1]} >>> 0`,
    ...writePairLift(code, running, inner),
  ]
  return wire.kind === 'option' ? [`if (${found[0]} !== 0 || ${found[1]} !== 0) {`, ...lines, '}'] : lines
}

/** Statements that read what the variables `address` and `length` say, and give the block back. */
function writePairLift(code: Code, running: Running, wire: Wire & { kind: 'string' | 'numbers' }): readonly string[] {
  const free = code.bind(running.allocator.free)
  if (wire.kind === 'numbers') {
    const { size } = scalarCodecs[wire.type]
    const { lift } = defined(pairOf(wire))
    return [`value = ${code.bind(lift)}(guest, address, length)`, `${free}(address, length * ${size}, ${size})`]
  }
  const cached = code.bind((length: number) => textOf(running, running.values.take(length)))
  return [
    // A string that the guest has cached on our side.
    `if (address === 0 && length !== 0) value = ${cached}(length)`,
    `else { value = ${code.bind(liftUtf8)}(guest, address, length); ${free}(address, length, 1) }`,
  ]
}
