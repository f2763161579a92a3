import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract, openPlugins, type Plugins } from '../src/index.ts'

const greeterContract = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)

const folder = fileURLToPath(new URL('../guests/prebuilt/greeter', import.meta.url))
const names = readdirSync(folder)
  .map(file => file.replace('.wasm', ''))
  .sort()

/** What each says before and after noon, around the name. */
const greetings: Readonly<Record<string, { language: string; morning: [string, string]; evening: [string, string] }>> =
  {
    c: { language: 'French', morning: ['Bonjour, ', ' !'], evening: ['Bonsoir, ', ' !'] },
    go: { language: 'Spanish', morning: ['¡Buenos días, ', '!'], evening: ['¡Buenas noches, ', '!'] },
    'rust-wasm-bindgen': { language: 'English', morning: ['Hello, ', '!'], evening: ['Hello, ', '!'] },
    'rust-wit-bindgen': { language: 'Italian', morning: ['Buongiorno, ', '!'], evening: ['Buonasera, ', '!'] },
    zig: { language: 'German', morning: ['Guten Morgen, ', '!'], evening: ['Guten Abend, ', '!'] },
  }

let plugins: Plugins<typeof greeterContract>
let hour = 8
beforeAll(async () => {
  plugins = await openPlugins(folder, greeterContract, { imports: { hour: () => hour } })
})
afterAll(() => plugins.close())

const plugin = (name: string) => {
  const found = plugins.get(name)
  if (found === undefined) throw new Error(`no plugin ${name}`, { cause: plugins.failures })
  return found
}

test('all five load, in name order', () => {
  expect(plugins.failures).toEqual([])
  expect([...plugins].map(({ name }) => name)).toEqual(Object.keys(greetings))
})

describe.each(names)('%s', name => {
  const words = greetings[name]
  if (words === undefined) throw new Error(`what does ${name} say?`)

  test('greets in its own language, by the hour that the host gives', () => {
    const { exports } = plugin(name)
    expect(exports.language()).toBe(words.language)
    hour = 8
    expect(exports.greet('JP Moresmau')).toBe(words.morning.join('JP Moresmau'))
    hour = 21
    expect(exports.greet('JP Moresmau')).toBe(words.evening.join('JP Moresmau'))
  })

  test.each([
    ['nothing', ''],
    ['an emoji', '😀'],
    ['a mebibyte', 'x'.repeat(1 << 20)],
    ['a mebibyte of mixed text', 'aé€😀'.repeat(1 << 17)],
  ])('takes %s as a name', (_, text) => {
    hour = 8
    expect(plugin(name).exports.greet(text) === words.morning.join(text)).toBe(true)
  })

  test('a hundred thousand calls leave the memory as it was', () => {
    const target = plugin(name)
    for (let call = 0; call < 1000; call++) target.exports.greet('JP Moresmau')
    const before = target.usage.memoryBytes
    for (let call = 0; call < 100_000; call++) target.exports.greet('JP Moresmau')
    expect(target.usage.memoryBytes).toBe(before)
    expect(target.restarts).toBe(0)
  })
})
