import type { Walk } from '../wasm/walk.ts'

/**
 * Looks for loops that count a local of type i32 down to zero, one by one, and have no other way out: what clears or
 * copies memory byte by byte, mostly. Their rounds are known before the first, so that one charge pays for all.
 * `countedLocal` tells at the loop's `br_if` whether it is one.
 */
export interface Counting {
  /** A loop is followed that may be one. */
  isOpen: boolean
  /** Position of the loop's own instruction. */
  loop: number
  /** Starts of the last four instructions in it. */
  readonly starts: [number, number, number, number]
  /** The locals that are written in it, as often as they are. */
  readonly written: number[]
}

export function createCounting(): Counting {
  return { isOpen: false, loop: 0, starts: [0, 0, 0, 0], written: [] }
}

/** `walk` has passed the beginning of a loop. */
export function beginCounting(counting: Counting, walk: Walk): void {
  counting.isOpen = true
  counting.loop = walk.start
  counting.starts.fill(0)
  counting.written.length = 0
}

/** Goes on to the instruction that `walk` has just passed, unless it is a branch. */
export function followCounting(counting: Counting, walk: Walk): void {
  const op = walk.opcode
  // Locals, globals, tables, memory, numbers; drop and select: what neither branches nor calls.
  if ((op < 0x20 || op > 0xc4) && op !== 0x1a && op !== 0x1b) {
    counting.isOpen = false
    return
  }
  if (op === 0x21 || op === 0x22) counting.written.push(walk.index)
  const { starts } = counting
  starts[0] = starts[1]
  starts[1] = starts[2]
  starts[2] = starts[3]
  starts[3] = walk.start
}

/** At a `br_if` that `walk` has just passed: the local that the loop counts down, which ends behind it; else -1. */
export function countedLocal({ starts, written }: Counting, { bytes, start, position, index }: Walk): number {
  if (index !== 0 || bytes[position] !== END) return -1
  const [get, number, step, tee] = starts
  if (get === 0 || bytes[get] !== LOCAL_GET || bytes[tee] !== LOCAL_TEE) return -1
  if (bytes[number] !== I32_CONST || step !== number + 2 || tee !== step + 1) return -1
  const isLessOne =
    (bytes[number + 1] === MINUS_ONE && bytes[step] === I32_ADD) || (bytes[number + 1] === 1 && bytes[step] === I32_SUB)
  if (!isLessOne || start - tee !== number - get) return -1
  // The same index, in bytes that are as many
  for (let at = 1; at < start - tee; at++) if (bytes[get + at] !== bytes[tee + at]) return -1
  const local = written.at(-1) as number
  return written.indexOf(local) === written.length - 1 ? local : -1
}

const END = 0x0b
const LOCAL_GET = 0x20
const LOCAL_TEE = 0x22
const I32_CONST = 0x41
const MINUS_ONE = 0x7f
const I32_ADD = 0x6a
const I32_SUB = 0x6b
