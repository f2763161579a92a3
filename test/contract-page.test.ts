import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { contract, err, loadPlugin } from '../src/index.ts'
import { assemble } from '../src/wasm/testing/assemble.ts'
import { camelCase } from '../src/wit/names.ts'
import { parseWit } from '../src/wit/parse.ts'
import { showTypeRef } from '../src/wit/show.ts'
import { compileProject, openWorkshop } from './types/compiler.ts'

// The tables of docs/contract.md, row by row: what they say is what the compiler and a guest say.

const page = readFileSync('docs/contract.md', 'utf8')
const workshop = openWorkshop()
afterAll(workshop.close)

/** The rows of the table whose head begins so, cell by cell. */
function rowsUnder(head: string): string[][] {
  const lines = page.slice(page.indexOf(`\n| ${head}`) + 1).split('\n')
  const rows = lines.slice(2, lines.indexOf(''))
  return rows.map(line =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map(cell => cell.trim().replaceAll('\\|', '|')),
  )
}

/** The text of a cell that is code. */
function code(cell = ''): string {
  return /^`([^`]+)`$/.exec(cell)?.[1] ?? cell
}

/** What an expression of the page stands for. */
function evaluate(expression: string, scope: Readonly<Record<string, unknown>> = {}): unknown {
  return new Function(...Object.keys(scope), `return (${expression})`)(...Object.values(scope))
}

/** Types that are the same, not only assignable. */
const same = `type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : A
`

const values = rowsUnder('WIT | into the guest').map(([wit = '', into = '', out = '', value = '']) => {
  const [, kind, name = ''] = /^(record|variant|enum|flags|type) ([a-z-]+)/.exec(code(wit)) ?? []
  return { wit: code(wit), into: code(into), out: code(out), value, definition: kind, type: kind ? name : code(wit) }
})

test('the table of values has a row for each type', () => {
  const text = values.map(({ wit }) => wit).join('\n')
  const kinds = 'bool u8 u16 u32 u64 s8 s16 s32 s64 f32 f64 char string list map tuple record variant enum flags option'
  for (const kind of [...kinds.split(' '), 'result', 'error-context', 'future', 'stream', 'type'])
    expect(text).toMatch(new RegExp(`^(?:list<)?${kind}\\b`, 'm'))
})

test('the types of values are what the compiler reads', () => {
  const definitions = values.filter(({ definition }) => definition !== undefined)
  const lines = [
    ...definitions.map(({ wit }) => (wit.endsWith('}') ? wit : `${wit};`)),
    ...values.map(({ type }, at) => `export echo-${at}: func(value: ${type}) -> ${type};`),
  ]
  const checks = values.flatMap(({ wit, into, out }, at) => [
    `// ${wit}, into the guest`,
    `export const into${at}: Same<Parameters<E['echo${at}']>[0], ${into}> = true`,
    `// ${wit}, out of the guest`,
    `export const out${at}: Same<ReturnType<E['echo${at}']>, ${out}> = true`,
  ])
  const program = `import { contract, type Exports } from 'hospes'
const table = contract(\`package docs:table; world table { ${lines.join('\n')} }\`)
type E = Exports<typeof table>
${same}${checks.join('\n')}`
  expect(workshop.compile({ 'values.ts': program }).complaints).toEqual([])
})

/** Hands back a value that is two numbers on the way: the place and length of a string or list, or two of a kind. */
const pair = assemble(`(module
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 1024))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
    (global.get $next)
    (global.set $next (i32.add (global.get $next) (local.get 3))))
  (func (export "echo") (param i32 i32) (result i32)
    (i32.store (i32.const 16) (local.get 0))
    (i32.store (i32.const 20) (local.get 1))
    (i32.const 16)))`)

/** The guest that takes types through the host and back: its functions by the type that each takes. */
const mirrorText = readFileSync('guests/wit/types.wit', 'utf8')
const mirror = parseWit(mirrorText)
const mirrorFunctions = mirror.interfaces.flatMap(({ functions }) => functions)
const mirrorNames = mirrorFunctions.map(({ name }) => name)
const echoes = new Map(
  mirrorFunctions.map(({ name, params: [param] }) => [showTypeRef(mirror.types, param?.type ?? 'bool'), name]),
)

/** A function that takes a value through a guest. */
async function echoOf(type: string): Promise<(value: unknown) => unknown> {
  const echo = echoes.get(type)
  if (echo === undefined) {
    const text: string = `package a:b; world w { export echo: func(value: ${type}) -> ${type}; }`
    return (await loadPlugin(pair, contract(text))).exports.echo
  }
  const identities = Object.fromEntries(mirrorNames.map(name => [camelCase(name), (value: unknown) => value]))
  const options = { imports: { mirror: identities } }
  const plugin = await loadPlugin('guests/prebuilt/core/types.wasm', contract(mirrorText), options)
  return plugin.exports.mirror[camelCase(echo)]
}

