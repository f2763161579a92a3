import type { CoreModule, Expression } from '../../../wasm/module.ts'
import { createReader } from '../../../wasm/reader.ts'
import { indexSpaces } from '../../../wasm/spaces.ts'
import { op } from './code.ts'
import type { Value } from './numeric.ts'

/** The value of a constant expression of one instruction; `undefined` for any other. */
export function constantOf(module: CoreModule, expression: Expression): Value | undefined {
  let at = expression
  for (;;) {
    const reader = createReader(at.bytes, at.offset)
    const opcode = reader.u8()
    if (opcode === op.globalGet) {
      const own = module.globals[reader.u32() - indexSpaces(module).imported.global]
      // A global refers to earlier ones only: this comes to an end.
      if (own === undefined || own.init.offset >= at.offset) return undefined
      at = own.init
      continue
    }
    if (opcode !== op.i32Const && opcode !== op.i64Const) return undefined
    const value = opcode === op.i32Const ? reader.s32() : reader.s64()
    return reader.peek() === op.end ? value : undefined
  }
}
