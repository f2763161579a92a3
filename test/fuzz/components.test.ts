import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PluginError } from '../../src/errors.ts'
import { guardModules } from '../../src/guard/guard.ts'
import { contract, loadPlugin, type Plugin } from '../../src/index.ts'
import { defaultLimits } from '../../src/limits.ts'
import { readCandidate } from '../../src/plan/make.ts'
import { decodeComponent } from '../../src/wasm/component/decode.ts'
import { createRandom, mutantsOf } from '../../src/wasm/testing/mutants.ts'
import { ends, mutants, refusals, timeout } from './size.ts'

const text = (name: string): string => readFileSync(new URL(`../../guests/wit/${name}.wit`, import.meta.url), 'utf8')
const bytesOf = (name: string): Uint8Array =>
  readFileSync(new URL(`../../guests/prebuilt/component/${name}.wasm`, import.meta.url))

class Sink {
  static open(): Sink {
    return new Sink()
  }
  name(): string {
    return ''
  }
  write(): number {
    return 1
  }
}

const limits = { ...defaultLimits, fuel: 1_000_000, startFuel: 1_000_000, liftedBytes: 100_000, memoryPages: 200 }

interface Sample {
  readonly wit: string
  readonly imports: object
  readonly cost: number
  /** Calls a few functions of it. */
  use(exports: Plugin['exports']): void
}

const samples: Readonly<Record<string, Sample>> = {
  c: {
    wit: text('greeter'),
    imports: { hour: () => 9 },
    cost: 10,
    use: ({ language, greet }) => [language(), greet('Ada')],
  },
  composed: {
    wit: text('greeter'),
    imports: { hour: () => 9 },
    cost: 50,
    use: ({ language, greet }) => [language(), greet('Ada')],
  },
  buffers: {
    wit: text('text'),
    imports: { sinks: { Sink, close: () => 0 } },
    cost: 50,
    use: ({ buffers: { Buffer, concatenate, publish, alive } }) => {
      const [left, right] = [new Buffer('left'), new Buffer('right\n')]
      left.attach(new Sink())
      publish('out', concatenate(left, right))
      right[Symbol.dispose]()
      alive()
    },
  },
}

/** Bytes outside of the core modules, which take most of a file, changed; else as `mutantsOf`. */
function* outerMutantsOf(original: Uint8Array, count: number, seed: number): Generator<Uint8Array<ArrayBuffer>> {
  const modules = decodeComponent(original).definitions.flatMap(one => (one.kind === 'core module' ? [one] : []))
  const isOutside = (at: number): boolean =>
    modules.every(({ offset, bytes }) => at < offset || at >= offset + bytes.length)
  const places = [...original.keys()].slice(8).filter(isOutside)
  const random = createRandom(seed)
  for (let rest = count; rest > 0; rest--) {
    const mutant = new Uint8Array(original)
    for (let changes = 1 + random(3); changes > 0; changes--) {
      const at = places[random(places.length)] ?? 8
      mutant[at] = random(2) === 0 ? random(256) : (mutant[at] ?? 0) + random(3) - 1
    }
    yield mutant
  }
}

function* bothMutantsOf(original: Uint8Array, count: number, seed: number): Generator<Uint8Array<ArrayBuffer>> {
  yield* mutantsOf(original, Math.ceil(count / 2), seed)
  yield* outerMutantsOf(original, Math.ceil(count / 2), seed + 1)
}

describe.each(Object.entries(samples))('mutants of a component: %s', (name, { wit, imports, cost, use }) => {
  const original = bytesOf(name)
  const expected = contract(wit)

  test('are refused by a listed code, or stay valid when they are guarded', { timeout }, () => {
    let accepted = 0
    let slowest = 0
    for (const mutant of bothMutantsOf(original, mutants(cost), 0x5eed)) {
      const start = performance.now()
      let guarded: ReturnType<typeof guardModules> = []
      try {
        const candidate = readCandidate(mutant, undefined, limits)
        guarded = guardModules(candidate.modules, limits, { fuel: true })
        accepted += 1
      } catch (error) {
        if (!(error instanceof PluginError)) throw error
        expect(refusals).toContain(error.code)
      }
      slowest = Math.max(slowest, performance.now() - start)
      for (const { bytes } of guarded) expect(WebAssembly.validate(bytes)).toBe(true)
    }
    expect(accepted).toBeGreaterThan(0)
    expect(slowest).toBeLessThan(5000)
  })

  test('work, or fail with a listed code', { timeout }, async () => {
    for (const mutant of bothMutantsOf(original, mutants(cost * 5), 0xbeef)) {
      try {
        await using plugin = await loadPlugin(mutant, expected, { imports, limits })
        use(plugin.exports)
      } catch (error) {
        if (!(error instanceof PluginError)) throw error
        expect([...refusals, ...ends]).toContain(error.code)
      }
    }
  })
})