describe('values go through a guest and come back as the table says', () => {
  test.each(values.filter(({ value }) => value !== 'refused'))('$wit', async ({ wit, type, definition, value }) => {
    const squeezed = (text: string): string => text.replace(/\/\/.*|\s/g, '').replaceAll(',}', '}')
    if (definition !== undefined && definition !== 'type') expect(squeezed(mirrorText)).toContain(squeezed(wit))
    const echo = await echoOf(definition === 'type' ? wit.replace(/^.*= /, '') : type)
    const groups = value.split(/; (?=`)/).map(group => [...group.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text))
    expect(groups.length).toBeGreaterThan(0)
    for (const [first = '', ...others] of groups)
      for (const expression of [first, ...others]) {
        const returned = echo(evaluate(expression))
        expect(returned, expression).toStrictEqual(evaluate(first))
      }
  })

  test.each(values.filter(({ value }) => value === 'refused'))('$wit: refused', async ({ type }) => {
    const text: string = `package a:b; world w { export echo: func(value: ${type}) -> ${type}; }`
    await expect(loadPlugin(pair, contract(text))).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('results are what the table says', () => {
  const rows = rowsUnder('WIT | `plugin.exports').map(row => row.map(code))

  test('to the compiler', () => {
    const functions = rows.map(
      ([type], at) => `import check-${at}: func() -> ${type}; export check-${at}: func() -> ${type};`,
    )
    const checks = rows.flatMap(([type, exported, imported], at) => [
      `// ${type}`,
      `export const exported${at}: Same<ReturnType<Exports<C>['check${at}']>, ${exported}> = true`,
      `export const imported${at}: Same<ReturnType<Imports<C>['check${at}']>, ${imported}> = true`,
    ])
    const program = `import { contract, type Exports, type Failure, type Imports } from 'hospes'
const table = contract(\`package docs:table; world table { ${functions.join('\n')} }\`)
type C = typeof table
${same}${checks.join('\n')}`
    expect(workshop.compile({ 'results.ts': program }).complaints).toEqual([])
  })

  /** Answers as its import of the same name answers. */
  const asker = assemble(`(module
    (import "$root" "check" (func $check (param i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
    (func (export "check") (result i32) (call $check (i32.const 16)) (i32.const 16)))`)

  test.each(rows)('through a guest: %s', async (type, _exported, _imported, ok = '', failure = '') => {
    const text: string = `package a:b; world w { import check: func() -> ${type}; export check: func() -> ${type}; }`
    const check = async (answer: unknown): Promise<unknown> =>
      (await loadPlugin(asker, contract(text), { imports: { check: () => answer } })).exports.check()
    expect(await check(evaluate(ok))).toEqual(evaluate(ok))
    const payload = evaluate(failure)
    await expect(check(err(payload))).rejects.toMatchObject({ code: 'guest-error', payload })
  })
})

describe('resources are what the table says', () => {
  const rows = rowsUnder('WIT | call').map(row => row.map(code))
  const text = readFileSync('guests/wit/text.wit', 'utf8')

  test('they are those of the guest', () => {
    for (const [wit] of rows) expect(text).toContain(`${wit};`)
  })

  test('to the compiler', () => {
    const checks = rows.map(
      ([wit, call, value]) =>
        `// ${wit}\nexport const call${rows.findIndex(row => row[0] === wit)} = [${call}, ${value}]`,
    )
    const program = `import { contract, type Exports } from 'hospes'
const documents = contract(\`${text}\`)
declare const Buffer: Exports<typeof documents>['buffers']['Buffer']
${checks.join('\n')}`
    expect(workshop.compile({ 'resources.ts': program }).complaints).toEqual([])
  })

  test.each(rows)('%s: %s', async (_, call = '', value = '') => {
    class Sink {}
    Object.assign(Sink.prototype, { name: () => '', write: () => 0 })
    const sinks = { Sink: Object.assign(Sink, { open: () => new Sink() }), close: () => 0 }
    const plugin = await loadPlugin('guests/prebuilt/component/buffers.wasm', undefined, {
      imports: { 'demo:text/sinks@1.0.0': sinks },
    })
    const { Buffer } = plugin.exports['demo:text/buffers@1.0.0']
    expect(evaluate(call, { Buffer })).toEqual(evaluate(value))
  })
})

test('the programs of the page compile', () => {
  const programs = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text)
  expect(programs.length).toBeGreaterThan(1)
  const console = 'declare const console: { log(...values: unknown[]): void }\n'
  const files = programs.map((text, at) => [`program-${at}.ts`, console + text])
  const folder = workshop.write(Object.fromEntries(files))
  const project = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'))
  project.compilerOptions.paths.hospes = [join(folder, '../hospes/browser.d.ts')]
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
  expect(compileProject(join(folder, 'tsconfig.json')).complaints).toEqual([])
})
