import { writeBody, writeData, writeElement, writeExport, writeGlobal, writeImport, writeTable } from './items.ts'
import type { CoreModule } from './module.ts'
import { moduleHeader, type SectionId, sectionOrder, writeSection } from './sections.ts'
import { writeMemoryType, writeSubType, writeTagType } from './types.ts'
import { createWriter, type Writer } from './writer.ts'

/**
 * Writes a core module, with integers as short as they get and empty sections left out.
 * Decoding the result gives the same module, apart from offsets.
 */
export function encodeModule(module: CoreModule): Uint8Array<ArrayBuffer> {
  const writer = createWriter(sizeOf(module))
  writer.bytes(moduleHeader)
  const custom = (after: number): void => {
    for (const section of module.customSections) {
      if (section.after !== after) continue
      writeSection(writer, 0, () => {
        writer.name(section.name)
        writer.bytes(section.bytes)
      })
    }
  }
  custom(0)
  for (const id of sectionOrder) {
    // An empty section stays where a custom section stands behind it: its place is told by it
    if (hasSection(module, id) || module.customSections.some(({ after }) => after === id)) {
      writeSection(writer, id, () => sectionWriters[id](writer, module))
    }
    custom(id)
  }
  return writer.finish()
}

function hasSection(module: CoreModule, id: SectionId): boolean {
  switch (id) {
    case 1:
      return module.recursionGroups.length > 0
    case 2:
      return module.imports.length > 0
    case 3:
    case 10:
      return module.functions.length > 0
    case 4:
      return module.tables.length > 0
    case 5:
      return module.memories.length > 0
    case 6:
      return module.globals.length > 0
    case 7:
      return module.exports.length > 0
    case 8:
      return module.start !== undefined
    case 9:
      return module.elements.length > 0
    case 11:
      return module.data.length > 0
    case 12:
      return module.dataCount !== undefined
    case 13:
      return module.tags.length > 0
  }
}

/** What stands in each section, behind its id and length. */
export const sectionWriters: Readonly<Record<SectionId, (writer: Writer, module: CoreModule) => void>> = {
  1: (writer, { types, recursionGroups }) => {
    let next = 0
    writer.vector(recursionGroups, size => {
      if (size !== 1) {
        writer.u8(0x4e)
        writer.u32(size)
      }
      for (const end = next + size; next < end; next++) {
        const type = types[next]
        if (type !== undefined) writeSubType(writer, type)
      }
    })
  },
  2: (writer, { imports }) => writer.vector(imports, item => writeImport(writer, item)),
  3: (writer, { functions }) => writer.vector(functions, type => writer.u32(type)),
  4: (writer, { tables }) => writer.vector(tables, table => writeTable(writer, table)),
  5: (writer, { memories }) => writer.vector(memories, memory => writeMemoryType(writer, memory)),
  6: (writer, { globals }) => writer.vector(globals, global => writeGlobal(writer, global)),
  7: (writer, { exports }) => writer.vector(exports, item => writeExport(writer, item)),
  8: (writer, { start }) => writer.u32(start ?? 0),
  9: (writer, { elements }) => writer.vector(elements, segment => writeElement(writer, segment)),
  10: (writer, { code }) => writer.vector(code, body => writeBody(writer, body)),
  11: (writer, { data }) => writer.vector(data, segment => writeData(writer, segment)),
  12: (writer, { dataCount }) => writer.u32(dataCount ?? 0),
  13: (writer, { tags }) => writer.vector(tags, tag => writeTagType(writer, tag)),
}

/** A guess of the encoded length, so that the buffer seldom grows. */
function sizeOf({ code, data, customSections }: CoreModule): number {
  let size = 4096
  for (const { instructions } of code) size += instructions.bytes.length + 8
  for (const { bytes } of data) size += bytes.length + 8
  for (const { bytes } of customSections) size += bytes.length + 32
  return size
}
