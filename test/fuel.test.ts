import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { contract, openPlugins } from '../src/index.ts'

const greeter = contract(`
  package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }
`)
const folder = fileURLToPath(new URL('../guests/prebuilt/greeter', import.meta.url))

test('a call burns the same fuel on every machine and engine', async () => {
  await using plugins = await openPlugins(folder, greeter, { imports: { hour: () => 9 } })
  const burnt: Record<string, (number | undefined)[]> = {}
  for (const plugin of plugins) {
    // Go collects garbage when it sees fit, by its clock among other things.
    if (plugin.name === 'go') continue
    const fuel = (name: string): number | undefined => {
      plugin.exports.greet(name)
      return plugin.usage.fuel
    }
    burnt[plugin.name] = [fuel('Ada'), fuel('Ada'), fuel('Adé😀'), fuel('Ada'.repeat(1000))]
  }
  expect(burnt).toMatchInlineSnapshot(`
    {
      "c": [
        309,
        309,
        311,
        1059,
      ],
      "rust-wasm-bindgen": [
        5917,
        2551,
        2330,
        4251,
      ],
      "rust-wit-bindgen": [
        6841,
        3475,
        3975,
        5175,
      ],
      "zig": [
        7325,
        1231,
        4280,
        5028,
      ],
    }
  `)
})
