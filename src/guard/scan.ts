import { step } from '../wasm/instructions.ts'
import { opcode, Prefix } from '../wasm/opcodes.ts'
import type { Walk } from '../wasm/walk.ts'
import { beginCounting, type Counting, countedLocal, createCounting, followCounting } from './counted.ts'
import { hostCall, weightOf } from './weights.ts'

/** What is to be done at a place of a function's code. */
export const Mark = {
  /** Nothing any more: its weight is paid elsewhere. */
  none: 0,
  /** Charge: the function's entry, a loop's header, or code that may be passed over. */
  entry: 1,
  loop: 2,
  arm: 3,
  /** An instruction that leaves the function. */
  leave: 4,
  call: 5,
  /** The beginning of a handler of legacy exceptions. */
  handler: 6,
  /** An instruction whose cost is told by its last operand: bytes, or table elements. */
  bytes: 7,
  elements: 8,
  /** `global.get` or `global.set` of one whose index moves. */
  global: 9,
  /** Charge before a loop, for all its rounds. */
  rounds: 10,
} as const

/**
 * The marks of one function in order of place. One object serves all functions; what is beyond `count` is left over.
 *
 * Soundness: an instruction's weight is paid at a mark that every way to it has passed since it last ran. In structured
 * code a place is reached through all that stands before it in the same block, and through the block's own beginning;
 * the only way back is a loop's header, and each of those is a mark.
 */
export interface Scan {
  count: number
  readonly mark: number[]
  /** Position of the instruction, or of the place to charge at. */
  readonly start: number[]
  /** Position behind the instruction. */
  readonly end: number[]
  /** Of marks that charge: units. Of globals: the index. */
  readonly weight: number[]
  /** Of arms: the mark that would pay for it otherwise. Of rounds: the local that counts them down. */
  readonly payer: number[]
  /** Units of arms that a mark pays for. */
  readonly taken: number[]
  readonly counting: Counting
  /** Loops that are charged for each round, and call nothing but what the caller pays for. */
  leafLoops: number
  hasTryTable: boolean
  hasBulk: boolean
}

/** What calls cost, besides their own weight. */
export interface Callees {
  readonly importedFunctions: number
  /** The first global whose index moves up by one. */
  readonly movedGlobals: number
  /** Units of each function, by index, that its callers pay for it; 0 for those that pay for themselves. */
  readonly prepaid: Uint16Array
  /** The most of them: what a call pays that doesn't know its callee. */
  readonly mostPrepaid: number
}

export function createScan(): Scan {
  return {
    count: 0,
    mark: [],
    start: [],
    end: [],
    weight: [],
    payer: [],
    taken: [],
    counting: createCounting(),
    leafLoops: 0,
    hasTryTable: false,
    hasBulk: false,
  }
}

/**
 * Units of code that may be passed over which a mark pays for nevertheless, beyond as much as it pays for what is not:
 * the more, the fewer charges, and the more is paid for nothing.
 */
const slack = 64

/** The most units of a round that are charged for all rounds at once: 2^32 of them must not exceed an i64. */
const mostOfRound = 1_000_000

const bulk = (continuation: number): number => opcode(Prefix.bulk, continuation)
const MEMORY_INIT = bulk(8)
const MEMORY_COPY = bulk(10)
const MEMORY_FILL = bulk(11)
const TABLE_INIT = bulk(12)
const TABLE_COPY = bulk(14)
const TABLE_FILL = bulk(17)

// By level of nesting, the function's own at 1: the mark in force before the block, the outermost level that a branch
// inside goes to, and, for loops, how many calls stood before.
const before: number[] = []
const outermost: number[] = []
const callsBefore: number[] = []

