import type { CoreModule } from '../wasm/module.ts'
import { createReader } from '../wasm/reader.ts'
import { moduleHeader, type SectionId, sectionOrder, writeSection } from '../wasm/sections.ts'
import { createWriter, type Writer } from '../wasm/writer.ts'

/** What is to stand in a section instead of the original: its content, behind id and length. */
export type Replacements = ReadonlyMap<SectionId, (writer: Writer) => void>

/**
 * Copies a module section by section, some of them written anew. Of the custom sections only `name` stays, at the end:
 * what others say about code is not to be trusted once code has moved.
 */
export function rewriteModule(
  module: CoreModule,
  bytes: Uint8Array,
  replacements: Replacements,
): Uint8Array<ArrayBuffer> {
  const originals = sectionContents(bytes)
  const writer = createWriter(bytes.length + (bytes.length >> 2) + 1024)
  writer.bytes(moduleHeader)
  for (const id of sectionOrder) {
    const original = originals.get(id)
    const replacement = replacements.get(id)
    if (replacement !== undefined) writeSection(writer, id, () => replacement(writer))
    else if (original !== undefined) writeSection(writer, id, () => writer.bytes(original))
  }
  for (const section of module.customSections) {
    if (section.name !== 'name') continue
    writeSection(writer, 0, () => {
      writer.name(section.name)
      writer.bytes(section.bytes)
    })
  }
  return writer.finish()
}

function sectionContents(bytes: Uint8Array): Map<number, Uint8Array> {
  const contents = new Map<number, Uint8Array>()
  const reader = createReader(bytes)
  reader.skip(moduleHeader.length)
  while (reader.remaining > 0) {
    const id = reader.u8()
    contents.set(id, reader.bytes(reader.u32()))
  }
  return contents
}
