import type { CoreModule } from '../../../wasm/module.ts'
import { functionType, indexSpaces } from '../../../wasm/spaces.ts'
import { type Instruction, op, readBody } from './code.ts'
import { constantOf } from './constant.ts'
import { SparseMemory } from './memory.ts'
import { binary, unary, type Value } from './numeric.ts'

/**
 * Carries out functions of a module without the engine, to learn what a module says about itself. It knows the
 * instructions that such functions are made of, and gives up at any other, at a trap, and at its limits: what it does
 * costs a bounded number of steps and bytes, whatever the module.
 */
export class Evaluator {
  readonly #module: CoreModule
  readonly #memory: SparseMemory
  readonly #globals: readonly (Value | undefined)[]
  readonly #bodies = new Map<number, readonly Instruction[]>()
  readonly #import: OnImport
  #state: (Value | undefined)[] = []
  #steps: number
  readonly #stepsPerRun: number

  constructor(module: CoreModule, onImport: OnImport, limits: EvaluationLimits = defaultLimits) {
    this.#module = module
    this.#import = onImport
    this.#memory = new SparseMemory(module, limits.pages)
    this.#steps = limits.steps
    this.#stepsPerRun = limits.stepsPerRun
    const imported = indexSpaces(module).imported.global
    this.#globals = [
      ...new Array<undefined>(imported).fill(undefined),
      ...module.globals.map(({ init }) => constantOf(module, init)),
    ]
  }

  /** Runs one function from the module's initial state; `undefined` when it could not be carried out to its end. */
  run(index: number, args: readonly Value[] = []): readonly Value[] | undefined {
    this.#memory.reset()
    this.#state = [...this.#globals]
    try {
      return this.#execute(index, args)
    } catch (error) {
      // Nothing has validated the code yet: its operands may be of the wrong types.
      if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return undefined
      throw error
    }
  }

  /** A byte of memory as the last run has left it. */
  byteAt(address: number): number | undefined {
    return this.#memory.load(address)
  }

  #execute(first: number, args: readonly Value[]): readonly Value[] | undefined {
    const stack: Value[] = [...args]
    const frames: Frame[] = []
    if (!this.#enter(first, stack, frames)) return undefined
    for (let left = this.#stepsPerRun; frames.length > 0; left--) {
      if (left === 0 || this.#steps-- <= 0) return undefined
      const frame = frames.at(-1) as Frame
      const instruction = frame.code[frame.at++]
      if (instruction === undefined || !this.#carryOut(instruction, frame, stack, frames)) return undefined
    }
    return stack
  }

  /** Begins a call with its arguments on the stack; an import is answered at once. */
  #enter(index: number, stack: Value[], frames: Frame[]): boolean {
    const type = functionType(this.#module, index)
    if (type === undefined || frames.length >= maxFrames || stack.length < type.params.length) return false
    const args = stack.splice(stack.length - type.params.length)
    const own = index - indexSpaces(this.#module).imported.func
    if (own < 0) {
      const results = this.#import(index, args)
      if (results?.length !== type.results.length) return false
      stack.push(...results)
      return true
    }
    const body = this.#module.code[own]
    if (body === undefined) return false
    const code = this.#bodies.get(own) ?? readBody(this.#module, body)
    this.#bodies.set(own, code)
    const locals: Value[] = args
    for (const { count, type: local } of body.locals) {
      if (locals.length + count > maxLocals) return false
      for (let i = 0; i < count; i++) locals.push(local === 'i64' ? 0n : 0)
    }
    frames.push({ code, at: 0, locals, labels: [], height: stack.length, results: type.results.length })
    return true
  }

  #carryOut(instruction: Instruction, frame: Frame, stack: Value[], frames: Frame[]): boolean {
    const { opcode, immediate } = instruction
    switch (opcode) {
      case op.nop:
        return true
      case op.block:
      case op.loop:
      case op.if: {
        const taken = opcode !== op.if || stack.pop() !== 0
        const height = stack.length - instruction.params
        const loops = opcode === op.loop
        frame.labels.push({
          // A branch to a loop goes to its start, which opens it again.
          target: loops ? frame.at - 1 : instruction.end + 1,
          arity: loops ? instruction.params : instruction.results,
          height,
        })
        if (!taken) frame.at = instruction.else === 0 ? instruction.end : instruction.else + 1
        return true
      }
      case op.else:
        frame.at = instruction.end
        return true
      case op.end:
        if (frame.labels.pop() === undefined) return leave(frame, stack, frames)
        return true
      case op.br:
        return branch(Number(immediate), frame, stack, frames)
      case op.brIf:
        return stack.pop() === 0 || branch(Number(immediate), frame, stack, frames)
      case op.brTable: {
        const { labels } = instruction
        const chosen = Math.min((stack.pop() as number) >>> 0, labels.length - 1)
        return branch(labels[chosen] as number, frame, stack, frames)
      }
      case op.return:
        return leave(frame, stack, frames)
      case op.call:
        return this.#enter(Number(immediate), stack, frames)
      case op.drop:
        return stack.pop() !== undefined
      case op.select: {
        const condition = stack.pop()
        const other = stack.pop()
        if (condition === 0 && other !== undefined) stack[stack.length - 1] = other
        return other !== undefined
      }
      case op.localGet:
        return push(stack, frame.locals[Number(immediate)])
      case op.localSet:
        frame.locals[Number(immediate)] = stack.pop() as Value
        return true
      case op.localTee:
        frame.locals[Number(immediate)] = stack.at(-1) as Value
        return true
      case op.globalGet:
        return push(stack, this.#state[Number(immediate)])
      case op.globalSet:
        this.#state[Number(immediate)] = stack.pop()
        return true
      case op.memorySize:
        return push(stack, this.#memory.size / 65_536)
      case op.i32Const:
      case op.i64Const:
      case op.f32Const:
      case op.f64Const:
        return push(stack, immediate)
      default:
        return this.#access(opcode, Number(immediate), stack) || compute(opcode, stack)
    }
  }

  /** A load or a store; false for any other instruction. */
  #access(opcode: number, offset: number, stack: Value[]): boolean {
    const load = loads.get(opcode)
    if (load !== undefined) {
      const address = ((stack.pop() as number) >>> 0) + offset
      let bits = 0n
      for (let i = load.bytes - 1; i >= 0; i--) {
        const byte = this.#memory.load(address + i)
        if (byte === undefined) return false
        bits = (bits << 8n) | BigInt(byte)
      }
      const value = load.signed ? BigInt.asIntN(load.bytes * 8, bits) : bits
      return push(stack, load.wide ? BigInt.asIntN(64, value) : Number(BigInt.asIntN(32, value)))
    }
    const bytes = stores.get(opcode)
    if (bytes === undefined) return false
    const value = BigInt(stack.pop() as Value)
    const address = ((stack.pop() as number) >>> 0) + offset
    for (let i = 0; i < bytes; i++)
      if (!this.#memory.store(address + i, Number((value >> BigInt(i * 8)) & 0xffn))) return false
    return true
  }
}

/** Answers a call of an import, by its function index; `undefined` ends the run. */
export type OnImport = (index: number, args: readonly Value[]) => readonly Value[] | undefined

export interface EvaluationLimits {
  /** Instructions, in all runs together. */
  readonly steps: number
  /** Instructions in one run. */
  readonly stepsPerRun: number
  /** Pages of 4 KiB that one run may touch. */
  readonly pages: number
}

const defaultLimits: EvaluationLimits = { steps: 5_000_000, stepsPerRun: 1_000_000, pages: 256 }
const maxFrames = 200
const maxLocals = 10_000
const maxStack = 10_000

interface Label {
  readonly target: number
  readonly arity: number
  readonly height: number
}

interface Frame {
  readonly code: readonly Instruction[]
  at: number
  readonly locals: Value[]
  readonly labels: Label[]
  /** Of the stack, below what this call has put there. */
  readonly height: number
  readonly results: number
}

function push(stack: Value[], value: Value | undefined): boolean {
  if (value === undefined || stack.length >= maxStack) return false
  stack.push(value)
  return true
}

function leave({ height, results }: Frame, stack: Value[], frames: Frame[]): boolean {
  frames.pop()
  return unwind(stack, height, results)
}

function branch(depth: number, frame: Frame, stack: Value[], frames: Frame[]): boolean {
  const label = frame.labels.at(-1 - depth)
  if (label === undefined) return leave(frame, stack, frames)
  frame.labels.length -= depth + 1
  frame.at = label.target
  return unwind(stack, label.height, label.arity)
}

/** Keeps the topmost `count` values, and what is below `height`. */
function unwind(stack: Value[], height: number, count: number): boolean {
  if (stack.length < height + count) return false
  stack.splice(height, stack.length - height - count)
  return true
}

function compute(opcode: number, stack: Value[]): boolean {
  const one = unary.get(opcode)
  if (one !== undefined) return push(stack, one(stack.pop() as never))
  const two = binary.get(opcode)
  if (two === undefined) return false
  const b = stack.pop()
  return push(stack, two(stack.pop() as never, b as never))
}

interface Load {
  readonly bytes: number
  readonly signed: boolean
  /** Whether it gives an i64. */
  readonly wide: boolean
}

const loads: ReadonlyMap<number, Load> = new Map<number, Load>([
  [0x28, { bytes: 4, signed: false, wide: false }],
  [0x29, { bytes: 8, signed: false, wide: true }],
  [0x2c, { bytes: 1, signed: true, wide: false }],
  [0x2d, { bytes: 1, signed: false, wide: false }],
  [0x2e, { bytes: 2, signed: true, wide: false }],
  [0x2f, { bytes: 2, signed: false, wide: false }],
  [0x30, { bytes: 1, signed: true, wide: true }],
  [0x31, { bytes: 1, signed: false, wide: true }],
  [0x32, { bytes: 2, signed: true, wide: true }],
  [0x33, { bytes: 2, signed: false, wide: true }],
  [0x34, { bytes: 4, signed: true, wide: true }],
  [0x35, { bytes: 4, signed: false, wide: true }],
])

/** How many bytes each store of integers writes. */
const stores: ReadonlyMap<number, number> = new Map([
  [0x36, 4],
  [0x37, 8],
  [0x3a, 1],
  [0x3b, 2],
  [0x3c, 1],
  [0x3d, 2],
  [0x3e, 4],
])
