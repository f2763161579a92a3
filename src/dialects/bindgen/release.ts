import type { CoreModule } from '../../wasm/module.ts'
import { type CoreExport, type CoreImport, showSignature } from '../core-function.ts'
import type { ReleaseRange } from './facts.ts'

/** The newest release whose output was tested. A newer one is taken as this one. */
export const newestRelease = 130

/** Releases are `0.2.N`; this reads N, `undefined` for any other text. */
export function parseRelease(text: string): number | undefined {
  const found = /^0\.2\.(\d{1,6})(?:\D|$)/.exec(text)
  return found === null ? undefined : Number(found[1])
}

/** What each release brought, where no type in the module shows it. */
export const since = {
  /** One array for all JavaScript values. Before it handles had two kinds. */
  singleHeap: 29,
  /** A slice that is passed in belongs to the callee; before, to the caller. */
  calleeOwnsSlices: 48,
  /** A `Result` comes back as two more words; before, its error is thrown by an import. */
  resultWords: 79,
  /** 64-bit integers travel as i64; before, as two i32. */
  nativeInt64: 83,
  /** A mutable slice is copied back by an import. */
  heapOf128: 84,
  alignedMalloc: 87,
  /** `Vec<String>` and `Vec<Struct>`. */
  listsOfValues: 88,
  /** A string enum travels as its index; before, as a string. */
  stringEnumIndex: 93,
  /** An optional 32-bit number is one f64; before, a flag and the number. */
  optionAsF64: 96,
  heapOf1024: 109,
  /** An enum's number travels as f64, what an enum of texts travels as stays i32. */
  enumAsF64: 130,
  /** The f64 for "none" is 2^53 - 1; before, 2^32 + 1. */
  maxSafeNone: 119,
} as const

/** The value of an optional 32-bit number that stands for none. */
export function noneF64(release: number): number {
  return release >= since.maxSafeNone ? Number.MAX_SAFE_INTEGER : 2 ** 32 + 1
}

/** How many slots a release leaves out at the start of its heap or table. */
export function reservedSlots(release: number): number {
  return release >= since.heapOf1024 ? 1024 : release >= since.heapOf128 ? 128 : 32
}

/** Narrows the releases that a module without a producer's mark can come from, by what changed on the way. */
export function narrowRelease(
  module: CoreModule,
  functions: readonly CoreExport[],
  imports: readonly CoreImport[],
): ReleaseRange {
  const range: { from: number; to: number } = { from: since.singleHeap, to: newestRelease }
  const atLeast = (release: number): void => {
    range.from = Math.max(range.from, release)
  }
  const atMost = (release: number): void => {
    range.to = Math.min(range.to, release)
  }

  for (const { name, kind } of module.exports) {
    if (kind === 'func' && name === '__wbindgen_global_argument_ptr') atMost(since.calleeOwnsSlices - 1)
    if (kind === 'func' && name === '__wbindgen_add_to_stack_pointer') atLeast(70)
    if (kind === 'func' && name === '__wbindgen_start') atLeast(since.calleeOwnsSlices)
    if (kind === 'table' && name === '__wbindgen_externrefs') atLeast(105)
    if (kind === 'global' && name === '__instance_terminated') atLeast(115)
    if (/^__wbindgen_export_\d+$/.test(name)) atMost(104)
    if (/^__wbindgen_export\d*$/.test(name)) atLeast(105)
  }
  for (const exported of functions) {
    if (exported.name !== '__wbindgen_malloc') continue
    if (showSignature(exported) === '(i32) -> i32') atMost(since.alignedMalloc - 1)
    if (showSignature(exported) === '(i32, i32) -> i32') atLeast(since.alignedMalloc)
  }
  for (const { name } of imports) {
    if (name === '__wbindgen_throw') atMost(101)
    if (/^__wbg_wbindgen[a-z0-9]+_[0-9a-f]{16}$/.test(name)) {
      atLeast(102)
      atMost(104)
    }
    if (/^__wbg___wbindgen_\w+_[0-9a-f]{16}$/.test(name)) atLeast(105)
    if (/^__wbindgen_cast_[0-9a-f]{16}$/.test(name)) atLeast(102)
    if (/^__wbindgen_generic_[0-9a-f]{16}$/.test(name)) atLeast(128)
  }
  const externrefs = module.tables.find(({ element }) => element.heap === 'extern')
  if (externrefs !== undefined) externrefs.min >= 1024 ? atLeast(since.heapOf1024) : atMost(since.heapOf1024 - 1)
  // Evidence that contradicts itself proves nothing.
  return range.from <= range.to ? range : { from: since.singleHeap, to: newestRelease }
}