/** Marks a function that `walk` has entered; its code has been validated. */
export function scanBody(walk: Walk, scan: Scan, callees: Callees): void {
  scan.count = 0
  scan.leafLoops = 0
  scan.hasTryTable = false
  scan.hasBulk = false
  const { counting } = scan
  counting.isOpen = false
  let calls = 0
  let payer = add(scan, Mark.entry, walk.position, walk.position, 0)
  outermost[1] = 1

  while (step(walk)) {
    const op = walk.opcode
    const { depth } = walk
    let weight = weightOf(op)
    if (counting.isOpen && op !== 0x0d) followCounting(counting, walk)
    // Nearly all instructions: locals, memory, numbers
    if ((op >= 0x25 && op <= 0xc4) || (op >= 0x20 && op <= 0x22)) {
      charge(scan, payer, weight)
      continue
    }
    switch (op) {
      case 0x1f: // try_table
        scan.hasTryTable = true
        open(depth, payer, -1)
        break
      case 0x02: // block
      case 0x06: // try
        open(depth, payer, -1)
        break
      case 0x03: // loop
        open(depth, payer, calls)
        payer = add(scan, Mark.loop, walk.position, walk.position, 0)
        beginCounting(counting, walk)
        break
      case 0x04: // if
        open(depth, payer, -1)
        charge(scan, payer, weight)
        payer = arm(scan, walk, payer)
        weight = 0
        break
      case 0x05: // else
        payer = arm(scan, walk, before[depth] as number)
        break
      case 0x07: // catch
      case 0x19: // catch_all
        add(scan, Mark.handler, walk.position, walk.position, 0)
        payer = arm(scan, walk, before[depth] as number)
        break
      case 0x0b: // end
      case 0x18: // delegate
        if (depth === 0) break
        payer = before[depth + 1] as number
        if (callsBefore[depth + 1] === calls) scan.leafLoops++
        // What branches out of the block does not come by here
        if ((outermost[depth + 1] as number) <= depth) payer = arm(scan, walk, payer)
        reach(depth, outermost[depth + 1] as number)
        break
      case 0x0c: // br
        reach(depth, depth - walk.index)
        break
      case 0x0e: // br_table
        reach(depth, depth - walk.second)
        break
      case 0x0d: // br_if
      case 0xd5: // br_on_null
      case 0xd6: // br_on_non_null
        reach(depth, depth - walk.index)
        charge(scan, payer, weight)
        if (counting.isOpen) chargeRounds(scan, walk, payer)
        payer = arm(scan, walk, payer)
        weight = 0
        break
      case 0x0f: // return
        reach(depth, 1)
        add(scan, Mark.leave, walk.start, walk.position, 0)
        break
      case 0x08: // throw
      case 0x09: // rethrow
      case 0x0a: // throw_ref
        add(scan, Mark.leave, walk.start, walk.position, 0)
        break
      case 0x10: // call
        weight += calleeWeight(walk.index, callees)
        if (callees.prepaid[walk.index] === 0) {
          calls++
          add(scan, Mark.call, walk.start, walk.position, 0)
        }
        break
      case 0x12: // return_call
        weight += calleeWeight(walk.index, callees)
        calls++
        add(scan, Mark.leave, walk.start, walk.position, 0)
        break
      case 0x11: // call_indirect
      case 0x14: // call_ref
        weight += callees.mostPrepaid
        calls++
        add(scan, Mark.call, walk.start, walk.position, 0)
        break
      case 0x13: // return_call_indirect
      case 0x15: // return_call_ref
        weight += callees.mostPrepaid
        calls++
        add(scan, Mark.leave, walk.start, walk.position, 0)
        break
      case 0x23: // global.get
      case 0x24: // global.set
        if (walk.index >= callees.movedGlobals) add(scan, Mark.global, walk.start, walk.position, walk.index)
        break
      case MEMORY_INIT:
      case MEMORY_COPY:
      case MEMORY_FILL:
        scan.hasBulk = true
        add(scan, Mark.bytes, walk.start, walk.position, 0)
        break
      case TABLE_INIT:
      case TABLE_COPY:
      case TABLE_FILL:
        scan.hasBulk = true
        add(scan, Mark.elements, walk.start, walk.position, 0)
        break
    }
    charge(scan, payer, weight)
  }
  fold(scan)
}

/** What a call costs besides its own weight. */
function calleeWeight(callee: number, { importedFunctions, prepaid }: Callees): number {
  return callee < importedFunctions ? hostCall : (prepaid[callee] as number)
}

function add(scan: Scan, mark: number, start: number, end: number, weight: number): number {
  const index = scan.count++
  scan.mark[index] = mark
  scan.start[index] = start
  scan.end[index] = end
  scan.weight[index] = weight
  scan.payer[index] = 0
  scan.taken[index] = 0
  return index
}

function arm(scan: Scan, walk: Walk, payer: number): number {
  const index = add(scan, Mark.arm, walk.position, walk.position, 0)
  scan.payer[index] = payer
  return index
}

function charge(scan: Scan, payer: number, weight: number): void {
  scan.weight[payer] = (scan.weight[payer] as number) + weight
}

/** The loop of mark `payer` has no way out but this `br_if`: if it counts its rounds, all are charged before the first. */
function chargeRounds(scan: Scan, walk: Walk, payer: number): void {
  const { counting } = scan
  counting.isOpen = false
  const local = walk.opcode === 0x0d ? countedLocal(counting, walk) : -1
  if (local < 0 || (scan.weight[payer] as number) > mostOfRound) return
  scan.mark[payer] = Mark.rounds
  scan.start[payer] = counting.loop
  scan.payer[payer] = local
  callsBefore[walk.depth] = -1
}

/** A block of level `level` begins; `calls`: those that stand before a loop, -1 for other blocks. */
function open(level: number, payer: number, calls: number): void {
  before[level] = payer
  outermost[level] = level
  callsBefore[level] = calls
}

/** A branch in a block of level `level` goes to the block of level `target`. */
function reach(level: number, target: number): void {
  if (target < (outermost[level] as number)) outermost[level] = target
}

/** Lets arms be paid for by what comes before them, as far as that does not pay for too much that may not run. */
function fold(scan: Scan): void {
  for (let index = scan.count - 1; index > 0; index--) {
    if (scan.mark[index] !== Mark.arm) continue
    const payer = scan.payer[index] as number
    const weight = scan.weight[index] as number
    const taken = (scan.taken[payer] as number) + weight
    const own = (scan.weight[payer] as number) - (scan.taken[payer] as number)
    if (taken > own + slack) continue
    scan.mark[index] = Mark.none
    scan.taken[payer] = taken
    charge(scan, payer, weight)
  }
}
