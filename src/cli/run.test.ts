import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Issue } from '../errors.ts'
import { createCommandLine } from './testing/command-line.ts'

const greeters = fileURLToPath(new URL('../../guests/prebuilt/greeter', import.meta.url))
const wit =
  'package demo:greeter; world greeter { import hour: func() -> u32; export greet: func(name: string) -> string; }'
const texts: Readonly<Record<string, string>> = {
  'greeter.wit': wit,
  'other.wit': 'package demo:other; world other { export count: func(text: string) -> u32; }',
  'wrong.wit': 'package demo:wrong; world wrong { export greet: func(name: strin); }',
  'text.wasm': 'not WebAssembly',
}

const hospes = createCommandLine(texts, greeters)

test.each([
  [[], 2, 'err', 'Usage: hospes COMMAND'],
  [['--help'], 0, 'out', 'Usage: hospes COMMAND'],
  [['--version'], 0, 'out', '1.2.3'],
  [['inspect', '--help'], 0, 'out', 'Usage: hospes inspect FILE...'],
  [['check', '-h'], 0, 'out', '--contract PATH'],
  [['dance'], 2, 'err', 'expected a command (inspect, check, call, types), found dance'],
  [['inspect'], 2, 'err', 'expected at least one file'],
  [['inspect', '--loud', 'c.wasm'], 2, 'err', '--loud'],
  [['check', 'c.wasm'], 2, 'err', 'expected --contract PATH'],
  [['check', '--contract', 'greeter.wit'], 2, 'err', 'expected at least one plugin'],
  [['check', 'c.wasm', '--contract', 'wrong.wit'], 2, 'err', 'wrong.wit: '],
  [['check', 'c.wasm', '--contract', 'missing.wit'], 2, 'err', 'missing.wit, found nothing there'],
  [['check', 'c.wasm', '--contract', 'greeter.wit', '--world', 'nowhere'], 2, 'err', 'nowhere'],
] as const)('hospes %j ends with %i', async (args, code, stream, text) => {
  const result = await hospes(...args)
  expect(result.code).toBe(code)
  expect(result[stream]).toContain(text)
  // One stream or the other, so that results can be piped.
  expect(result[stream === 'out' ? 'err' : 'out']).toBe('')
})

test.each([
  ['c', 'core'],
  ['go', 'core'],
  ['rust-wasm-bindgen', 'wasm-bindgen'],
  ['rust-wit-bindgen', 'core'],
  ['zig', 'core'],
])('inspect tells the dialect of %s and why', async (name, dialect) => {
  const { code, out, err } = await hospes('inspect', `${name}.wasm`)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(new RegExp(`^${name}.wasm  core module, [0-9,.]+ KiB\n  dialect  ${dialect}`))
  expect(out).toMatch(/\n {2}because {2}\S/)
  expect(out).toMatch(/\n {2}func .*greet/)
})

test('inspect shows a small plugin whole', async () => {
  expect((await hospes('inspect', 'c.wasm')).out).toMatchInlineSnapshot(`
    "c.wasm  core module, 0.6 KiB
      dialect  core
      because  exports cabi_realloc
               exports cabi_post_language
               imports $root hour
      needs    bulk-memory
      memory   1 page (64.0 KiB), no maximum
      table    1 element, fixed
      code     5 functions

    Asks for (1)
      contract  $root  hour  () -> i32

    Offers (6)
      memory  memory              1 pages
      func    cabi_realloc        (i32, i32, i32, i32) -> i32
      func    language            () -> i32
      func    cabi_post_language  (i32) -> ()
      func    greet               (i32, i32) -> i32
      func    cabi_post_greet     (i32) -> ()

    Sections (9)
      0.4 KiB   65 %  code
      0.1 KiB   13 %  export
      0.0 KiB    7 %  data
      0.0 KiB    4 %  type
      0.0 KiB    2 %  import
      0.0 KiB    1 %  global
      0.0 KiB    2 %  3 others"
  `)
})

test('inspect goes on after a file that is none', async () => {
  const { code, out, err } = await hospes('inspect', 'text.wasm', 'missing.wasm', 'c.wasm')
  expect(code).toBe(1)
  expect(out).toContain('c.wasm  core module')
  expect(err.split('\n')).toEqual([
    expect.stringMatching(/^text\.wasm: .*\(not-wasm\)$/),
    expect.stringMatching(/^expected a file at .*missing\.wasm, found nothing there \(not-found\)$/),
  ])
})

test('inspect --json is one array, failures included', async () => {
  const { code, out } = await hospes('inspect', '--json', 'c.wasm', 'text.wasm')
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject([
    { file: 'c.wasm', kind: 'core', dialect: { name: 'core' } },
    { file: 'text.wasm', error: { code: 'not-wasm' } },
  ])
})

test('check says what fits and what is in the way', async () => {
  const fits = await hospes('check', 'c.wasm', 'rust-wasm-bindgen.wasm', '--contract', 'greeter.wit')
  expect(fits).toMatchObject({
    code: 0,
    err: '',
    out: ['c.wasm                  fits', 'rust-wasm-bindgen.wasm  fits'].join('\n'),
  })
  const other = await hospes('check', 'rust-wasm-bindgen.wasm', 'text.wasm', '--contract', 'other.wit')
  expect(other.code).toBe(1)
  expect(other.out).toMatch(/^rust-wasm-bindgen\.wasm {2}missing-export {2}.*count.*\ntext\.wasm {15}not-wasm {8}/)
})

test('check --json is one array', async () => {
  const { code, out } = await hospes('check', '--json', 'zig.wasm', '--contract', 'other.wit')
  expect(code).toBe(1)
  const [{ file, fits, issues }, ...more] = JSON.parse(out)
  expect({ file, fits, more }).toEqual({ file: 'zig.wasm', fits: false, more: [] })
  expect(issues.map((issue: Issue) => issue.code).sort()).toEqual(['missing-export', 'unknown-import'])
})
