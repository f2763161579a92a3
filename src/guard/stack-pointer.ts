import type { CoreModule } from '../wasm/module.ts'
import { decodeNames, globalNames } from '../wasm/names.ts'
import { createReader } from '../wasm/reader.ts'
import { customSections, indexSpaces } from '../wasm/spaces.ts'

/** The name under which the stack pointer is exported, to us alone. */
export const stackPointerExport = 'hospes:stack-pointer'

const conventionalName = '__stack_pointer'

/**
 * The global that holds the guest's shadow stack pointer, where there is evidence: an export, an import or a name
 * `__stack_pointer`, else the one mutable i32 that more than half of all prologues take their frame from.
 */
export function findStackPointer(module: CoreModule): number | undefined {
  const { globals } = indexSpaces(module)
  const isPointer = (index: number): boolean => globals[index]?.type === 'i32' && globals[index].mutable
  const named = namedGlobals(module).find(isPointer)
  if (named !== undefined) return named

  const votes = new Map<number, number>()
  let voters = 0
  for (const { instructions } of module.code) {
    const index = frameGlobal(instructions.bytes)
    if (index === undefined || !isPointer(index)) continue
    votes.set(index, (votes.get(index) ?? 0) + 1)
    voters++
  }
  for (const [index, count] of votes) if (count * 2 > voters) return index
  return undefined
}

function namedGlobals(module: CoreModule): number[] {
  const found: number[] = []
  for (const { name, kind, index } of module.exports) {
    if (kind === 'global' && name === conventionalName) found.push(index)
  }
  let index = 0
  for (const { name, item } of module.imports) {
    if (item.kind !== 'global') continue
    if (name === conventionalName) found.push(index)
    index++
  }
  const { globals } = decodeNames(customSections(module, 'name')[0], globalNames)
  for (const [index, name] of globals) if (name === conventionalName) found.push(index)
  return found
}

/** The global of a prologue that makes room on the stack: `global.get n; i32.const size; i32.sub`. */
function frameGlobal(body: Uint8Array): number | undefined {
  if (body[0] !== GLOBAL_GET) return undefined
  const afterIndex = endOfInteger(body, 1)
  if (body[afterIndex] !== I32_CONST || body[endOfInteger(body, afterIndex + 1)] !== I32_SUB) return undefined
  return createReader(body.subarray(1, afterIndex)).u32()
}

const GLOBAL_GET = 0x23
const I32_CONST = 0x41
const I32_SUB = 0x6b

function endOfInteger(bytes: Uint8Array, start: number): number {
  let at = start
  while ((bytes[at] ?? 0) >= 0x80) at++
  return at + 1
}
