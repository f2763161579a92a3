import { contractKeys } from '../contract/keys.ts'
import { err } from '../index.ts'
import { camelCase, parseExternName, upperCamelCase } from '../wit/names.ts'
import { slots } from '../wit/slots.ts'
import { type Func, resolveType, type TypeRef, type World } from '../wit/world.ts'
import { UsageError } from './command.ts'
import { asUsage } from './failure.ts'
import { findFunction, namedFunctions } from './function-names.ts'
import { unspeakable } from './wave/kinds.ts'
import { parseWave } from './wave/parse.ts'

/** What functions of the host return, whatever they are asked. */
export type Answers = ReadonlyMap<Func, unknown>

/**
 * Reads answers, each as `NAME=VALUE` with a value in WAVE; a function without a result takes an empty one.
 * @throws UsageError for what is no import, or no value of its result
 */
export function parseAnswers(texts: readonly string[], world: World): Answers {
  const functions = namedFunctions(world.imports, world)
  const answers = new Map<Func, unknown>()
  for (const text of texts) {
    const [name = ''] = text.split('=', 1)
    const found = findFunction(functions, name.trim(), 'the imports').function
    if (answers.has(found)) throw new UsageError(`expected one answer for the import ${name}, found two`)
    answers.set(found, parseAnswer(name, text.slice(name.length + 1), found.result, world))
  }
  return answers
}

function parseAnswer(name: string, text: string, result: TypeRef | null, { types }: World): unknown {
  if (result === null) {
    if (['', '()'].includes(text.trim())) return undefined
    throw new UsageError(`expected nothing as the answer of ${name}, which has no result; found ${text}`)
  }
  const obstacle = unspeakable(types, [result])
  if (obstacle !== undefined) throw new UsageError(`${name} returns ${obstacle}, which can't be written as text`)
  const value = asUsage(() => parseWave(text, types, result))
  const type = resolveType(types, result)
  if (typeof type === 'string' || type.kind !== 'result') return value
  const { tag, val } = value as { readonly tag: string; readonly val?: unknown }
  return tag === 'ok' ? val : err(val)
}

type Members = Record<string, unknown>

/** The option `imports`: functions that give these answers, and for all others stubs that fail by name. */
export function importsOf(world: World, answers: Answers): Readonly<Members> {
  const imports: Members = {}
  const keys = contractKeys(world.imports, world)
  for (const [at, item] of world.imports.entries()) {
    const wanted = slots([item], world)
    // What WASI is asked for, hospes answers itself.
    const isProvided = item.name.startsWith('wasi:') && !wanted.some(slot => answers.has(slot.function))
    if (wanted.length === 0 || isProvided) continue
    const members: Members = item.kind === 'function' ? imports : {}
    if (item.kind === 'interface') imports[keys[at]?.[0] ?? item.name] = members
    for (const { path, function: func } of wanted)
      place(members, func, answers.has(func) ? () => answers.get(func) : stub(path.join('#')))
  }
  return imports
}

function stub(name: string): () => never {
  return () => {
    throw new Error(`no answer was given for it (--import '${name}=VALUE')`)
  }
}

/** Puts a function where the host's functions are looked for; those of a resource in a class. */
function place(members: Members, { name }: Func, call: () => unknown): void {
  const extern = parseExternName(name)
  if (extern === undefined || !('resource' in extern)) {
    members[camelCase(name)] = call
    return
  }
  const type = classIn(members, upperCamelCase(extern.resource))
  if (extern.kind === 'constructor') type.create = call
  else Reflect.set(extern.kind === 'static' ? type : type.prototype, camelCase(extern.label), call)
}

/** A class of the host, of which there are no objects. */
type StubClass = (new () => unknown) & { create?: () => unknown }

function classIn(members: Members, name: string): StubClass {
  const type: StubClass =
    (members[name] as StubClass | undefined) ??
    (class {
      constructor() {
        type.create?.()
      }
    } as StubClass)
  members[name] = type
  return type
}
