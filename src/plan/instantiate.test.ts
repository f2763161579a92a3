import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PluginError } from '../errors.ts'
import { defaultLimits } from '../limits.ts'
import { clocks } from '../platform/clocks.ts'
import { parseWasi } from '../wasi/grants.ts'
import { parseWit } from '../wit/parse.ts'
import { type Code, codeOnDemand, instantiator, type Surroundings } from './instantiate.ts'
import { makePlan } from './make.ts'
import type { Plan } from './plan.ts'

const greeter = parseWit(`package demo:greeter@1.0.0;
  world greeter {
    import hour: func() -> u32;
    export language: func() -> string;
    export greet: func(name: string) -> string;
  }`)

function plan(file: string): Plan {
  const bytes = new Uint8Array(readFileSync(new URL(`../../guests/prebuilt/${file}`, import.meta.url)))
  return makePlan(bytes, { world: greeter, names: {}, dialect: undefined, limits: defaultLimits })
}

const surroundings: Surroundings = {
  hostFunctions: () => [() => 9],
  wasi: { ...parseWasi(undefined), ports: clocks, log: undefined },
}

/** Says what it is asked for. */
function counting(asked: string[]): Code {
  const runners = Object.entries(codeOnDemand.runners).map(([name, load]) => {
    const counted = (): ReturnType<typeof load> => {
      asked.push(name)
      return load()
    }
    return [name, counted] as const
  })
  return {
    runners: Object.fromEntries(runners),
    wasi: () => {
      asked.push('WASI')
      return codeOnDemand.wasi()
    },
  }
}

test.each([
  ['greeter/c.wasm', ['core']],
  ['greeter/rust-wasm-bindgen.wasm', ['wasm-bindgen']],
  ['component/c.wasm', ['component']],
  ['greeter/go.wasm', ['core', 'WASI']],
  ['component/rust-wasip2.wasm', ['component', 'WASI']],
])('%s needs %j, once for all instances', async (file, needed) => {
  const asked: string[] = []
  const instantiate = await instantiator(plan(file), surroundings, counting(asked))
  for (const { functions } of [instantiate(), instantiate()]) expect(functions[1]?.('Ada')).toContain('Ada')
  expect(asked).toEqual(needed)
})

const cause = new TypeError('Failed to fetch dynamically imported module')
const lost = (): Promise<never> => Promise.reject(cause)

test.each([
  ['core', 'greeter/go.wasm', { ...codeOnDemand, wasi: lost }],
  ['wasm-bindgen', 'greeter/rust-wasm-bindgen.wasm', { ...codeOnDemand, runners: { 'wasm-bindgen': lost } }],
])('code that cannot be loaded for %s is no fault of the plugin', async (dialect, file, code) => {
  const error = await instantiator(plan(file), surroundings, code).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(PluginError)
  const message = `expected the part of hospes that a plugin of the dialect ${dialect} needs, found none`
  expect(error).toMatchObject({ code: 'not-found', message, cause })
})
