import type { Issue } from '../errors.ts'
import type { CoreModule } from '../wasm/module.ts'
import { type CoreExport, type CoreImport, exportedFunctions, importedFunctions } from './core-function.ts'

/**
 * A toolchain whose modules need a JavaScript file of their own: no dialect, but known by what its modules ask for,
 * so that whoever has one is told what it is and how to get a plugin from the same source.
 */
interface Toolchain {
  /** What such a module is, with its article. */
  readonly what: string
  /** What to do instead, after "build it". */
  readonly instead: string
  readonly marks: (imports: readonly CoreImport[], exports: readonly CoreExport[]) => boolean
}

const toolchains: readonly Toolchain[] = [
  {
    what: 'a Node-API module (napi-rs or emnapi)',
    instead: 'with wasm-bindgen or wit-bindgen',
    marks: (imports, exports) =>
      imports.some(({ name }) => /^napi_[a-z]/.test(name)) || exports.some(({ name }) => /^napi_register_/.test(name)),
  },
  {
    what: 'a module of Go for its wasm_exec.js',
    instead: 'with GOOS=wasip1 and -buildmode=c-shared',
    marks: imports =>
      imports.some(({ module, name }) => /^go(?:js)?$/.test(module) && /^(?:runtime|syscall)[./]/.test(name)),
  },
  {
    what: 'a module of Kotlin for JavaScript',
    instead: 'for wasmWasi, with exports of the Canonical ABI',
    marks: imports => imports.some(({ module, name }) => module === 'js_code' && name.startsWith('kotlin.')),
  },
  {
    what: 'a module of Emscripten for its JavaScript',
    instead: 'with -sSTANDALONE_WASM and exports of the Canonical ABI',
    marks: imports =>
      imports.some(
        ({ module, name }) =>
          module === 'env' && /^_?(?:emscripten_|embind_|_embind_|_syscall_|_cxa_throw$|invoke_[vijfd]+$)/.test(name),
      ) || isMinified(imports),
  },
]

/** Optimised Emscripten shortens all names: every import is `a` of module `a` and so on. */
function isMinified(imports: readonly CoreImport[]): boolean {
  return imports.length > 0 && imports.every(({ module, name }) => module === 'a' && /^[a-zA-Z_$]{1,2}$/.test(name))
}

/** What to say of a module that no dialect claims, where its toolchain is known. */
export function foreignToolchain(module: CoreModule): Issue | undefined {
  const imports = importedFunctions(module)
  const exports = exportedFunctions(module)
  const found = toolchains.find(({ marks }) => marks(imports, exports))
  if (found === undefined) return undefined
  return {
    code: 'unsupported',
    message: `expected a module that needs no JavaScript of its own, found ${found.what}; build it ${found.instead}`,
    found: found.what,
  }
}
