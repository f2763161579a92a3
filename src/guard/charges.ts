import type { Writer } from '../wasm/writer.ts'
import type { BodyPlace } from './bodies.ts'
import { Mark, type Scan } from './scan.ts'
import { bytesPerUnitLog2, unitsPerElementLog2 } from './weights.ts'

/** How a function keeps its fuel. */
export interface Form {
  /** Index of the global that is the tank. */
  readonly tank: number
  /**
   * Index of the local that holds the fuel while the function runs: a register, where the tank is memory. It is written
   * back before whatever leaves the function, and read again after calls. `undefined`: charges go to the tank.
   */
  readonly fuel: number | undefined
  /** Index of a local of type i32 for lengths. */
  readonly scratch: number
  /** No table is longer: an instruction for more elements traps, whatever it was charged. */
  readonly tableElements: number
}

const I32 = 0x7f
const I64 = 0x7e

/** The locals of a function and those that the form adds, in the order of `Form`. */
export function writeDeclarations(
  writer: Writer,
  content: Uint8Array,
  body: BodyPlace,
  hasFuel: boolean,
  hasScratch: boolean,
): void {
  const added = [...(hasFuel ? [I64] : []), ...(hasScratch ? [I32] : [])]
  writer.u32(body.runs + added.length)
  writer.range(content, body.declarations, body.start)
  for (const type of added) {
    writer.u8(1)
    writer.u8(type)
  }
}

/** The instructions of a function that its callers pay for: only globals move. */
export function writeUncharged(writer: Writer, content: Uint8Array, body: BodyPlace, scan: Scan): void {
  let copied = body.start
  for (let index = 0; index < scan.count; index++) {
    if (scan.mark[index] !== Mark.global) continue
    copied = writeGlobal(writer, content, copied, scan, index)
  }
  writer.range(content, copied, body.end)
}

/** The instructions of a function with its charges. `writeResult` writes the type of a block that gives its results. */
export function writeCharged(
  writer: Writer,
  content: Uint8Array,
  body: BodyPlace,
  scan: Scan,
  form: Form,
  writeResult: () => void,
): void {
  const isLocal = form.fuel !== undefined
  let copied = body.start
  for (let index = 0; index < scan.count; index++) {
    const mark = scan.mark[index] as number
    if (mark === Mark.none) continue
    if (!isLocal && mark >= Mark.leave && mark <= Mark.handler) continue
    const start = scan.start[index] as number
    writer.range(content, copied, start)
    copied = start
    switch (mark) {
      case Mark.entry:
        if (isLocal) {
          writeLoad(writer, form)
          writeCharge(writer, form, scan.weight[index] as number)
          // Whatever branches to the function's end must come by the place where the fuel is written back
          writer.u8(0x02) // block
          writeResult()
          break
        }
        writeCharge(writer, form, scan.weight[index] as number)
        break
      case Mark.loop:
      case Mark.arm:
        writeCharge(writer, form, scan.weight[index] as number)
        break
      case Mark.rounds:
        writeChargeOfRounds(writer, form, scan.weight[index] as number, scan.payer[index] as number)
        break
      case Mark.leave:
        writeStore(writer, form)
        break
      case Mark.call:
        writeStore(writer, form)
        copied = scan.end[index] as number
        writer.range(content, start, copied)
        writeLoad(writer, form)
        break
      case Mark.handler:
        writeLoad(writer, form)
        break
      case Mark.bytes:
      case Mark.elements:
        writeChargeByLength(writer, form, mark === Mark.elements)
        break
      case Mark.global:
        copied = writeGlobal(writer, content, copied, scan, index)
    }
  }
  writer.range(content, copied, body.end)
  if (isLocal) {
    writeStore(writer, form)
    writer.u8(0x0b) // end
  }
}

