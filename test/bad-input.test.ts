import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract, loadPlugin, openPlugins, PluginError, WitError } from '../src/index.ts'
import { thrownBy } from './thrown.ts'
import { assemble, type GreeterParts, greeter, greeterWit } from './wat.ts'

const greeterContract = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)

const prebuilt = new URL('../guests/prebuilt/greeter/', import.meta.url)
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])

async function load(parts: GreeterParts | Uint8Array) {
  const bytes = parts instanceof Uint8Array ? parts : await assemble(greeter(parts))
  return loadPlugin(bytes, greeterContract)
}

async function refusal(parts: GreeterParts | Uint8Array): Promise<PluginError> {
  const error = await load(parts).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(error instanceof PluginError)) throw new Error('expected a PluginError', { cause: error })
  return error
}

describe('bytes that are no plugin', () => {
  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'not-wasm'],
    ['7 bytes', Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0]), 'malformed'],
    ['a text file', new TextEncoder().encode('Hello, this is a text.\n'), 'not-wasm'],
    ['a PNG', png, 'not-wasm'],
  ])('%s is refused in one sentence', async (_, bytes, code) => {
    const error = await refusal(bytes)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^plugin "plugin": expected .+, found .*[^.]$/)
    expect(error.phase).toBe('load')
  })

  test.each(['c.wasm', 'rust-wasm-bindgen.wasm'])('every prefix of %s is refused, or a whole module', async file => {
    const whole = new Uint8Array(readFileSync(new URL(file, prebuilt)))
    for (let length = 0; length < whole.length; length++) {
      const prefix = whole.slice(0, length)
      // Cut between the custom sections at its end, what is left is a module in its own right.
      const isModule = WebAssembly.validate(prefix)
      const outcome = await load(prefix).then(
        () => 'loaded',
        error => (error instanceof PluginError ? error.code : error),
      )
      const expected = isModule ? /^(loaded|missing-export|unknown-import|unsupported)$/ : /^(not-wasm|malformed)$/
      expect([length, outcome]).toEqual([length, expect.stringMatching(expected)])
    }
  })
})

