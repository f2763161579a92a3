import { expect, test } from 'vitest'
import type { Inspection } from '../inspect/inspection.ts'
import { describeInspection } from './describe.ts'

const greeter: Inspection = {
  kind: 'core',
  size: 15_300,
  dialect: { name: 'wasm-bindgen', version: '0.2.130', evidence: ['exports __wbindgen_malloc', 'the producer signed'] },
  imports: [
    { role: 'contract', module: 'demo:greeter/host', name: 'hour', kind: 'func', signature: '() -> i32' },
    { role: 'runtime', module: './g_bg.js', name: '__wbindgen_init_externref_table', kind: 'func', signature: '()' },
    { role: 'unknown', module: 'env', name: 'evil\x1b[2J', kind: 'global', signature: 'mut i32' },
  ],
  exports: [
    { name: 'greet', kind: 'func', signature: '(i32, i32) -> (i32, i32)' },
    { name: 'memory', kind: 'memory', signature: '17 pages' },
  ],
  memories: [{ min: 17, imported: false }],
  tables: [{ min: 4, max: 4, imported: false }],
  functions: 51,
  features: [
    { name: 'reference-types', supported: true },
    { name: 'multi-memory', supported: false },
  ],
  producers: [
    { field: 'language', name: 'Rust', version: '' },
    { field: 'processed-by', name: 'rustc', version: '1.95.0' },
  ],
  sections: [
    { name: 'code', size: 12_000 },
    { name: '"name"', size: 700 },
  ],
  issues: [{ code: 'unknown-import', message: 'env evil is given by nobody' }],
}

test('everything that an inspection holds is shown, aligned', () => {
  expect(describeInspection('greeter.wasm', greeter, { color: false, all: false }).join('\n')).toMatchInlineSnapshot(`
    "greeter.wasm  core module, 14.9 KiB
      dialect  wasm-bindgen 0.2.130
      because  exports __wbindgen_malloc
               the producer signed
      made by  Rust, rustc 1.95.0
      needs    reference-types, multi-memory
               not in this engine: multi-memory
      memory   17 pages (1,088.0 KiB), no maximum
      table    4 elements, fixed
      code     51 functions

    Cannot be loaded (1)
      unknown-import  env evil is given by nobody

    Asks for (3)
      contract  demo:greeter/host  hour                             () -> i32
      runtime   ./g_bg.js          __wbindgen_init_externref_table  ()
      unknown   env                evil\\u{1b}[2J                    global mut i32

    Offers (2)
      func    greet   (i32, i32) -> (i32, i32)
      memory  memory  17 pages

    Sections (2)
      11.7 KiB   78 %  code
       0.7 KiB    5 %  "name""
  `)
})

test('a component shows its interface and no module names', () => {
  const component: Inspection = {
    kind: 'component',
    size: 2048,
    imports: [{ role: 'wasi', name: 'wasi:io/poll@0.2.0', kind: 'instance', signature: '' }],
    exports: [],
    memories: [],
    tables: [],
    functions: 0,
    features: [],
    producers: [],
    sections: [],
    issues: [],
    wit: 'package demo:greeter;\n\nworld greeter {\n  export \x1b[2Jgreet: func();\n}\n',
  }
  expect(describeInspection('c.wasm', component, { color: false, all: false }).join('\n')).toMatchInlineSnapshot(`
    "c.wasm  component, 2.0 KiB
      dialect  none that hospes knows

    Asks for (1)
      wasi  wasi:io/poll@0.2.0  instance

    Interface
      package demo:greeter;

      world greeter {
        export \\u{1b}[2Jgreet: func();
      }"
  `)
})

test('long lists are cut unless all is asked for', () => {
  const exports = Array.from({ length: 50 }, (_, at) => ({ name: `f${at}`, kind: 'func' as const, signature: '()' }))
  const short = describeInspection('m.wasm', { ...greeter, exports }, { color: false, all: false })
  expect(short).toContain('  and 10 more lines: --all')
  expect(short.join('\n')).not.toContain('f49')
  expect(describeInspection('m.wasm', { ...greeter, exports }, { color: false, all: true }).join('\n')).toContain('f49')
})

test('colours wrap only what is styled', () => {
  const [first] = describeInspection('m.wasm', greeter, { color: true, all: false })
  expect(first).toBe('\x1b[1mm.wasm\x1b[0m  core module, 14.9 KiB')
})
