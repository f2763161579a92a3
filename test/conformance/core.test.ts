import { describe, expect, test } from 'vitest'
import { PluginError } from '../../src/errors.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import { encodeModule } from '../../src/wasm/encode.ts'
import type { CoreModule } from '../../src/wasm/module.ts'
import { isPresent, modulesOf, reason } from './core-suite.ts'
import { record } from './status.ts'

const kinds = { func: 'function', table: 'table', memory: 'memory', global: 'global', tag: 'tag' }

/** Without its places in the file, which encoding may move. */
function withoutOffsets(module: CoreModule): string {
  return JSON.stringify(module, (key, value) => {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
    return key === 'offset' && typeof value === 'number' ? undefined : value
  })
}

describe.skipIf(!isPresent)(`the core specification${reason}`, () => {
  test('modules that the engine accepts', { timeout: 120_000 }, () => {
    const counts = { 'modules read': 0, 'imports and exports as the engine sees them': 0, 'modules written anew': 0 }
    const types = ['module', 'module_definition', 'assert_unlinkable', 'assert_uninstantiable']
    for (const { place, bytes } of modulesOf(...types)) {
      if (!WebAssembly.validate(bytes)) continue
      const module = decodeModule(bytes)
      counts['modules read']++

      const compiled = new WebAssembly.Module(bytes)
      const imports = module.imports.map(({ module, name, item }) => ({ module, name, kind: kinds[item.kind] }))
      const exports = module.exports.map(({ name, kind }) => ({ name, kind: kinds[kind] }))
      expect([place, imports, exports]).toEqual([
        place,
        WebAssembly.Module.imports(compiled).map(({ module, name, kind }) => ({ module, name, kind })),
        WebAssembly.Module.exports(compiled).map(({ name, kind }) => ({ name, kind })),
      ])
      counts['imports and exports as the engine sees them']++

      const encoded = encodeModule(module)
      expect([place, withoutOffsets(decodeModule(encoded))]).toEqual([place, withoutOffsets(module)])
      expect([place, WebAssembly.validate(encoded)]).toEqual([place, true])
      counts['modules written anew']++
    }
    record('core modules', counts)
  })

  test('modules newer than this engine are read and written all the same', () => {
    for (const { place, bytes } of modulesOf('module', 'module_definition')) {
      const module = decodeModule(bytes)
      expect([place, withoutOffsets(decodeModule(encodeModule(module)))]).toEqual([place, withoutOffsets(module)])
    }
  })

  test('malformed modules', () => {
    let refused = 0
    const accepted: string[] = []
    for (const { place, bytes, text } of modulesOf('assert_malformed')) {
      try {
        decodeModule(bytes)
        accepted.push(`${place}: ${text}`)
      } catch (error) {
        if (!(error instanceof PluginError) || error.code !== 'malformed') throw error
        expect(error.offset).toBeLessThanOrEqual(bytes.length)
        refused++
      }
    }
    expect(accepted).toEqual([])
    record('core modules, malformed', { 'refused by the reader': refused })
  })

  test('invalid modules are read, so that the engine can say what is wrong with them', () => {
    let read = 0
    for (const { bytes } of modulesOf('assert_invalid')) {
      try {
        decodeModule(bytes)
        read++
      } catch (error) {
        if (!(error instanceof PluginError) || error.code !== 'malformed') throw error
      }
    }
    record('core modules, invalid', { 'read to the end': read })
  })
})
