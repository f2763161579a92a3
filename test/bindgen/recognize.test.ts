import { describe, expect, it } from 'vitest'
import { bindgenDialect } from '../../src/dialects/bindgen/dialect.ts'
import { inspect } from '../../src/inspect/inspect.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import { assemble } from '../../src/wasm/testing/assemble.ts'
import { addToStackPointer, areaEcho, bindgenModule, multiEcho, signed, table, withSection } from './modules.ts'
import { recognized } from './open.ts'

const find = (bytes: Uint8Array) => bindgenDialect.recognize(decodeModule(bytes))

describe('recognition', () => {
  it('reads the release off the producers, whatever else the module looks like', () => {
    const { facts, version, evidence, strength } = recognized(bindgenModule({ functions: areaEcho }, '0.2.92'))
    expect({ version, evidence, strength, release: facts.release, values: facts.values }).toMatchInlineSnapshot(`
      {
        "evidence": [
          "processed-by wasm-bindgen 0.2.92",
          "exports __wbindgen_malloc",
          "JavaScript values as indices (heap)",
        ],
        "release": {
          "from": 92,
          "to": 92,
        },
        "strength": 3,
        "values": "heap",
        "version": "0.2.92",
      }
    `)
  })

  it('takes the values by reference where there is a table of externrefs', () => {
    const { facts } = recognized(bindgenModule({ table, functions: multiEcho }, '0.2.108'))
    expect(facts).toMatchObject({
      values: 'externref',
      externrefTable: '__wbindgen_externrefs',
      reservedSlots: 1024,
      helpers: { tableAlloc: '__externref_table_alloc', tableDealloc: '__externref_table_dealloc' },
    })
  })

  it.each([
    ['0.2.80', 32],
    ['0.2.84', 128],
    ['0.2.109', 1024],
  ])('leaves out the heap slots of release %s: %i', (release, slots) => {
    expect(recognized(bindgenModule({}, release)).facts.reservedSlots).toBe(slots)
  })

  it('has helpers that lld wrapped', () => {
    const bytes = assemble(`(module (memory (export "memory") 1)
      (func (export "__wbindgen_malloc_command_export") (param i32 i32) (result i32) (i32.const 0)))`)
    expect(recognized(bytes).facts.helpers).toEqual({ malloc: '__wbindgen_malloc_command_export' })
  })

  it('tells helpers without names by their types and bodies', () => {
    const bytes = assemble(`(module (memory (export "memory") 1)
      (table $values (export "__wbindgen_externrefs") 1024 externref)
      (table $closures 1 funcref)
      (type $closure (func (param i32 i32 i32)))
      (func (export "__wbindgen_export") (param i32 i32) (result i32) (i32.const 0))
      (func (export "__wbindgen_export2") (param i32 i32 i32 i32) (result i32) (i32.const 0))
      (func (export "__wbindgen_export3") (param i32 i32 i32)
        (call_indirect $closures (type $closure) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
      (func (export "__wbindgen_export4") (param i32 i32 i32))
      (func (export "__wbindgen_export5") (param i32) (i32.store (i32.const 8) (local.get 0)))
      (func (export "__wbindgen_export6") (param i32) (table.set $values (local.get 0) (ref.null extern)))
      (func (export "__wbindgen_export7") (result i32) (i32.const 0))
      (func (export "__wbindgen_export8") (param i32 i32)))`)
    expect(recognized(bytes).facts.helpers).toEqual({
      malloc: '__wbindgen_export',
      realloc: '__wbindgen_export2',
      free: '__wbindgen_export4',
      exnStore: '__wbindgen_export5',
      tableDealloc: '__wbindgen_export6',
      tableAlloc: '__wbindgen_export7',
      dropSlice: '__wbindgen_export8',
    })
  })

  it('leaves a helper alone when two could be it', () => {
    const bytes = assemble(`(module (memory (export "memory") 1)
      (func (export "__wbindgen_export") (param i32 i32 i32))
      (func (export "__wbindgen_export2") (param i32 i32 i32)))`)
    expect(recognized(bytes).facts.helpers).toEqual({})
  })

  it.each<[string, string, { from: number; to: number }]>([
    [
      '(func (export "__wbindgen_global_argument_ptr") (result i32) (i32.const 8))',
      'global_argument_ptr',
      { from: 29, to: 47 },
    ],
    [
      '(func (export "__wbindgen_malloc") (param i32) (result i32) (i32.const 8))',
      'malloc(size)',
      { from: 29, to: 86 },
    ],
    [
      '(func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 8))',
      'malloc(size, align)',
      { from: 87, to: 130 },
    ],
    ['(import "a" "__wbindgen_throw" (func (param i32 i32)))', 'the oldest throw', { from: 29, to: 101 }],
    [
      '(import "a" "__wbg_wbindgenthrow_0123456789abcdef" (func (param i32 i32)))',
      'the older throw',
      { from: 102, to: 104 },
    ],
    [
      '(import "a" "__wbg___wbindgen_throw_0123456789abcdef" (func (param i32 i32)))',
      'the newer throw',
      { from: 105, to: 130 },
    ],
    [
      '(import "a" "__wbindgen_generic_0000000000000001" (func (param i32 i32) (result i32)))',
      'generic casts',
      { from: 128, to: 130 },
    ],
    [
      '(table (export "__wbindgen_export_0") 128 externref) (func (export "__wbindgen_start"))',
      'a small table',
      { from: 48, to: 104 },
    ],
    ['(table (export "__wbindgen_externrefs") 1024 externref)', 'a big table', { from: 109, to: 130 }],
  ])('narrows the release without a mark: %s', (text, _what, release) => {
    const { facts, version } = recognized(assemble(`(module ${text} (func (export "__wbindgen_realloc")))`))
    expect(facts.release).toEqual(release)
    expect(version).toBeUndefined()
  })

  it('sees what cargo made before the tool', () => {
    const plain = assemble('(module (func (export "greet")))')
    expect(recognized(withSection(plain, '__wasm_bindgen_unstable', [])).facts.stage).toBe('cargo')
    expect(recognized(assemble('(module (func (export "__wbindgen_describe_greet")))')).facts.stage).toBe('cargo')
  })

  it.each([
    ['(module (func (export "add") (param i32 i32) (result i32) (i32.const 0)))', 'no sign of it'],
    ['(module (import "env" "napi_create_function" (func)) (func (export "napi_register_wasm_v1")))', 'napi-rs'],
    [
      '(module (import "a" "a" (func)) (import "wasi_snapshot_preview1" "fd_write" (func)) (func (export "malloc")))',
      'emscripten',
    ],
  ])('leaves other modules alone: %s', text => {
    expect(find(assemble(text))).toBeUndefined()
  })

  it('goes on without a producers section that is broken', () => {
    const bytes = withSection(bindgenModule({ functions: areaEcho }), 'producers', [200, 1, 1])
    expect(recognized(bytes).version).toBeUndefined()
  })

  it.each([
    [{ memory: '(memory (export "memory") 1 2 shared)' }, 'the module is built for threads'],
    [{ memory: '(memory (export "memory") i64 1)' }, 'the module has 64-bit addresses'],
    [{ functions: '(tag $thrown (param i32))' }, 'the module unwinds panics by exceptions'],
    [{ functions: '(global (mut externref) (ref.null extern))' }, 'the module keeps JavaScript values in places'],
    [{ table, functions: '(table 1 externref)' }, 'the module keeps JavaScript values in places'],
    [{ imports: '(import "env" "memory" (memory 1))', memory: '' }, 'the module imports the memory env memory'],
  ])('refuses %o', (parts, message) => {
    const issues = bindgenDialect.fit(recognized(bindgenModule(parts)).facts, noWorld, { names: {} })
    expect(issues).toMatchObject([{ code: 'unsupported', message: expect.stringContaining(message) }])
  })

  it('tells whoever looks at a module that it cannot be loaded', () => {
    const bytes = bindgenModule({ memory: '(memory (export "memory") 1 2 shared)' }, '0.2.108')
    expect(inspect(bytes).issues).toMatchObject([
      { code: 'unsupported', message: expect.stringContaining('the module is built for threads') },
    ])
  })

  it('refuses what is too old', () => {
    const issues = bindgenDialect.fit(recognized(bindgenModule({}, '0.2.21')).facts, noWorld, { names: {} })
    expect(issues.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "the module is of wasm-bindgen 0.2.21, whose handles have another form; rebuild it with 0.2.29 or later",
      ]
    `)
  })

  it('takes a hold of the stack by the name of older releases', () => {
    const global = '(global $pointer (export "__wbindgen_export_0") (mut i32) (i32.const 4096))'
    expect(recognized(bindgenModule({ functions: global })).facts.helpers.stackPointer).toBe('__wbindgen_export_0')
    expect(recognized(bindgenModule({ functions: addToStackPointer })).facts.helpers.addToStackPointer).toBe(
      '__wbindgen_add_to_stack_pointer',
    )
  })

  it('says who answers an import', () => {
    const { facts } = recognized(
      signed(
        assemble(`(module
          (import "./a_bg.js" "__wbindgen_init_externref_table" (func))
          (import "./a_bg.js" "__wbg___wbindgen_throw_0123456789abcdef" (func (param i32 i32)))
          (import "./a_bg.js" "__wbg_fetch_0123456789abcdef" (func (param i32) (result i32)))
          (import "./a_bg.js" "__wbg_new_25f239778d6112b9" (func (result externref)))
          (import "./a_bg.js" "__wbg_new_0123456789abcdef" (func (result externref)))
          (import "wasi_snapshot_preview1" "fd_write" (func))
          (import "demo:greeter/host" "hour" (func (result i32))))`),
        '0.2.108',
      ),
    )
    const roles = facts.imports.map(({ module, name }) => bindgenDialect.importRole(facts, module, name))
    expect(roles).toEqual(['runtime', 'runtime', 'stub', 'runtime', 'stub', 'wasi', 'contract'])
    expect(bindgenDialect.importRole(facts, 'a', 'b')).toBe('unknown')
  })
})

const noWorld = { name: null, package: null, types: [], interfaces: [], imports: [], exports: [] }
