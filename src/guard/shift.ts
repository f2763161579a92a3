import { PluginError } from '../errors.ts'
import { step } from '../wasm/instructions.ts'
import type { CoreModule, CustomSection, Expression } from '../wasm/module.ts'
import { createReader } from '../wasm/reader.ts'
import { createWalk, enter } from '../wasm/walk.ts'
import { createWriter } from '../wasm/writer.ts'

/**
 * A module whose own globals have moved up by one, behind one more import: all that names them outside of code.
 * `first` is the first that moves. What does not change stays the same object.
 */
export function shiftGlobals(module: CoreModule, first: number): CoreModule {
  const shift = (expression: Expression): Expression => shiftExpression(expression, first)
  return {
    ...module,
    tables: shared(module.tables, table =>
      table.init === undefined ? table : withChange(table, 'init', shift(table.init)),
    ),
    globals: shared(module.globals, global => withChange(global, 'init', shift(global.init))),
    exports: shared(module.exports, item =>
      item.kind === 'global' && item.index >= first ? { ...item, index: item.index + 1 } : item,
    ),
    elements: shared(module.elements, segment => {
      const { mode, items } = segment
      const moved = mode.kind === 'active' ? withChange(mode, 'offset', shift(mode.offset)) : mode
      const changed = items.kind === 'expressions' ? withChange(items, 'expressions', shift(items.expressions)) : items
      return withChange(withChange(segment, 'mode', moved), 'items', changed)
    }),
    data: shared(module.data, segment => {
      const { mode } = segment
      return mode.kind === 'active'
        ? withChange(segment, 'mode', withChange(mode, 'offset', shift(mode.offset)))
        : segment
    }),
    customSections: module.customSections.map(section =>
      section.name === 'name' ? withoutGlobalNames(section) : section,
    ),
  }
}

/** The same array where no item changes. */
function shared<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let isSame = true
  const changed = items.map(item => {
    const now = change(item)
    if (now !== item) isSame = false
    return now
  })
  return isSame ? items : changed
}

function withChange<T extends object, K extends keyof T>(item: T, key: K, value: T[K]): T {
  return item[key] === value ? item : { ...item, [key]: value }
}

const GLOBAL_GET = 0x23

function shiftExpression(expression: Expression, first: number): Expression {
  const { bytes } = expression
  // Numbers have such a byte too: some hundreds of the addresses in a large module.
  if (!bytes.includes(GLOBAL_GET)) return expression
  const writer = createWriter(bytes.length + 8)
  const walk = createWalk(bytes)
  let isSame = true
  for (let start = 0; start < bytes.length; start = walk.position) {
    enter(walk, start, bytes.length)
    while (step(walk)) {
      if (walk.opcode === GLOBAL_GET && walk.index >= first) {
        isSame = false
        writer.u8(GLOBAL_GET)
        writer.u32(walk.index + 1)
      } else writer.range(bytes, walk.start, walk.position)
    }
  }
  return isSame ? expression : { ...expression, bytes: writer.finish() }
}

/** Subsection of the `name` section with the names of globals: they would name others now. */
const globalNames = 7

/** What stands behind a fault is left out: a wrong name section is no reason to refuse a module. */
function withoutGlobalNames(section: CustomSection): CustomSection {
  const writer = createWriter(section.bytes.length)
  const reader = createReader(section.bytes)
  try {
    while (reader.remaining > 0) {
      const id = reader.u8()
      const content = reader.bytes(reader.u32())
      if (id === globalNames) continue
      writer.u8(id)
      writer.u32(content.length)
      writer.bytes(content)
    }
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
  }
  return { ...section, bytes: writer.finish() }
}
