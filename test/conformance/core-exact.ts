import { bodyPlaces } from '../../src/guard/bodies.ts'
import { rewriteModule, sectionContents } from '../../src/guard/rewrite.ts'
import { withSharedTank } from '../../src/guard/tank.ts'
import { weightOf } from '../../src/guard/weights.ts'
import { sectionWriters } from '../../src/wasm/encode.ts'
import { step } from '../../src/wasm/instructions.ts'
import type { CoreModule } from '../../src/wasm/module.ts'
import { type SectionId, sectionOrder } from '../../src/wasm/sections.ts'
import { indexSpaces } from '../../src/wasm/spaces.ts'
import { createWalk, enter } from '../../src/wasm/walk.ts'
import { createWriter, type Writer } from '../../src/wasm/writer.ts'

/**
 * Pays for each instruction just before it runs: far too slow for use, but plainly right, and so what the guard's
 * charges are held against. Nothing traps; what is charged by length is left out.
 */
export function countExactly(module: CoreModule, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const counted = withSharedTank(module, [])
  const originals = sectionContents(bytes)
  const replacements = new Map<SectionId, (writer: Writer) => void>()
  for (const id of sectionOrder) {
    if (id === 2 || (id !== 10 && originals.has(id)))
      replacements.set(id, writer => sectionWriters[id](writer, counted))
  }
  const code = originals.get(10)
  if (code !== undefined) replacements.set(10, writer => countCode(writer, code, indexSpaces(module).imported.global))
  return rewriteModule(originals, replacements, [])
}

function countCode(section: Writer, content: Uint8Array, tank: number): void {
  const walk = createWalk(content)
  const bodies = bodyPlaces(content)
  section.u32(bodies.length)
  for (const body of bodies) {
    const writer = createWriter()
    writer.u32(body.runs)
    writer.range(content, body.declarations, body.start)
    enter(walk, body.start, body.end)
    while (step(walk)) {
      const weight = weightOf(walk.opcode)
      // a catch clause begins code: nothing can stand before it that runs
      if (weight > 0 && walk.opcode !== 0x07 && walk.opcode !== 0x19 && walk.opcode !== 0x18) {
        writer.u8(0x23)
        writer.u32(tank)
        writer.u8(0x42)
        writer.s32(weight)
        writer.u8(0x7d)
        writer.u8(0x24)
        writer.u32(tank)
      }
      if ((walk.opcode === 0x23 || walk.opcode === 0x24) && walk.index >= tank) {
        writer.u8(walk.opcode)
        writer.u32(walk.index + 1)
      } else writer.range(content, walk.start, walk.position)
    }
    const written = writer.finish()
    section.u32(written.length)
    section.bytes(written)
  }
}