describe('a folder with all of it', () => {
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hospes-bad-'))
    writeFileSync(join(folder, 'good.wasm'), await assemble(greeter()))
    writeFileSync(join(folder, 'empty.wasm'), '')
    writeFileSync(join(folder, 'text.wasm'), 'text')
    writeFileSync(join(folder, 'png.wasm'), png)
    writeFileSync(join(folder, 'readme.md'), 'passed over')
    mkdirSync(join(folder, 'folder.wasm'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.wasm'))
    symlinkSync('/dev/zero', join(folder, 'zero.wasm'))
    execFileSync('mkfifo', [join(folder, 'pipe.wasm')])
    writeFileSync(join(folder, 'large.wasm'), new Uint8Array(200_000))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('the good one works, and each bad one is a failure with its file', async () => {
    await using plugins = await openPlugins(folder, greeterContract, { limits: { moduleBytes: 100_000 } })
    expect([...plugins].map(plugin => plugin.exports.greet('Ada'))).toEqual(['Ada'])
    expect(plugins.failures.map(({ name, error }) => [name, error.code])).toEqual([
      ['dangling', 'not-found'],
      ['empty', 'not-wasm'],
      ['folder', 'not-wasm'],
      ['large', 'too-large'],
      ['pipe', 'not-wasm'],
      ['png', 'not-wasm'],
      ['text', 'not-wasm'],
      ['zero', 'not-wasm'],
    ])
    for (const { name, error, source } of plugins.failures) {
      expect(error.message).toContain(`${name}.wasm`)
      expect(source).toBe(join(folder, `${name}.wasm`))
    }
  })

  test('a folder that is not there rejects, an empty one is empty', async () => {
    await expect(openPlugins(join(folder, 'nowhere'), greeterContract)).rejects.toMatchObject({ code: 'not-found' })
    const empty = mkdtempSync(join(tmpdir(), 'hospes-empty-'))
    await using plugins = await openPlugins(empty, greeterContract)
    expect([plugins.size, plugins.failures]).toEqual([0, []])
    rmSync(empty, { recursive: true })
  })
})

describe('modules that do not fit the contract', () => {
  test.each<[string, GreeterParts, string, string]>([
    ['no memory', { memory: '(memory 64)' }, 'missing-export', 'memory'],
    ['no greet', { greet: '' }, 'missing-export', 'greet'],
    [
      'greet with other parameters',
      { greet: '(func (export "greet") (param i64) (result i32) unreachable)' },
      'signature-mismatch',
      '(i64) -> i32',
    ],
    ['an import nobody provides', { imports: '(import "env" "mystery" (func))' }, 'unknown-import', 'mystery'],
    [
      'an imported memory',
      { imports: '(import "env" "memory" (memory 1))', memory: '' },
      'unknown-import',
      'env memory',
    ],
    ['an import of ours', { imports: '(import "hospes" "fuel" (global (mut i64)))' }, 'unknown-import', 'hospes'],
  ])('%s', async (_, parts, code, words) => {
    const error = await refusal(parts)
    expect(error.message).toContain(words)
    expect(error.code).toBe(code)
  })
})

describe('guests that misbehave', () => {
  const answer = (pointer: string, length: string) => `(func (export "greet") (param i32 i32) (result i32)
    (i32.store (i32.const 64) (i32.const ${pointer})) (i32.store (i32.const 68) (i32.const ${length})) (i32.const 64))`

  test.each<[string, string, string]>([
    ['traps', '(func (export "greet") (param i32 i32) (result i32) unreachable)', 'trap'],
    [
      'returns a result area out of bounds',
      '(func (export "greet") (param i32 i32) (result i32) (i32.const -4))',
      'abi-violation',
    ],
    [
      'returns a misaligned result area',
      '(func (export "greet") (param i32 i32) (result i32) (i32.const 65))',
      'abi-violation',
    ],
    ['returns an out-of-bounds pointer', answer('0x7fffffff', '4'), 'abi-violation'],
    [
      'returns invalid UTF-8',
      answer('1000000', '4').replace('(i32.store', '(i32.store (i32.const 1000000) (i32.const -1)) (i32.store'),
      'abi-violation',
    ],
    ['returns a length of 4 GiB', answer('32', '-1'), 'abi-violation'],
    [
      'recurses for ever',
      '(func $greet (export "greet") (param i32 i32) (result i32) (call $greet (i32.const 0) (i32.const 0)))',
      'stack-exhausted',
    ],
  ])('%s: a typed error, and the next call has a fresh instance', async (_, greet, code) => {
    const plugin = await load({ greet })
    const error = thrownBy(() => plugin.exports.greet('Ada'))
    expect(error).toMatchObject({ code, phase: 'call', plugin: 'plugin', function: 'greet' })
    expect(error.message).toMatch(/^plugin "plugin": greet: /)
    expect(plugin.exports.language()).toBe('Test')
    expect([plugin.state, plugin.restarts]).toEqual(['ready', 1])
  })

  test('an allocator that hands out nonsense', async () => {
    const plugin = await load({
      realloc: '(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const -1))',
    })
    expect(thrownBy(() => plugin.exports.greet('Ada')).code).toBe('abi-violation')
  })

  test('more output than the limit is refused before it is copied', async () => {
    const bytes = await assemble(greeter())
    const plugin = await loadPlugin(bytes, greeterContract, { limits: { liftedBytes: 100 } })
    expect(plugin.exports.greet('x'.repeat(100))).toHaveLength(100)
    expect(thrownBy(() => plugin.exports.greet('x'.repeat(101))).code).toBe('output-too-large')
  })

  test('a start function that traps fails the load, and memory over the limit too', async () => {
    expect((await refusal({ more: '(func $start unreachable) (start $start)' })).code).toBe('trap')
    expect((await refusal({ memory: '(memory (export "memory") 60000)' })).code).toBe('limit-exceeded')
  })
})

describe('names and strings', () => {
  test.each([
    ['nothing', '', ''],
    ['an emoji', '😀', '😀'],
    ['a lone high surrogate', 'a\ud800b', 'a\ufffdb'],
    ['a lone low surrogate', '\udc00', '\ufffd'],
    ['NUL', 'a\0b', 'a\0b'],
    ['a byte order mark', '\ufeffx', '\ufeffx'],
    ['1 MiB', 'x'.repeat(1 << 20), 'x'.repeat(1 << 20)],
    ['much of everything', 'aé€😀'.repeat(50_000), 'aé€😀'.repeat(50_000)],
  ])('%s', async (_, name, greeting) => {
    const plugin = await load({})
    expect(plugin.exports.greet(name)).toBe(greeting)
  })
})

describe('wrong use', () => {
  test('an argument of the wrong type never reaches the guest', async () => {
    const plugin = await load({})
    for (const wrong of [7, undefined, null, {}, ['x'], Symbol('x')]) {
      // @ts-expect-error: not a string
      const error = thrownBy(() => plugin.exports.greet(wrong))
      expect(error.code).toBe('invalid-argument')
      expect(error.message).toContain('expected string')
    }
    expect([plugin.restarts, plugin.exports.greet('Ada')]).toEqual([0, 'Ada'])
  })

  test.each([
    [{ isolaton: 'inline' }, 'invalid-option', 'isolaton is not an option'],
    [{ isolation: 'thread' }, 'invalid-option', 'isolation'],
    [{ limits: { memory: 1 } }, 'invalid-option', 'limits.memory'],
    [{ restarts: -1 }, 'invalid-option', 'restarts'],
    [{ log: 'x' }, 'invalid-option', 'log'],
    [{ dialect: 'klingon' }, 'invalid-option', 'klingon'],
    [{ names: { greet: 1 } }, 'invalid-option', 'names.greet'],
    [{ signal: {} }, 'invalid-option', 'signal'],
    ['inline', 'invalid-option', 'options'],
  ])('options %o', async (options, code, words) => {
    const bytes = await assemble(greeter())
    // @ts-expect-error: wrong on purpose
    await expect(loadPlugin(bytes, greeterContract, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    })
  })

  test('a contract that is none, a source that is none', async () => {
    const bytes = await assemble(greeter())
    // @ts-expect-error: text is not a contract
    await expect(loadPlugin(bytes, greeterWit)).rejects.toMatchObject({ code: 'invalid-argument' })
    // @ts-expect-error: a number is not a source
    await expect(loadPlugin(7, greeterContract)).rejects.toMatchObject({ code: 'invalid-argument' })
    await expect(loadPlugin(bytes)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test.each<[string, string, string]>([
    ['a syntax error', 'package a:b;\nworld w {\n  export greet func();\n}', "found 'func' at 3:16"],
    ['an unknown type', 'package a:b;\nworld w {\n  export greet: func(who: persn);\n}', 'persn'],
    ['two worlds and none chosen', 'package a:b; world v {} world w {}', 'v, w'],
    ['a world that is not there', 'package a:b; interface i {}', 'world'],
  ])('a contract with %s', (_, wit, words) => {
    const text: string = wit
    const error = thrownBy(() => contract(text))
    expect(error).toBeInstanceOf(WitError)
    expect(error).toMatchObject({ code: 'wit-invalid', phase: 'contract' })
    expect(error.message).toContain(words)
  })
})
