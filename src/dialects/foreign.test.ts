import { describe, expect, test } from 'vitest'
import { inspect } from '../inspect/inspect.ts'
import { decodeModule } from '../wasm/decode.ts'
import { assemble } from '../wasm/testing/assemble.ts'
import { coreDialect } from './core/dialect.ts'
import { recognizeDialect } from './list.ts'

const imports = (...names: readonly (readonly [module: string, name: string])[]): string =>
  `(module ${names.map(([module, name]) => `(import "${module}" "${name}" (func))`).join('')} (func (export "run")))`

describe('a module for the JavaScript of its toolchain', () => {
  test.each([
    ['napi-rs', imports(['env', 'napi_create_error']), 'found a Node-API module (napi-rs or emnapi); build it with'],
    [
      'Go',
      imports(['gojs', 'runtime.wasmExit']),
      'found a module of Go for its wasm_exec.js; build it with GOOS=wasip1',
    ],
    ['Kotlin', imports(['js_code', 'kotlin.random.initialSeed']), 'found a module of Kotlin for JavaScript'],
    ['Emscripten', imports(['env', 'emscripten_resize_heap']), 'found a module of Emscripten for its JavaScript'],
    ['minified Emscripten', imports(['a', 'a'], ['a', 'b']), 'build it with -sSTANDALONE_WASM'],
  ])('of %s is refused by its name', (_name, text, message) => {
    const { dialect, issues } = inspect(assemble(text))
    expect(dialect).toBeUndefined()
    expect(issues).toEqual([
      { code: 'unsupported', message: expect.stringContaining(message), found: expect.any(String) },
    ])
  })

  test('is not what only has a similar import', () => {
    for (const text of [imports(['a', 'tell'], ['a', 'b']), imports(['env', 'hour']), imports()])
      expect(recognizeDialect(decodeModule(assemble(text)))?.dialect).toBe(coreDialect)
  })

  test('is taken for what the caller says', () => {
    const module = decodeModule(assemble(imports(['env', 'napi_create_error'])))
    expect(recognizeDialect(module, coreDialect)?.dialect).toBe(coreDialect)
  })
})
