import type { Scope } from './scope.ts'

export type PrimitiveType =
  | 'bool'
  | 's8'
  | 'u8'
  | 's16'
  | 'u16'
  | 's32'
  | 'u32'
  | 's64'
  | 'u64'
  | 'f32'
  | 'f64'
  | 'char'
  | 'string'
  | 'error-context'

/** A primitive by its name, else an index into the type index space. */
export type ValType = PrimitiveType | number

/** By opcode: a signed LEB128 of one byte, as all type opcodes are. */
export const primitiveTypes: ReadonlyMap<number, PrimitiveType> = new Map([
  [0x7f - 0x80, 'bool'],
  [0x7e - 0x80, 's8'],
  [0x7d - 0x80, 'u8'],
  [0x7c - 0x80, 's16'],
  [0x7b - 0x80, 'u16'],
  [0x7a - 0x80, 's32'],
  [0x79 - 0x80, 'u32'],
  [0x78 - 0x80, 's64'],
  [0x77 - 0x80, 'u64'],
  [0x76 - 0x80, 'f32'],
  [0x75 - 0x80, 'f64'],
  [0x74 - 0x80, 'char'],
  [0x73 - 0x80, 'string'],
  [0x64 - 0x80, 'error-context'],
])

export function readValType(scope: Scope): ValType {
  const { reader } = scope
  const from = reader.offset
  const value = reader.s33()
  if (value >= 0) return value
  return primitiveTypes.get(value) ?? reader.fail(`expected a value type, found the opcode ${value}`, from)
}
