import type { CoreModule } from '../../wasm/module.ts'
import { itemType } from '../../wasm/spaces.ts'
import { type CoreExport, showSignature } from '../core-function.ts'
import type { BindgenFacts, Helpers } from './facts.ts'
import { opcodes, opcodesIn } from './instructions.ts'
import { since } from './release.ts'

/** Exports that the CLI names by number because the module has lost their names. */
const nameless = /^__wbindgen_export(?:_?\d+)?$/

/** lld wraps every export of a module with constructors, and adds this to its name. */
const wrapped = '_command_export'

/**
 * Finds the functions that serve the convention itself. The CLI exports only those that its own glue would call, so
 * each may be absent. Where names are lost, the type of a function and what stands in its body tell what it is; where
 * they don't, it is left alone: memory that is not given back is better than memory given back twice.
 */
export function findHelpers(
  module: CoreModule,
  functions: readonly CoreExport[],
  { release, values }: Pick<BindgenFacts, 'release' | 'values'>,
): Helpers {
  const named = (name: string): CoreExport | undefined =>
    functions.find(item => item.name === name) ?? functions.find(item => item.name === name + wrapped)
  const anonymous = functions.filter(({ name }) => nameless.test(name))
  const lone = (
    signature: string,
    has: (found: ReadonlySet<number>) => boolean = () => true,
  ): CoreExport | undefined => {
    const [only, another] = anonymous.filter(
      item => showSignature(item) === signature && has(opcodesIn(module, item.name)),
    )
    return another === undefined ? only : undefined
  }
  const aligned = release.to >= since.alignedMalloc
  const malloc = named('__wbindgen_malloc') ?? lone(aligned ? '(i32, i32) -> i32' : '(i32) -> i32')
  const realloc =
    named('__wbindgen_realloc') ?? lone(aligned ? '(i32, i32, i32, i32) -> i32' : '(i32, i32, i32) -> i32')
  // What calls a closure can have the type of `free`; only that one goes through a table.
  const direct = (found: ReadonlySet<number>): boolean => !found.has(opcodes.callIndirect)
  const free = named('__wbindgen_free') ?? lone(aligned ? '(i32, i32, i32) -> ()' : '(i32, i32) -> ()', direct)
  // Slots of the table are emptied when they are let go; what was thrown is only stored.
  const setsTable = (found: ReadonlySet<number>): boolean => found.has(opcodes.tableSet)
  const stores = (found: ReadonlySet<number>): boolean => !found.has(opcodes.tableSet) && !found.has(opcodes.call)
  return definedOnly({
    malloc: malloc?.name,
    realloc: realloc?.name,
    free: free?.name,
    exnStore: (named('__wbindgen_exn_store') ?? lone('(i32) -> ()', stores))?.name,
    tableAlloc: (named('__externref_table_alloc') ?? lone('() -> i32'))?.name,
    tableDealloc: (named('__externref_table_dealloc') ?? lone('(i32) -> ()', setsTable))?.name,
    dropSlice:
      values === 'externref' ? (named('__externref_drop_slice') ?? lone('(i32, i32) -> ()', direct))?.name : undefined,
    start: named('__wbindgen_start')?.name,
    addToStackPointer: named('__wbindgen_add_to_stack_pointer')?.name,
    globalArgumentPtr: named('__wbindgen_global_argument_ptr')?.name,
    stackPointer: exportedStackPointer(module),
  })
}

/** The releases 0.2.66 to 0.2.69 export the stack pointer itself: a mutable i32 global with a nameless helper's name. */
function exportedStackPointer(module: CoreModule): string | undefined {
  return module.exports.find(item => {
    const found = item.kind === 'global' && nameless.test(item.name) ? itemType(module, item) : undefined
    return found?.kind === 'global' && found.type.mutable && found.type.type === 'i32'
  })?.name
}

function definedOnly(value: { [K in keyof Helpers]: Helpers[K] | undefined }): Helpers {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
}
