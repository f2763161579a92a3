import { describe, expect, it } from 'vitest'
import type { GuestResource } from '../../src/memory/resource.ts'
import { failureOf, type Opened, plugin, recognized } from './open.ts'
import { answers, type Case, decode, ordinal, prebuilt, type Step, zooImports, zooWit } from './zoo.ts'

const worlds: Readonly<Record<string, string>> = {
  'echo-strings': 'strings',
  'show-strings': 'strings',
  'echo-option-strings': 'strings',
  'try-strings': 'strings',
  'echo-option-json': 'options-of-json',
}

function worldOf(name: string): string {
  return worlds[name] ?? (name.startsWith('call-') ? 'hosted' : 'values')
}

/** What a call comes to, in the form that `answers.json` has. */
function ask(zoo: Opened, { function: name, arguments: args, answer }: Case): unknown {
  if ('ok' in answer) return { ok: zoo.call(name, ...args.map(value => decode(value))) }
  const failure = failureOf(() => zoo.call(name, ...args.map(value => decode(value))))
  if (failure.code === 'trap') return { traps: true }
  if (failure.code !== 'guest-error') return failure
  return 'err' in answer ? { err: failure.payload } : { throws: failure.payload }
}

const files = ['zoo', 'zoo-stripped', 'zoo-precli', 'zoo-stripped-precli'] as const
const builds = answers.eras.flatMap(era => files.map(file => [era, file] as const))

describe.each(builds)('the zoo of wasm-bindgen %s (%s)', (era, file) => {
  const bytes = prebuilt(era, file)
  const fromCargo = file.endsWith('precli')
  const cases = answers.cases.filter(({ since }) => since === undefined || ordinal(since) <= ordinal(era))
  const byFunction = group(cases)
  const plugins = new Map<string, () => Opened>()
  /** One instance serves as long as it is sound: so each test meets what earlier ones have left. */
  const running = new Map<string, Opened>()
  const start = (world: string): Opened => {
    const made = plugins.get(world) ?? plugin(bytes, zooWit, { world, imports: zooImports })
    plugins.set(world, made)
    return made()
  }

  it('is recognized', () => {
    const { facts, version } = recognized(bytes)
    expect({ version, stage: facts.stage, refusals: facts.refusals }).toEqual({
      version: era,
      stage: fromCargo ? 'cargo' : 'cli',
      refusals: [],
    })
  })

  it.each([...byFunction])('answers as its own glue does: %s', (name, some) => {
    let zoo = running.get(worldOf(name)) ?? start(worldOf(name))
    for (const one of some) {
      const { answer } = one
      const expected = Object.fromEntries(Object.entries(answer).map(([kind, value]) => [kind, decode(value)]))
      expect({ arguments: one.arguments, answer: ask(zoo, one) }).toEqual({
        arguments: one.arguments,
        answer: expected,
      })
      if (!zoo.kept) zoo = start(worldOf(name))
    }
    running.set(worldOf(name), zoo)
  })

  it('plays with resources as its own glue does', () => {
    play(start('resources'), answers.resources)
  })

  it.runIf(ordinal(era) >= ordinal(answers.resourceListsSince))(
    'passes lists of resources as its own glue does',
    () => {
      play(start('lists'), answers.resourceLists)
    },
  )
})

/** Plays the steps through one instance, and says what each comes to. */
function play(zoo: Opened, steps: readonly Step[]): void {
  const named = new Map<string, GuestResource>()
  for (const { step, as, arguments: args, answer } of steps) {
    const [first = '', second] = step.split('.')
    const self = named.get(first)
    const own = self === undefined ? [] : [self]
    const name = self === undefined ? step.replace(/^new /, '') : `${self.type.name}.${second}`
    const values = args.map(value => decode(value, named))
    if (step === 'drop') {
      for (const value of values as GuestResource[]) drop(value)
      continue
    }
    if ('err' in answer) {
      expect(failureOf(() => zoo.call(name, ...own, ...values))).toMatchObject({ payload: answer.err })
      continue
    }
    const found = zoo.call(name, ...own, ...values)
    if (typeof as === 'string') named.set(as, found as GuestResource)
    else for (const [i, key] of (as ?? []).entries()) named.set(key, (found as GuestResource[])[i] as GuestResource)
    expect({ step, found }).toEqual({ step, found: 'ok' in answer ? decode(answer.ok, named) : 'no answer' })
  }
}

function drop(resource: GuestResource): void {
  resource.state = 'gone'
  resource.type.destroy(resource.representation, undefined)
}

function group(cases: readonly Case[]): Map<string, Case[]> {
  const groups = new Map<string, Case[]>()
  for (const one of cases) groups.set(one.function, [...(groups.get(one.function) ?? []), one])
  return groups
}
