import { step } from '../../../wasm/instructions.ts'
import type { Body, CoreModule } from '../../../wasm/module.ts'
import { createReader, type Reader } from '../../../wasm/reader.ts'
import { functionTypeAt } from '../../../wasm/spaces.ts'
import { createWalk, enter } from '../../../wasm/walk.ts'

/** One instruction, ready to be carried out. */
export interface Instruction {
  /** As in `Walk.opcode`. */
  readonly opcode: number
  /** A constant, an index, or the offset of a memory access. */
  readonly immediate: number | bigint
  /** Of a block: values that it takes and gives. */
  readonly params: number
  readonly results: number
  /** Of a block: where its `end` stands; of an `if`, where its `else` does. By index into the body's instructions. */
  end: number
  else: number
  /** Labels of a `br_table`, the default last. */
  readonly labels: readonly number[]
}

export const op = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  memorySize: 0x3f,
} as const

const isMemoryAccess = (code: number): boolean => code >= 0x28 && code <= 0x3e

/** The instructions of a body, with the ends of its blocks found. They have been walked before: nothing is malformed. */
export function readBody(module: CoreModule, { instructions: { bytes, offset } }: Body): readonly Instruction[] {
  const found: Instruction[] = []
  const open: Instruction[] = []
  const walk = createWalk(bytes, offset)
  enter(walk, 0, bytes.length)
  while (step(walk)) {
    const reader = createReader(bytes.subarray(walk.start + 1, walk.position), offset + walk.start + 1)
    const block = walk.opcode >= op.block && walk.opcode <= op.if ? blockType(module, reader) : noBlock
    const instruction: Instruction = {
      opcode: walk.opcode,
      immediate: block === noBlock ? immediateOf(walk.opcode, walk.index, reader) : 0,
      ...block,
      end: 0,
      else: 0,
      labels: walk.opcode === op.brTable ? readLabels(reader) : [],
    }
    const at = found.push(instruction) - 1
    if (block !== noBlock) open.push(instruction)
    const innermost = open.at(-1)
    if (walk.opcode === op.else && innermost !== undefined) innermost.else = at
    if (walk.opcode === op.end && innermost !== undefined) {
      innermost.end = at
      // An `else` that is reached from above jumps to the end as well.
      const other = found[innermost.else]
      if (innermost.else !== 0 && other !== undefined) other.end = at
      open.pop()
    }
  }
  return found
}

const noBlock = { params: 0, results: 0 } as const

function blockType(module: CoreModule, reader: Reader): { readonly params: number; readonly results: number } {
  const code = reader.peek()
  if (code === 0x40) return { params: 0, results: 0 }
  if (code > 0x40 && code < 0x80) return { params: 0, results: 1 }
  const type = functionTypeAt(module, reader.s33())
  return { params: type?.params.length ?? 0, results: type?.results.length ?? 0 }
}

function immediateOf(code: number, index: number, reader: Reader): number | bigint {
  if (code === op.i32Const) return reader.s32()
  if (code === op.i64Const) return reader.s64()
  if (code === op.f32Const || code === op.f64Const) return readFloat(reader)
  if (!isMemoryAccess(code)) return index
  const flags = reader.u32()
  if (flags & 0x40) reader.u32()
  return Number(reader.u64())
}

function readFloat(reader: Reader): number {
  const bytes = reader.bytes(reader.remaining)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return bytes.length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true)
}

function readLabels(reader: Reader): number[] {
  const labels: number[] = []
  for (let count = reader.count('labels') + 1; count > 0; count--) labels.push(reader.u32())
  return labels
}
