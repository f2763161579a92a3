import { describe, expect, test } from 'vitest'
import { PluginError } from '../../src/errors.ts'
import { guardModules } from '../../src/guard/guard.ts'
import { firstNode } from '../../src/guard/support.ts'
import { createTank } from '../../src/memory/tank.ts'
import { decodeModule } from '../../src/wasm/decode.ts'
import { countExactly } from './core-exact.ts'
import { type Outcome, type Preparation, plain, type RunCommand, runScript, Unsupported } from './core-runner.ts'
import { isPresent, reason, type Script, scripts } from './core-suite.ts'
import { record } from './status.ts'

/** As far as the scripts go. */
const limits = { functions: 10_000, tables: 100, tableElements: 10_000_000, memories: 100, memoryPages: 65_536 }
const fill = 2 ** 50

/** Every module through `prepare`, all of a script on one tank. */
function fuelled(prepare: Preparation['prepare']): Preparation {
  const tank = createTank()
  return {
    prepare,
    imports: { hospes: { fuel: tank.fuel } },
    refill: () => tank.refuel(fill),
    used: () => fill - tank.left(),
  }
}

const metered = fuelled((module, bytes) => {
  try {
    const [guarded] = guardModules([{ module, bytes }], limits, { fuel: true })
    if (guarded === undefined) throw new Error('one module in, one module out')
    return guarded.bytes
  } catch (error) {
    if (error instanceof PluginError) throw new Unsupported(`guard: ${error.message}`)
    throw error
  }
})

/** Versions of Node whose differences are listed by line, beside this file. */
const listed = ['20', '24']

/** The difference of whatever needs a module that is refused; not listed, since it says nothing new. */
const follows = 'needs a module that is refused'

/** Why an outcome differs, where that is as it should be. */
function difference(before: Outcome, after: Outcome, isRefusedBefore: boolean): string | undefined {
  const refusal = /^unsupported: guard: (.*)/.exec(after.what)?.[1]
  if (refusal !== undefined) return `refused: ${refusal}`
  if (isRefusedBefore && /^(unsupported: |link )/.test(after.what)) return follows
  if (/^link .* (has no maximum|mismatch in maximum)/.test(before.what) && after.what.startsWith('link ')) {
    return 'not linked for another reason: the guard gives every memory and table a maximum'
  }
  return undefined
}

/** Whether the oldest supported engine accepts all modules of a script. */
function isOld(script: Script<RunCommand>): boolean {
  return script.commands.every(({ type, bytes }) => {
    if (bytes === undefined || type === 'assert_malformed' || type === 'assert_invalid') return true
    const { features } = decodeModule(Uint8Array.from(Buffer.from(bytes, 'base64')))
    return features.every(feature => firstNode(feature) === 20)
  })
}

describe.skipIf(!isPresent)(`the core specification, guarded and metered${reason}`, () => {
  test('returns, traps and exceptions are those of the plain modules', { timeout: 300_000 }, async () => {
    const equal: Record<string, number> = {
      assert_return: 0,
      assert_trap: 0,
      assert_exhaustion: 0,
      assert_exception: 0,
    }
    const differences: string[] = []
    const unexplained: string[] = []
    for (const script of scripts<RunCommand>()) {
      const before = runScript(script, plain)
      const after = runScript(script, metered)
      let isRefused = false
      before.forEach((outcome, index) => {
        const now = after[index]
        if (now === undefined) throw new Error('the same commands give as many outcomes')
        if (now.what === outcome.what) {
          if (now.passed) equal[now.type] = (equal[now.type] ?? 0) + 1
          return
        }
        const why = difference(outcome, now, isRefused)
        const line = `${script.source}:${outcome.line} ${outcome.type}: `
        if (why === undefined) unexplained.push(`${line}${outcome.what}, then ${now.what}`)
        else if (why.startsWith('refused')) isRefused = true
        if (why !== follows) differences.push(line + why)
      })
    }
    expect(unexplained).toEqual([])
    const major = process.versions.node.split('.')[0]
    if (listed.includes(major ?? '')) {
      await expect(`${differences.join('\n')}\n`).toMatchFileSnapshot(`differences/metered-node-${major}.txt`)
    }
    record('core suite, metered', {
      'returns as before': equal['assert_return'] ?? 0,
      'traps as before': equal['assert_trap'] ?? 0,
      'exhaustions as before': equal['assert_exhaustion'] ?? 0,
      'exceptions as before': equal['assert_exception'] ?? 0,
    })
  })

  test('no call is charged less than the instructions that it ran', { timeout: 300_000 }, () => {
    const exact = fuelled(countExactly)
    let compared = 0
    const tooLittle: string[] = []
    for (const script of scripts<RunCommand>()) {
      const counted = runScript(script, exact)
      const after = runScript(script, metered)
      counted.forEach((outcome, index) => {
        const now = after[index]
        // What a trap ended may hold its fuel in a local
        if (!now?.what.startsWith('return') || !outcome.what.startsWith('return')) return
        compared++
        if (now.used < outcome.used) {
          tooLittle.push(`${script.source}:${now.line}: ${outcome.used} units ran, ${now.used} were charged`)
        }
      })
    }
    expect(tooLittle).toEqual([])
    record('core suite, charged soundly', { calls: compared })
  })

  test('fuel is the same on every engine', { timeout: 300_000 }, () => {
    let total = 0
    for (const script of scripts<RunCommand>()) {
      for (const { what, used } of isOld(script) ? runScript(script, metered) : []) {
        if (what.startsWith('return')) total += used
      }
    }
    expect(total).toMatchInlineSnapshot(`119088594`)
  })
})
