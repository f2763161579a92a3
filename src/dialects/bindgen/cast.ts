import { PluginError } from '../../errors.ts'
import { checkRange } from '../../memory/bounds.ts'
import { createAreaReader, writeArea } from './area.ts'
import { type Descriptor, decodeDescriptor } from './described/descriptor.ts'
import { numbers } from './described/exact.ts'
import type { Era } from './era.ts'
import { flattenParam } from './flatten.ts'
import { compileLift } from './lift.ts'
import { compileLower, type Words } from './lower.ts'
import type { Running } from './running.ts'
import type { Wire } from './wire.ts'

/** From here on a description begins with the name of an import; none stands for a cast. */
const namedSince = 128

/** The most words that a cast describes itself with. */
export const maxCastWords = 1000

/**
 * A cast of a module that the CLI has not seen: the guest has described the types, and points at the value's core
 * values. Gives the address of those of the result.
 */
export function cast(running: Running, era: Era, words: readonly number[], source: number, target: number): number {
  const { guest } = running
  if (era.release >= namedSince && words[0] !== 0) throw unknownCast()
  const descriptor = decodeDescriptor(era.release >= namedSince ? words.slice(1) : words, era.release)
  const [from] = descriptor?.kind === 'FUNCTION' ? descriptor.function.params : []
  const to = descriptor?.kind === 'FUNCTION' ? descriptor.function.result : undefined
  const wire = from && wireOf(from)
  if (from === undefined || wire === undefined || (to?.kind !== 'EXTERNREF' && to?.kind !== 'NAMED_EXTERNREF'))
    throw unknownCast()

  const types = flattenParam(era, wire)
  const found: Words = []
  checkRange(guest, source, types.length * 8, 4)
  createAreaReader(types)(guest, source, found)
  const ownership = from.kind === 'REF' ? 'lent' : 'given'
  const value = compileLift({ era, ownership, byIndex: true }, wire)(running, found, 0)
  const answer: Words = []
  compileLower(era, { kind: 'value', owned: true })(running, value, answer, 0)
  writeArea(guest, ['i32'], target, answer)
  return target
}

/** What a value is to be lifted as; `undefined` where it is nothing that a value can be made of. */
function wireOf(type: Descriptor): Wire | undefined {
  switch (type.kind) {
    case 'REF':
    case 'CLAMPED':
      return wireOf(type.of)
    case 'SLICE':
    case 'VECTOR': {
      const number = numbers[type.of.kind]
      return number && { kind: 'numbers', type: number }
    }
    case 'STRING':
    case 'CACHED_STRING':
      return { kind: 'string' }
    case 'BOOLEAN':
      return { kind: 'bool' }
    case 'CHAR':
      return { kind: 'char' }
    case 'EXTERNREF':
    case 'NAMED_EXTERNREF':
      return { kind: 'value', owned: true }
    default: {
      const number = numbers[type.kind]
      return number && { kind: 'number', type: number }
    }
  }
}

function unknownCast(): PluginError {
  return new PluginError('unsupported', 'expected a cast of data to a JavaScript value, found another one')
}
