import type { CustomSection } from '../wasm/module.ts'
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
  originals: ReadonlyMap<number, Uint8Array>,
  replacements: Replacements,
  customSections: readonly CustomSection[],
): Uint8Array<ArrayBuffer> {
  let size = 4096
  for (const content of originals.values()) size += content.length + (content.length >> 2)
  const writer = createWriter(size)
  writer.bytes(moduleHeader)
  for (const id of sectionOrder) {
    const original = originals.get(id)
    const replacement = replacements.get(id)
    if (replacement !== undefined) writeSection(writer, id, () => replacement(writer))
    else if (original !== undefined) writeSection(writer, id, () => writer.bytes(original))
  }
  for (const section of customSections) {
    if (section.name !== 'name') continue
    writeSection(writer, 0, () => {
      writer.name(section.name)
      writer.bytes(section.bytes)
    })
  }
  return writer.finish()
}

/** The content of each section of a decoded module, by its id; custom ones apart. */
export function sectionContents(bytes: Uint8Array): Map<number, Uint8Array> {
  const contents = new Map<number, Uint8Array>()
  const reader = createReader(bytes)
  reader.skip(moduleHeader.length)
  while (reader.remaining > 0) {
    const id = reader.u8()
    const content = reader.bytes(reader.u32())
    if (id !== 0) contents.set(id, content)
  }
  return contents
}
