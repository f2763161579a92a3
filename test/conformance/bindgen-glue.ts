import type { BindgenFacts } from '../../src/dialects/bindgen/facts.ts'

// What the JavaScript that wasm-bindgen generated beside a module says about its convention: an independent witness
// for what hospes reads off the module alone.

/** How results of several words come back, or lists and texts where they are passed. */
export type ResultMode = 'several results' | 'stack area' | 'stack global' | 'address 8' | 'argument area' | 'none seen'

export interface Witness {
  readonly values: BindgenFacts['values'] | undefined
  readonly results: ResultMode
  /** Names of exports, as far as the glue uses them. */
  readonly helpers: Pick<BindgenFacts['helpers'], 'malloc' | 'realloc' | 'free' | 'exnStore'>
}

/** Reads generated JavaScript, of all releases. */
export function readGlue(glue: string): Witness {
  const passed = /pass\w+ToWasm0\([^;]*?, wasm\.(\w+)(?:, wasm\.(\w+))?\);/.exec(glue)
  const passedText = /passStringToWasm0\([^;]*?, wasm\.(\w+), wasm\.(\w+)\);/.exec(glue)
  const legacy = /wasm\.(__wbindgen_malloc)\(/.exec(glue)
  const freed = /wasm\.(\w+)\([^()]+, (?:\w+(?:\[\d\])? \* )?\w+(?:\[\d\])?(?: \* \d)?(?:, \d)\);/.exec(glue)
  const freedUnaligned = /wasm\.(__wbindgen_free\w*)\(/.exec(glue)
  const stored = /(?:addToExternrefTable\d*\(e\);\s*wasm\.(\w+)\(idx|wasm\.(\w+)\(addHeapObject\(e\))\)/.exec(glue)
  return {
    values: /addToExternrefTable|__wbindgen_init_externref_table|\btakeFromExternrefTable/.test(glue)
      ? 'externref'
      : /\bheap\[|\bheap\.push/.test(glue)
        ? 'heap'
        : undefined,
    results: resultMode(glue),
    helpers: {
      ...named('malloc', passed?.[1] ?? legacy?.[1]),
      ...named('realloc', passedText?.[2]),
      ...named('free', freedUnaligned?.[1] ?? freed?.[1]),
      ...named('exnStore', stored?.[1] ?? stored?.[2]),
    },
  }
}

function resultMode(glue: string): ResultMode {
  if (/globalArgumentPtr\(\)/.test(glue)) return 'argument area'
  if (/retptr = 8;|wasm\.\w+\(8[,)]/.test(glue)) return 'address 8'
  if (/wasm\.__wbindgen_add_to_stack_pointer\(-16\)/.test(glue)) return 'stack area'
  if (/wasm\.__wbindgen_export_\d+\.value - 16/.test(glue)) return 'stack global'
  return /\bret\[[01]\]/.test(glue) ? 'several results' : 'none seen'
}

function named(helper: string, name: string | undefined): object {
  return name === undefined ? {} : { [helper]: name }
}

/** The same of what hospes read, for all that the module offers. */
export function readFacts({ values, helpers, release, functions }: BindgenFacts): Witness {
  const { malloc, realloc, free, exnStore } = helpers
  return {
    values,
    results:
      helpers.globalArgumentPtr !== undefined
        ? 'argument area'
        : functions.some(({ results }) => results.length > 1)
          ? 'several results'
          : helpers.addToStackPointer !== undefined
            ? 'stack area'
            : helpers.stackPointer !== undefined
              ? 'stack global'
              : release.to >= 48 && release.to < 66
                ? 'address 8'
                : 'none seen',
    helpers: {
      ...named('malloc', malloc),
      ...named('realloc', realloc),
      ...named('free', free),
      ...named('exnStore', exnStore),
    },
  }
}
