import type { CoreModule } from '../../wasm/module.ts'
import { itemType } from '../../wasm/spaces.ts'
import { type CoreFunction, showSignature } from './core-function.ts'
import type { Helpers } from './facts.ts'

/** Signatures of the helpers that are found by their type when the module was stripped of their names. */
const signatures = {
  malloc: ['(i32) -> i32', '(i32, i32) -> i32'],
  realloc: ['(i32, i32, i32) -> i32', '(i32, i32, i32, i32) -> i32'],
  free: ['(i32, i32) -> ()', '(i32, i32, i32) -> ()'],
} as const

/** Exports that the CLI names by number because the module has lost their names. */
const nameless = /^__wbindgen_export(?:_?\d+)?$/

/** lld wraps every export of a module with constructors, and adds this to its name. */
const wrapped = '_command_export'

/**
 * Finds the functions that serve the convention itself. The CLI exports only those that its own glue would call, so
 * each may be absent; and where names are lost a helper is told by its type, if only one export has it.
 */
export function findHelpers(module: CoreModule, functions: readonly CoreFunction[]): Helpers {
  const named = (name: string): CoreFunction | undefined =>
    functions.find(item => item.name === name) ?? functions.find(item => item.name === name + wrapped)
  const anonymous = functions.filter(({ name }) => nameless.test(name))
  const byType = (signature: string): CoreFunction | undefined => {
    const [only, another] = anonymous.filter(item => showSignature(item) === signature)
    return another === undefined ? only : undefined
  }

  const namedMalloc = named('__wbindgen_malloc')
  const namedFree = named('__wbindgen_free')
  const aligned =
    namedMalloc === undefined && namedFree === undefined
      ? [signatures.malloc[1], signatures.free[1]].some(type => anonymous.some(item => showSignature(item) === type))
      : (namedMalloc?.params.length ?? 2) === 2 && (namedFree?.params.length ?? 3) === 3
  const malloc = namedMalloc ?? byType(signatures.malloc[aligned ? 1 : 0])
  const free = namedFree ?? byType(signatures.free[aligned ? 1 : 0])

  return definedOnly({
    malloc: malloc?.name,
    realloc: (named('__wbindgen_realloc') ?? byType(signatures.realloc[aligned ? 1 : 0]))?.name,
    free: free?.name,
    aligned,
    exnStore: named('__wbindgen_exn_store')?.name,
    tableAlloc: (named('__externref_table_alloc') ?? byType('() -> i32'))?.name,
    tableDealloc: named('__externref_table_dealloc')?.name,
    dropSlice: (named('__externref_drop_slice') ?? byType('(i32, i32) -> ()'))?.name,
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

function definedOnly<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T
}
