import { step } from '../../wasm/instructions.ts'
import type { CoreModule } from '../../wasm/module.ts'
import { exportsByName, indexSpaces } from '../../wasm/spaces.ts'
import { createWalk, enter } from '../../wasm/walk.ts'

/** Opcodes that tell helpers without names apart. */
export const opcodes = { call: 0x10, callIndirect: 0x11, tableSet: 0x26 } as const

/** The opcodes in the body of an exported function; empty where there is no such body. */
export function opcodesIn(module: CoreModule, name: string): ReadonlySet<number> {
  const found = new Set<number>()
  const exported = exportsByName(module).get(name)
  if (exported?.kind !== 'func') return found
  const body = module.code[exported.index - indexSpaces(module).imported.func]
  if (body === undefined) return found
  const walk = createWalk(body.instructions.bytes, body.instructions.offset)
  enter(walk, 0, body.instructions.bytes.length)
  while (step(walk)) found.add(walk.opcode)
  return found
}