/** An access of a global, whose index moves up by one behind the tank; gives the position behind it. */
function writeGlobal(writer: Writer, content: Uint8Array, copied: number, scan: Scan, index: number): number {
  const start = scan.start[index] as number
  writer.range(content, copied, start + 1)
  writer.u32((scan.weight[index] as number) + 1)
  return scan.end[index] as number
}

function writeCharge(writer: Writer, form: Form, units: number): void {
  if (units === 0) return
  writeFuel(writer, form)
  writer.u8(0x42) // i64.const
  writer.s32(units)
  writer.u8(0x7d) // i64.sub
  writeKeepAndCheck(writer, form)
}

/** A charge of `units` for each time that local `rounds` can be counted down by one until it is 0, from which it can, too. */
function writeChargeOfRounds(writer: Writer, form: Form, units: number, rounds: number): void {
  writeFuel(writer, form)
  writer.u8(0x20) // local.get
  writer.u32(rounds)
  writer.u8(0x41) // i32.const 1
  writer.u8(0x01)
  writer.u8(0x6b) // i32.sub
  writer.u8(0xad) // i64.extend_i32_u
  writer.u8(0x42) // i64.const 1
  writer.u8(0x01)
  writer.u8(0x7c) // i64.add
  writer.u8(0x42) // i64.const
  writer.s32(units)
  writer.u8(0x7e) // i64.mul
  writer.u8(0x7d) // i64.sub
  writeKeepAndCheck(writer, form)
}

function writeChargeByLength(writer: Writer, form: Form, isElements: boolean): void {
  const { scratch, tableElements } = form
  const length = (): void => {
    writer.u8(0x20) // local.get
    writer.u32(scratch)
  }
  writer.u8(0x22) // local.tee
  writer.u32(scratch)
  writeFuel(writer, form)
  length()
  if (isElements) {
    // the lesser of the length and the longest table
    writer.u8(0x41) // i32.const
    writer.s32(tableElements | 0)
    length()
    writer.u8(0x41) // i32.const
    writer.s32(tableElements | 0)
    writer.u8(0x49) // i32.lt_u
    writer.u8(0x1b) // select
  }
  writer.u8(0xad) // i64.extend_i32_u
  writer.u8(0x42) // i64.const
  writer.u8(isElements ? unitsPerElementLog2 : bytesPerUnitLog2)
  writer.u8(isElements ? 0x86 : 0x88) // i64.shl, i64.shr_u
  writer.u8(0x7d) // i64.sub
  writeKeepAndCheck(writer, form)
}

/** The fuel as it is. */
function writeFuel(writer: Writer, { tank, fuel }: Form): void {
  writer.u8(fuel === undefined ? 0x23 : 0x20) // global.get, local.get
  writer.u32(fuel ?? tank)
}

/** Keeps the fuel on the stack; below zero it is written to the tank, and the guest ends. */
function writeKeepAndCheck(writer: Writer, form: Form): void {
  const { tank, fuel } = form
  if (fuel === undefined) {
    writer.u8(0x24) // global.set
    writer.u32(tank)
    writeFuel(writer, form)
  } else {
    writer.u8(0x22) // local.tee
    writer.u32(fuel)
  }
  writer.u8(0x42) // i64.const 0
  writer.u8(0x00)
  writer.u8(0x53) // i64.lt_s
  writer.u8(0x04) // if
  writer.u8(0x40)
  if (fuel !== undefined) writeStore(writer, form)
  writer.u8(0x00) // unreachable
  writer.u8(0x0b) // end
}

/** From the tank to the local. */
function writeLoad(writer: Writer, { tank, fuel = 0 }: Form): void {
  writer.u8(0x23) // global.get
  writer.u32(tank)
  writer.u8(0x21) // local.set
  writer.u32(fuel)
}

/** From the local to the tank. */
function writeStore(writer: Writer, { tank, fuel = 0 }: Form): void {
  writer.u8(0x20) // local.get
  writer.u32(fuel)
  writer.u8(0x24) // global.set
  writer.u32(tank)
}
