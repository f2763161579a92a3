import { describe, expect, test } from 'vitest'
import { PluginError } from '../../src/errors.ts'
import { engineHas } from '../../src/guard/support.ts'
import { check, type Instance, type Prepared, prepare } from './component-program.ts'
import { type Command, type Folder, folders, isPresent, reason, scripts } from './component-suite.ts'
import { isValue, type SuiteValue, toJavaScript } from './component-values.ts'
import { record } from './status.ts'

interface Tally {
  passed: number
  /** By place: what was wrong. */
  readonly missed: string[]
  /** By place: what this engine, or hospes, does not have. */
  readonly lacking: string[]
}

const tally = (): Tally => ({ passed: 0, missed: [], lacking: [] })

function attempt(counted: Tally, place: string, run: () => void): void {
  try {
    run()
    counted.passed++
  } catch (error) {
    const isLacking = error instanceof PluginError && error.code === 'unsupported'
    const list = isLacking ? counted.lacking : counted.missed
    list.push(`${place}: ${error instanceof Error ? error.message : error}`)
  }
}

function run(...wanted: readonly Folder[]): {
  readonly instances: Tally
  readonly returns: Tally
  readonly traps: Tally
} {
  const counted = { instances: tally(), returns: tally(), traps: tally() }
  for (const { name, commands, bytes } of scripts(...wanted)) {
    const named = new Map<string, Instance | undefined>()
    const definitions = new Map<string | undefined, Prepared | undefined>()
    let current: Instance | undefined
    const keep = (command: Command, prepared: Prepared | undefined): void => {
      definitions.set(undefined, prepared)
      if (command.name !== undefined) definitions.set(command.name, prepared)
    }
    const call = ({ action }: Command): unknown => {
      const instance = action?.module === undefined ? current : named.get(action.module)
      if (instance === undefined || action === undefined) throw new Error('no instance to call')
      return instance.call(action.field, action.args.map(toJavaScript))
    }
    for (const command of commands) {
      const place = `${name}:${command.line}`
      switch (command.type) {
        case 'module_definition':
          attempt(tally(), place, () => {
            keep(command, undefined)
            keep(command, prepare(bytes(command)))
          })
          break
        case 'module':
        case 'module_instance':
          current = undefined
          attempt(counted.instances, place, () => {
            if (command.type === 'module') keep(command, prepare(bytes(command)))
            const definition = definitions.get(command.module)
            if (definition === undefined) throw new PluginError('unsupported', refused)
            current = definition.instantiate()
          })
          for (const key of [command.name, command.instance]) if (key !== undefined) named.set(key, current)
          break
        case 'assert_return':
          attempt(counted.returns, place, () => {
            if (current === undefined) throw new PluginError('unsupported', refused)
            expectValue(
              outcome(() => call(command), command.expected?.[0]),
              command.expected?.[0],
            )
          })
          break
        case 'assert_trap':
          attempt(counted.traps, place, () => {
            if (current === undefined) throw new PluginError('unsupported', refused)
            expectTrap(() => call(command))
          })
      }
    }
  }
  return counted
}

/** A whole result comes as its ok, or as the payload of an error. */
function outcome(call: () => unknown, expected: SuiteValue | undefined): unknown {
  if (expected?.type !== 'result') return call()
  try {
    return { tag: 'ok', val: call() }
  } catch (error) {
    if (error instanceof PluginError && error.code === 'guest-error') return { tag: 'err', val: error.payload }
    throw error
  }
}

function expectValue(found: unknown, expected: SuiteValue | undefined): void {
  const isExpected = expected === undefined ? found === undefined : isValue(found, expected)
  if (!isExpected) throw new Error(`expected ${JSON.stringify(expected)}, found ${String(found)}`)
}

const refused = 'the component was refused'

const trapCodes = ['trap', 'abi-violation', 'reentrant', 'limit-exceeded', 'output-too-large', 'stack-exhausted']

function expectTrap(call: () => unknown): void {
  let found: unknown
  try {
    found = call()
  } catch (error) {
    if (error instanceof PluginError && trapCodes.includes(error.code)) return
    throw error
  }
  throw new Error(`expected a trap, found ${String(found)}`)
}

/** An engine with more features runs more of the suite, and is held to it. */
const onEngine = engineHas('exnref') && engineHas('multi-memory') ? ' on an engine with exnref and multi-memory' : ''

describe.skipIf(!isPresent)(`the component model's suite${reason}`, () => {
  test('what it calls malformed and invalid is refused', { timeout: 60_000 }, () => {
    const refused = { malformed: 0, invalid: 0 }
    const accepted: string[] = []
    for (const { name, commands, bytes } of scripts(...folders)) {
      for (const command of commands) {
        if (command.module_type === 'text') continue
        const kind = command.type.replace('assert_', '')
        if (kind !== 'malformed' && kind !== 'invalid') continue
        try {
          check(bytes(command))
          accepted.push(`${name}:${command.line}: ${command.text}`)
        } catch (error) {
          // What the specification calls invalid for its size alone is over a limit.
          const codes = ['malformed', 'invalid', 'limit-exceeded']
          if (!(error instanceof PluginError) || !codes.includes(error.code)) throw error
          expect(error.offset).toBeTypeOf('number')
          refused[kind]++
        }
      }
    }
    expect(accepted).toEqual([])
    record('components, refused', refused)
  })

  test('what it accepts is accepted, as far as this engine has the features', { timeout: 60_000 }, () => {
    const accepted = tally()
    for (const { name, commands, bytes } of scripts(...folders)) {
      for (const command of commands) {
        if (
          command.filename === undefined ||
          !['module', 'module_definition', 'assert_uninstantiable'].includes(command.type)
        )
          continue
        attempt(accepted, `${name}:${command.line}`, () => check(bytes(command)))
      }
    }
    expect(accepted.missed).toEqual([])
    record(`components, accepted${onEngine}`, { valid: accepted.passed })
  })

  test('values, linking and resources', { timeout: 60_000 }, () => {
    const { instances, returns, traps } = run('values', 'linking', 'resources')
    expect([...instances.missed, ...returns.missed, ...traps.missed]).toEqual([])
    // One component of values/variants is lifted and lowered async; the engine's features are named by the first line.
    const lacking = [...instances.lacking, ...returns.lacking, ...traps.lacking]
    const reasons = lacking.map(line => line.replace(/^[^ ]+ /, '').replace(/ one that needs ([a-z-]+),.*/, ' $1'))
    const known = [refused, 'the guest called canon lower async, which hospes does not have']
    if (!engineHas('exnref')) known.push('expected a module that this engine can run, found exnref')
    if (!engineHas('multi-memory')) known.push('expected a module that this engine can run, found multi-memory')
    expect(new Set(reasons)).toEqual(new Set(lacking.some(line => line.endsWith(refused)) ? known : known.slice(1)))
    record(`components, run${onEngine}`, {
      instantiations: instances.passed,
      returns: returns.passed,
      traps: traps.passed,
    })
  })
})
