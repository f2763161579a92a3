import { describe, expect, it } from 'vitest'
import { contract, loadPlugin } from '../../src/index.ts'
import { camelCase } from '../../src/wit/names.ts'
import { failureOf, type Opened, plugin } from './open.ts'
import { answers, type Case, decode, ordinal, prebuilt, zooImports, zooWit } from './zoo.ts'

const calls = 100_000
const builds = answers.eras.flatMap(era => ['zoo', 'zoo-stripped-precli'].map(file => [era, file] as const))

function casesOf(era: string): readonly Case[] {
  return answers.cases.filter(
    ({ since, function: name, answer }) =>
      !('traps' in answer) &&
      (since === undefined || ordinal(since) <= ordinal(era)) &&
      !/strings|call-|option-json/.test(name),
  )
}

/** Calls a function with the arguments of a case, however it ends. */
function caller(zoo: Opened, { function: name, arguments: args, answer }: Case): () => void {
  const values = args.map(value => decode(value))
  const call = (): unknown => zoo.call(name, ...values)
  return 'ok' in answer ? call : () => failureOf(call)
}

function repeat(callers: readonly (() => void)[], times: number): void {
  for (let i = 0; i < times; i++) (callers[i % callers.length] as () => void)()
}

describe.each(builds)('the zoo of wasm-bindgen %s (%s)', (era, file) => {
  const start = plugin(prebuilt(era, file), zooWit, { world: 'values', imports: zooImports })
  const bytes = (zoo: Opened): number => zoo.instance.memoryBytes()

  it('needs no more memory after a hundred thousand calls', () => {
    const zoo = start()
    const callers = casesOf(era).flatMap(one => ('throws' in one.answer ? [] : [caller(zoo, one)]))
    repeat(callers, calls / 2)
    const before = bytes(zoo)
    repeat(callers, calls / 2)
    expect(bytes(zoo)).toBe(before)
  })

  it('goes on after ten thousand exceptions, which leave no more than Rust had in hand', async () => {
    const wit = zooWit as string
    let restarts = 0
    const plugin = await loadPlugin(prebuilt(era, file), contract(wit, { world: 'values' }), {
      imports: { hour: () => 9 },
      onRestart: () => {
        restarts++
      },
    })
    const functions = plugin.exports as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>
    const callers = casesOf(era)
      .filter(({ answer }) => 'throws' in answer)
      .map(({ function: name, arguments: args }) => {
        const values = args.map(value => decode(value))
        return () => failureOf(() => functions[camelCase(name)]?.(...values))
      })
    repeat(callers, 100)
    const before = plugin.usage.memoryBytes
    repeat(callers, calls / 10)
    expect(plugin.usage.memoryBytes - before).toBeLessThan((calls / 10) * 200)
    expect(functions['echoString']?.('still here')).toBe('still here')
    expect(restarts).toBe(0)
    plugin.close()
  })
})
