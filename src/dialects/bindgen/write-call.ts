import { type Code, createCode } from '../../canonical/generate.ts'
import { argumentError } from '../../canonical/mismatch.ts'
import { scalarCodecs } from '../../canonical/types/scalar.ts'
import { liftUtf8, lowerUtf8 } from '../../memory/utf8.ts'
import type { CoreType } from '../core-function.ts'
import type { CoreFunction } from '../dialect.ts'
import { areaLayout, areaMark } from './area.ts'
import type { Binding } from './bind.ts'
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

interface Lowering {
  readonly lines: readonly string[]
  /** Expressions of the core values. */
  readonly words: readonly string[]
}

function writeLowering(code: Code, { binding, lowers, running }: CallParts): Lowering {
  const { allocator, structs, values } = running
  const steps: string[] = []
  const words: string[] = []
  const variables: string[] = ['i = 0']
  // Of what has no text of its own; filled and read within one call.
  const room: Words = []
  let allocates = false
  for (const [i, { wire }] of binding.params.entries()) {
    const [argument, word] = [`argument${i}`, `word${i}`]
    const [single, pair] = [singleOf(wire), pairOf(wire)]
    steps.push(`i = ${i}`)
    allocates ||= single === undefined
    if (single !== undefined) {
      variables.push(word)
      words.push(word)
      steps.push(`${word} = ${code.bind(single.lower)}(${argument})`)
    } else if (pair !== undefined) {
      variables.push(word, `length${i}`)
      words.push(word, `length${i}`)
      if (wire.kind === 'string')
        steps.push(
          `${code.bind(pair.check)}(${argument})`,
          `${word} = ${code.bind(lowerUtf8)}(guest, ${argument}, ${code.bind(allocator.realloc)})`,
        )
      else steps.push(`${word} = ${code.bind(pair.lower)}(guest, ${argument})`)
      steps.push(`length${i} = guest.length`)
    } else {
      const { lower } = lowers[i] as LowerAt
      const its = code.bind(room)
      steps.push(`${code.bind(lower)}(${code.bind(running)}, ${argument}, ${its}, ${room.length})`)
      for (const _ of flattenParam(binding.era, wire)) words.push(`${its}[${room.push(0) - 1}]`)
    }
  }
  if (steps.length === 0) return { lines: [], words }

  // What can give structs or values away, and not only memory, is what has no text of its own.
  const givers = [...(allocates ? [code.bind(allocator)] : []), ...(room.length > 0 ? [code.bind(structs)] : [])]
  const undo = [
    ...(allocates ? [`${code.bind(allocator)}.undo()`] : []),
    ...(room.length > 0 ? [`${code.bind(values)}.settle(false)`] : []),
  ]
  const fault = `throw ${code.bind(argumentError)}(${code.bind(lowers.map(({ name }) => name))}[i], thrown)`
  return {
    lines: [
      `let ${variables.join(', ')}`,
      ...givers.map(giver => `${giver}.begin()`),
      ...['try {', ...steps, '} catch (thrown) {', ...undo, fault, '}'],
      ...givers.map(giver => `${giver}.commit()`),
    ],
    words,
  }
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
