import { step } from '../wasm/instructions.ts'
import type { CoreModule } from '../wasm/module.ts'
import { enter, type Walk } from '../wasm/walk.ts'
import type { BodyPlace } from './bodies.ts'
import { weightOf } from './weights.ts'

/** The most that a function may cost to be paid for by its callers, in units. */
export const mostPrepaid = 48

/** No instruction is shorter than a byte, so that longer bodies need no look. */
const mostBytes = 4 * mostPrepaid

/** Calls of calls of calls are followed so deep. */
const rounds = 3

/**
 * Finds small functions without loops that call nothing but each other: their callers pay for them, so that they need
 * no charge of their own, and loops that call them stay loops that keep their fuel in a local. What the host calls pays
 * for itself. Gives the units of each function by index, 0 for those that pay for themselves.
 */
export function prepaidFunctions(
  walk: Walk,
  bodies: readonly BodyPlace[],
  { exports, start }: CoreModule,
  importedFunctions: number,
): Uint16Array {
  const prepaid = new Uint16Array(importedFunctions + bodies.length)
  const called = new Set(exports.flatMap(({ kind, index }) => (kind === 'func' ? [index] : [])))
  if (start !== undefined) called.add(start)
  let candidates: number[] = []
  bodies.forEach((body, own) => {
    const index = importedFunctions + own
    if (body.end - body.start <= mostBytes && !called.has(index)) candidates.push(index)
  })
  for (let round = 0; round < rounds && candidates.length > 0; round++) {
    const undecided: number[] = []
    for (const index of candidates) {
      const cost = costOf(walk, bodies[index - importedFunctions] as BodyPlace, prepaid)
      if (cost === CALLS) undecided.push(index)
      else if (cost !== NEVER) prepaid[index] = cost
    }
    candidates = undecided
  }
  return prepaid
}

const NEVER = -1
/** It calls functions that pay for themselves, as far as is known. */
const CALLS = -2

function costOf(walk: Walk, { start, end }: BodyPlace, prepaid: Uint16Array): number {
  let cost = 1
  let calls = false
  enter(walk, start, end)
  while (step(walk)) {
    const op = walk.opcode
    if (leavesOrRepeats(op)) return NEVER
    cost += weightOf(op)
    if (op === 0x10) {
      const callee = prepaid[walk.index] as number
      if (callee === 0) calls = true
      cost += callee
    }
    if (cost > mostPrepaid) return NEVER
  }
  return calls ? CALLS : cost
}

/** Loops, tail calls, indirect calls, exceptions, and what is charged by length. */
function leavesOrRepeats(op: number): boolean {
  return (
    op === 0x03 ||
    (op >= 0x06 && op <= 0x0a) ||
    (op >= 0x11 && op <= 0x1f && op !== 0x1a && op !== 0x1b && op !== 0x1c) ||
    (op >= 0xfc0008 && op <= 0xfc0011)
  )
}
